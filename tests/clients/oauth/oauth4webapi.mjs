// A certified client library, called step by step: code with a pushed request and DPoP, refresh, introspection, a device,
// step-up (RFC 9470), an exchange of the token by a service (RFC 8693), and a logout. Prints a line where the user must
// act, and waits for the URL to which the browser was sent.
import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import * as oauth from 'oauth4webapi'

const [issuer, id, secret, redirect, resource, service, other, goodbye] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const user = async (...words) => {
  console.log(words.join(' '))
  return (await lines.next()).value
}
const insecure = { [oauth.allowInsecureRequests]: true }
const url = new URL(issuer)
const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
const client = { client_id: id }
const authentication = oauth.ClientSecretBasic(secret)
const passed = name => console.log('PASSED', name)

async function logIn(DPoP, asked = {}) {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const parameters = new URLSearchParams({
    client_id: id,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid email offline_access read',
    resource,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...asked
  })
  const sent = await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, { ...insecure, DPoP })
  const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, sent)
  const page = new URL(as.authorization_endpoint)
  page.search = new URLSearchParams({ client_id: id, request_uri })
  const back = oauth.validateAuthResponse(as, client, new URL(await user('BROWSER', page.href)), state)
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    back,
    redirect,
    verifier,
    { ...insecure, DPoP }
  )
  const maxAge = asked.max_age && Number(asked.max_age)
  const options = { expectedNonce: nonce, requireIdToken: true, ...(maxAge !== undefined && { maxAge }) }
  return oauth.processAuthorizationCodeResponse(as, client, answer, options)
}

const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
const bound = await logIn(DPoP)
assert.equal(bound.token_type, 'dpop')
passed('PAR, code and DPoP')

const renewing = await oauth.refreshTokenGrantRequest(as, client, authentication, bound.refresh_token, {
  ...insecure,
  DPoP
})
const renewed = await oauth.processRefreshTokenResponse(as, client, renewing)
assert.equal(oauth.getValidatedIdTokenClaims(renewed).sub, oauth.getValidatedIdTokenClaims(bound).sub)
passed('refresh')

const introspecting = await oauth.introspectionRequest(as, client, authentication, renewed.access_token, insecure)
const known = await oauth.processIntrospectionResponse(as, client, introspecting)
assert.equal(known.active, true)
assert.equal(known.aud, resource)
assert.ok(known.cnf.jkt)
passed('introspection')

const starting = await oauth.deviceAuthorizationRequest(as, client, authentication, { scope: 'openid email' }, insecure)
const device = await oauth.processDeviceAuthorizationResponse(as, client, starting)
const poll = async () =>
  oauth.processDeviceCodeResponse(
    as,
    client,
    await oauth.deviceCodeGrantRequest(as, client, authentication, device.device_code, insecure)
  )
await assert.rejects(poll(), { error: 'authorization_pending' })
await user('DEVICE', device.user_code)
const onDevice = await poll()
assert.equal(oauth.getValidatedIdTokenClaims(onDevice).sub, oauth.getValidatedIdTokenClaims(bound).sub)
const asking = await oauth.userInfoRequest(as, client, onDevice.access_token, insecure)
const told = await oauth.processUserInfoResponse(as, client, oauth.skipSubjectCheck, asking)
assert.equal(told.email, 'careful@example.org')
passed('device')

// What a resource server would answer with: the login must be recent and have had a second factor.
const weak = await logIn()
assert.equal(oauth.getValidatedIdTokenClaims(weak).acr, 'aal1')
const strong = await logIn(undefined, { acr_values: 'aal2', max_age: '300' })
const claims = oauth.getValidatedIdTokenClaims(strong)
const short = await logIn(undefined, { scope: 'openid read' })
assert.equal(claims.acr, 'aal2')
assert.ok(claims.auth_time > Date.now() / 1000 - 300)
passed('step-up')

const exchange = (token, to, form = {}) =>
  oauth.genericTokenEndpointRequest(
    as,
    { client_id: service },
    authentication,
    'urn:ietf:params:oauth:grant-type:token-exchange',
    {
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: to,
      ...form
    },
    insecure
  )
const exchanged = await oauth.processGenericTokenEndpointResponse(
  as,
  { client_id: service },
  await exchange(strong.access_token, other, { scope: 'read' })
)
assert.equal(exchanged.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token')
assert.equal(exchanged.scope, 'read')
assert.equal(exchanged.refresh_token, undefined)
const seen = await oauth.processIntrospectionResponse(
  as,
  { client_id: service },
  await oauth.introspectionRequest(as, { client_id: service }, authentication, exchanged.access_token, insecure)
)
assert.deepEqual([seen.aud, seen.act, seen.sub, seen.acr], [other, { sub: service }, claims.sub, 'aal2'])
const elsewhere = await exchange(strong.access_token, 'https://elsewhere.example.org')
await assert.rejects(oauth.processGenericTokenEndpointResponse(as, { client_id: service }, elsewhere), {
  error: 'invalid_target'
})
const without = await exchange(renewed.access_token, other)
await assert.rejects(oauth.processGenericTokenEndpointResponse(as, { client_id: service }, without), {
  name: 'ResponseBodyError'
})
passed('token exchange')

const revoking = await oauth.revocationRequest(as, client, authentication, strong.refresh_token, insecure)
await oauth.processRevocationResponse(revoking)
const after = await oauth.introspectionRequest(as, { client_id: service }, authentication, exchanged.access_token, insecure)
assert.equal((await oauth.processIntrospectionResponse(as, { client_id: service }, after)).active, false)
passed('revocation ends what was exchanged')

// The library has no function for it; the address is that of the document which it read.
const end = new URL(as.end_session_endpoint)
end.search = new URLSearchParams({ id_token_hint: strong.id_token, post_logout_redirect_uri: goodbye, state: 'bye' })
assert.equal(await user('LOGOUT', end.href), `${goodbye}?state=bye`)
const late = await oauth.refreshTokenGrantRequest(as, client, authentication, short.refresh_token, insecure)
await assert.rejects(oauth.processRefreshTokenResponse(as, client, late), { error: 'invalid_grant' })
passed('logout')

process.exit(0)
