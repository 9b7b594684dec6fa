// A certified provider on loopback. Arguments: its port, and the redirect URI of its one client.
import { Provider } from 'oidc-provider'

const [port, redirectUri] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'client',
      client_secret: 'secret-of-the-client',
      redirect_uris: redirectUri.split(','),
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic'
    }
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@example.org`,
      email_verified: true,
      name: 'Jane Doe',
      preferred_username: id
    })
  }),
  cookies: { keys: ['only for tests'] }
})
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'))
