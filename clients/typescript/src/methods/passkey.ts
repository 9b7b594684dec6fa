import { enrolled, type Enrolled, type WebAuthnAuthenticator } from '../authenticators.js'
import { fail, GatepostError, type Failure } from '../failure.js'
import type { CreationOptionsJSON, CredentialJSON, Passkeys, RequestOptionsJSON } from '../passkeys.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'
import type { Name, SignUp } from './password.js'

type Options<Public> = { publicKey: Public } & Record<string, unknown>
const PATH = '/account/authenticators/webauthn'

export function passkey(wire: Wire, passkeys: Passkeys) {
  const { http } = wire
  let running: AbortController | undefined

  /** One ceremony at a time: a new one ends the autofill that waits in the background. */
  async function ceremony(
    act: (signal: AbortSignal) => Promise<CredentialJSON>
  ): Promise<{ credential: Record<string, unknown> }> {
    running?.abort()
    const mine = (running = new AbortController())
    try {
      return { credential: { ...(await act(mine.signal)) } }
    } catch (cause) {
      if (cause instanceof GatepostError) throw cause
      const name = (cause as Error | undefined)?.name
      const cancelled = name === 'NotAllowedError' || name === 'AbortError'
      return fail((cancelled ? { kind: 'cancelled', cause } : { kind: 'unexpected', cause }) satisfies Failure)
    } finally {
      if (running === mine) running = undefined
    }
  }

  const show = (options: unknown, autofill = false) =>
    ceremony(signal => passkeys.get((options as Options<RequestOptionsJSON>).publicKey, { signal, autofill }))
  const make = (options: unknown) =>
    ceremony(signal => passkeys.create((options as Options<CreationOptionsJSON>).publicKey, { signal }))

  return {
    /** Whether this platform has passkeys at all. */
    supported: (): boolean => passkeys.supported(),

    /** Whether passkeys can be offered in the list that a field with `autocomplete="username webauthn"` opens. */
    autofillSupported: (): Promise<boolean> => passkeys.autofillSupported(),

    /**
     * Log in with a passkey. With `autofill` it waits until the user picks one from the field's list; a later ceremony,
     * or `cancel`, ends that with the failure `cancelled`. With a name the server says which keys fit, where it is set
     * so.
     */
    logIn: async ({ autofill = false, name }: { autofill?: boolean; name?: Name } = {}): Promise<State> => {
      const { request_options: options } = await wire.data(() =>
        name ? http.POST('/auth/webauthn/options', { body: name }) : http.GET('/auth/webauthn/login')
      )
      const body = await show(options, autofill)
      return wire.state(() => http.POST('/auth/webauthn/login', { body }))
    },

    /** Take the step `mfa_authenticate` with a key. */
    authenticate: async (): Promise<State> => {
      const body = await show((await wire.data(() => http.GET('/auth/webauthn/authenticate'))).request_options)
      return wire.state(() => http.POST('/auth/webauthn/authenticate', { body }))
    },

    /** Give a fresh proof with a key. */
    reauthenticate: async (): Promise<Authenticated> => {
      const body = await show((await wire.data(() => http.GET('/auth/webauthn/reauthenticate'))).request_options)
      return wire.authenticated(() => http.POST('/auth/webauthn/reauthenticate', { body }))
    },

    /** Begin a sign-up without a password; the address is proved first, then comes the stage `mfa_signup_webauthn`. */
    signUp: (given: SignUp): Promise<State> =>
      wire.state(() => http.POST('/auth/webauthn/signup', { body: given as never })),

    /** Take the step `mfa_signup_webauthn`: make the account's passkey. */
    completeSignUp: async (name?: string): Promise<State> => {
      const body = await make((await wire.data(() => http.GET('/auth/webauthn/signup'))).creation_options)
      return wire.state(() => http.PUT('/auth/webauthn/signup', { body: { ...body, ...(name && { name }) } }))
    },

    /** Add a key to the account; `passwordless` asks for one that logs in alone. */
    add: async (given: { name?: string; passwordless?: boolean } = {}): Promise<Enrolled<WebAuthnAuthenticator>> => {
      const params = given.passwordless ? { query: { passwordless: '' } } : {}
      const body = await make((await wire.data(() => http.GET(PATH, { params }))).creation_options)
      const named = { ...body, ...(given.name && { name: given.name }) }
      return enrolled(wire, await wire.body(() => http.POST(PATH, { body: named })))
    },

    rename: (id: number, name: string): Promise<WebAuthnAuthenticator> =>
      wire.data(() => http.PUT(PATH, { body: { id: String(id), name } })),

    remove: async (...ids: number[]): Promise<void> => {
      await wire.body(() => http.DELETE(PATH, { body: { authenticators: ids } }))
    },

    /** End the ceremony that waits. */
    cancel: (): void => running?.abort()
  }
}
