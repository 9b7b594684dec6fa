// The certified provider beside which ours is compared: the same clients, one user, and nothing to click.
import Provider from 'oidc-provider'

const [port, clients] = [Number(process.argv[2]), JSON.parse(process.argv[3])]
const issuer = `http://127.0.0.1:${port}`
const account = { sub: 'ann', email: 'ann@example.org', email_verified: true }
const seconds = 300
const provider = new Provider(issuer, {
  clients,
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  scopes: ['openid', 'offline_access', 'email', 'read'],
  findAccount: (_, id) => ({ accountId: id, claims: () => account }),
  pkce: { required: () => true },
  cookies: { keys: ['a'] },
  ttl: { AccessToken: seconds, ClientCredentials: seconds, IdToken: seconds, AuthorizationCode: 60, RefreshToken: 86400 },
  rotateRefreshToken: true,
  conformIdTokenClaims: false,
  interactions: { url: () => '/interaction' },
  issueRefreshToken: (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    deviceFlow: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => false },
    registration: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    userinfo: { enabled: true }
  }
})
provider.use(async (ctx, next) => {
  if (ctx.path !== '/interaction') return next()
  const details = await provider.interactionDetails(ctx.req, ctx.res)
  const { client_id: clientId, scope = '' } = details.params
  const grant = new provider.Grant({ accountId: account.sub, clientId })
  grant.addOIDCScope(scope)
  grant.addOIDCClaims(['sub', 'email', 'email_verified'])
  const result = { login: { accountId: account.sub }, consent: { grantId: await grant.save() } }
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false })
})
provider.listen(port, '127.0.0.1', () => console.log('READY'))
