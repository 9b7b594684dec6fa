import { enrolled, type Enrolled, type WebAuthnAuthenticator } from '../authenticators.js'
import { fail, GatepostError } from '../failure.js'
import type { CreationOptionsJSON, CredentialJSON, Passkeys, RequestOptionsJSON } from '../passkeys.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'
import type { Name, SignUp } from './password.js'

type Options<Public> = { publicKey: Public } & Record<string, unknown>
const PATH = '/account/authenticators/webauthn'

/** What ended a ceremony, as a failure. */
function told(cause: unknown): never {
  if (cause instanceof GatepostError) throw cause
  const name = (cause as Error | undefined)?.name
  const cancelled = name === 'NotAllowedError' || name === 'AbortError'
  return fail(cancelled ? { kind: 'cancelled', cause } : { kind: 'unexpected', cause })
}

export function passkey(wire: Wire, passkeys: Passkeys) {
  const { http } = wire
  let running: { control: AbortController; autofill: boolean } | undefined
  let asking: Promise<unknown> = Promise.resolve()

  /**
   * One ceremony at a time, from its question on: the server takes an answer to its newest challenge only. A new one
   * ends the one that waits; but autofill, which nobody asked for, ends none that a user began.
   */
  async function ceremony<Options>(
    ask: () => Promise<Options>,
    act: (options: Options, signal: AbortSignal) => Promise<CredentialJSON>,
    autofill = false
  ): Promise<{ credential: Record<string, unknown> }> {
    if (autofill && running && !running.autofill) fail({ kind: 'cancelled', cause: undefined })
    running?.control.abort()
    const mine = (running = { control: new AbortController(), autofill })
    const { signal } = mine.control
    const unlessEnded = () => signal.aborted && fail({ kind: 'cancelled', cause: signal.reason })
    try {
      const asked = asking.then(() => unlessEnded() || ask())
      asking = asked.catch(() => undefined)
      const options = await asked
      unlessEnded()
      return { credential: { ...(await act(options, signal)) } }
    } catch (cause) {
      return told(cause)
    } finally {
      if (running === mine) running = undefined
    }
  }

  const show = (ask: () => Promise<{ request_options: unknown }>, autofill = false) =>
    ceremony(
      ask,
      ({ request_options: options }, signal) =>
        passkeys.get((options as Options<RequestOptionsJSON>).publicKey, { signal, autofill }),
      autofill
    )
  const make = (ask: () => Promise<{ creation_options: unknown }>) =>
    ceremony(ask, ({ creation_options: options }, signal) =>
      passkeys.create((options as Options<CreationOptionsJSON>).publicKey, { signal })
    )

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
      const ask = () =>
        wire.data(() => (name ? http.POST('/auth/webauthn/options', { body: name }) : http.GET('/auth/webauthn/login')))
      const body = await show(ask, autofill)
      return wire.state(() => http.POST('/auth/webauthn/login', { body }))
    },

    /** Take the step `mfa_authenticate` with a key. */
    authenticate: async (): Promise<State> => {
      const body = await show(() => wire.data(() => http.GET('/auth/webauthn/authenticate')))
      return wire.state(() => http.POST('/auth/webauthn/authenticate', { body }))
    },

    /** Give a fresh proof with a key. */
    reauthenticate: async (): Promise<Authenticated> => {
      const body = await show(() => wire.data(() => http.GET('/auth/webauthn/reauthenticate')))
      return wire.authenticated(() => http.POST('/auth/webauthn/reauthenticate', { body }))
    },

    /** Begin a sign-up without a password; the address is proved first, then comes the stage `mfa_signup_webauthn`. */
    signUp: (given: SignUp): Promise<State> =>
      wire.state(() => http.POST('/auth/webauthn/signup', { body: given as never })),

    /** Take the step `mfa_signup_webauthn`: make the account's passkey. */
    completeSignUp: async (name?: string): Promise<State> => {
      const body = await make(() => wire.data(() => http.GET('/auth/webauthn/signup')))
      return wire.state(() => http.PUT('/auth/webauthn/signup', { body: { ...body, ...(name && { name }) } }))
    },

    /** Add a key to the account; `passwordless` asks for one that logs in alone. */
    add: async (given: { name?: string; passwordless?: boolean } = {}): Promise<Enrolled<WebAuthnAuthenticator>> => {
      const params = given.passwordless ? { query: { passwordless: '' } } : {}
      const body = await make(() => wire.data(() => http.GET(PATH, { params })))
      const named = { ...body, ...(given.name && { name: given.name }) }
      return enrolled(wire, await wire.body(() => http.POST(PATH, { body: named })))
    },

    rename: (id: number, name: string): Promise<WebAuthnAuthenticator> =>
      wire.data(() => http.PUT(PATH, { body: { id: String(id), name } })),

    remove: async (...ids: number[]): Promise<void> => {
      await wire.body(() => http.DELETE(PATH, { body: { authenticators: ids } }))
    },

    /** End the ceremony that waits. */
    cancel: (): void => {
      running?.control.abort()
      running = undefined
    }
  }
}
