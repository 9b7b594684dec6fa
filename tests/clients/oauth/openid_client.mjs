// A certified relying party goes through every flow of the provider. Where a user must act, it prints a line that says so
// and waits for a line on standard input: the URL to which the browser was sent, or nothing.
import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import * as oidc from 'openid-client'

const [issuer, id, secret, redirect, resource, goodbye] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const user = async (...words) => {
  console.log(words.join(' '))
  return (await lines.next()).value
}
const insecure = { execute: [oidc.allowInsecureRequests] }
const confidential = await oidc.discovery(new URL(issuer), id, {}, oidc.ClientSecretBasic(secret), insecure)

async function logIn(config, { par = false, DPoP, scope = 'openid email offline_access', ...more } = {}) {
  const verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const parameters = {
    redirect_uri: redirect,
    scope,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more
  }
  const url = par
    ? await oidc.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
    : oidc.buildAuthorizationUrl(config, parameters)
  const back = new URL(await user('BROWSER', url.href))
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  return oidc.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
}

const passed = name => console.log('PASSED', name)

const tokens = await logIn(confidential)
const { sub } = tokens.claims()
assert.equal((await oidc.fetchUserInfo(confidential, tokens.access_token, sub)).email, 'ann@example.org')
passed('code')

assert.equal((await logIn(confidential, { par: true })).claims().sub, sub)
passed('PAR')

const renewed = await oidc.refreshTokenGrant(confidential, tokens.refresh_token)
assert.equal(renewed.claims().sub, sub)
passed('refresh')

assert.equal((await oidc.tokenIntrospection(confidential, renewed.access_token)).active, true)
await oidc.tokenRevocation(confidential, renewed.refresh_token)
assert.equal((await oidc.tokenIntrospection(confidential, renewed.access_token)).active, false)
await assert.rejects(oidc.refreshTokenGrant(confidential, renewed.refresh_token), { error: 'invalid_grant' })
passed('introspection and revocation')

const DPoP = oidc.getDPoPHandle(confidential, await oidc.randomDPoPKeyPair())
const bound = await logIn(confidential, { par: true, DPoP })
assert.equal(bound.token_type, 'dpop')
assert.equal((await oidc.fetchUserInfo(confidential, bound.access_token, sub, { DPoP })).sub, sub)
await assert.rejects(oidc.fetchUserInfo(confidential, bound.access_token, sub))
assert.equal((await oidc.refreshTokenGrant(confidential, bound.refresh_token, undefined, { DPoP })).token_type, 'dpop')
passed('DPoP')

const device = await oidc.initiateDeviceAuthorization(confidential, { scope: 'openid' })
await user('DEVICE', device.user_code)
const onDevice = await oidc.pollDeviceAuthorizationGrant(confidential, { ...device, interval: 1 })
assert.equal(onDevice.claims().sub, sub)
passed('device')

const own = await oidc.clientCredentialsGrant(confidential, { scope: 'read', resource })
assert.equal((await oidc.tokenIntrospection(confidential, own.access_token)).aud, resource)
passed('client credentials')

const registered = await oidc.dynamicClientRegistration(
  new URL(issuer),
  { client_name: 'Guest', redirect_uris: [redirect], grant_types: ['authorization_code', 'refresh_token'] },
  undefined,
  { ...insecure, algorithm: 'oidc' }
)
assert.equal(registered.clientMetadata().client_name, 'Guest')
assert.equal((await logIn(registered)).claims().sub, sub)
passed('registration')

const SEALED = [
  ['RSA-OAEP-256', undefined, 'A128CBC-HS256', { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, ['encrypt', 'decrypt']],
  ['ECDH-ES', 'A256GCM', 'A256GCM', { name: 'ECDH', namedCurve: 'P-256' }, ['deriveBits']],
  ['ECDH-ES+A256KW', 'A128CBC-HS256', 'A128CBC-HS256', { name: 'X25519' }, ['deriveBits']]
]
for (const [alg, enc, used, kind, usages] of SEALED) {
  const keys = await crypto.subtle.generateKey(kind, true, usages)
  const key = { ...(await crypto.subtle.exportKey('jwk', keys.publicKey)), kid: alg, use: 'enc', alg, key_ops: undefined }
  const sealed = await oidc.dynamicClientRegistration(
    new URL(issuer),
    {
      client_name: alg,
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      jwks: { keys: [key] },
      id_token_encrypted_response_alg: alg,
      id_token_encrypted_response_enc: enc,
      userinfo_signed_response_alg: 'RS256',
      userinfo_encrypted_response_alg: alg,
      userinfo_encrypted_response_enc: enc
    },
    undefined,
    { ...insecure, algorithm: 'oidc' }
  )
  assert.equal(sealed.clientMetadata().id_token_encrypted_response_enc, used)
  oidc.enableDecryptingResponses(sealed, [used], { key: keys.privateKey, alg, kid: alg })
  const opened = await logIn(sealed)
  assert.equal(opened.id_token.split('.').length, 5)
  assert.equal(opened.claims().sub, sub)
  assert.equal((await oidc.fetchUserInfo(sealed, opened.access_token, sub)).email, 'ann@example.org')
  assert.equal((await oidc.refreshTokenGrant(sealed, opened.refresh_token)).claims().sub, sub)
}
passed('encrypted ID tokens and userinfo')

const again = await logIn(confidential)
const end = { id_token_hint: again.id_token, post_logout_redirect_uri: goodbye, state: 'bye' }
const left = new URL(await user('LOGOUT', oidc.buildEndSessionUrl(confidential, end).href))
assert.equal(left.href, `${goodbye}?state=bye`)
passed('logout')

process.exit(0)
