import { enrolled, type Enrolled, type WebAuthnAuthenticator } from '../authenticators.js'
import { fail, GatepostError } from '../failure.js'
import {
  aaguidOf,
  type CreationOptionsJSON,
  type CredentialJSON,
  type Passkeys,
  type RequestOptionsJSON
} from '../passkeys.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'
import type { Name, SignUp } from './password.js'

type Options<Public> = { publicKey: Public } & Record<string, unknown>
type KeyName = (aaguid: string | undefined) => string | undefined | Promise<string | undefined>
const PATH = '/account/authenticators/webauthn'

/** Convert the error that ended a ceremony to a failure. */
function failCeremony(cause: unknown): never {
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
   * One ceremony at a time, challenge included: the server accepts only its newest challenge. A new ceremony cancels
   * the waiting one; but autofill, which the user didn't ask for, doesn't cancel one that the user started.
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
      return failCeremony(cause)
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

  /** A hint to password managers, which must not fail what it comes after. */
  async function signalAccepted(): Promise<void> {
    if (!passkeys.signalAccepted) return
    try {
      const { creation_options: options } = await wire.data(() => http.GET(PATH))
      await passkeys.signalAccepted((options as Options<CreationOptionsJSON>).publicKey)
    } catch {
      // The keys are removed, whether the password manager learns of it or not.
    }
  }

  return {
    /** Whether this platform supports passkeys. */
    supported: (): boolean => passkeys.supported(),

    /** Whether passkeys can be offered in the autofill of a field with `autocomplete="username webauthn"`. */
    autofillSupported: (): Promise<boolean> => passkeys.autofillSupported(),

    /**
     * Log in with a passkey. With `autofill` it waits until the user picks one from the field's autofill; a later
     * ceremony or `cancel` ends that with the failure `cancelled`. With a name, the server lists that user's keys, if
     * `passkey.named_login` is on.
     */
    logIn: async ({ autofill = false, name }: { autofill?: boolean; name?: Name } = {}): Promise<State> => {
      const ask = () =>
        wire.data(() => (name ? http.POST('/auth/webauthn/options', { body: name }) : http.GET('/auth/webauthn/login')))
      const body = await show(ask, autofill)
      return wire.state(() => http.POST('/auth/webauthn/login', { body }))
    },

    /** Complete the step `mfa_authenticate` with a key. */
    authenticate: async (): Promise<State> => {
      const body = await show(() => wire.data(() => http.GET('/auth/webauthn/authenticate')))
      return wire.state(() => http.POST('/auth/webauthn/authenticate', { body }))
    },

    /** Reauthenticate with a key. */
    reauthenticate: async (): Promise<Authenticated> => {
      const body = await show(() => wire.data(() => http.GET('/auth/webauthn/reauthenticate')))
      return wire.authenticated(() => http.POST('/auth/webauthn/reauthenticate', { body }))
    },

    /** Start a sign-up without a password; the address is verified first, then `mfa_signup_webauthn` is pending. */
    signUp: (given: SignUp): Promise<State> =>
      wire.state(() => http.POST('/auth/webauthn/signup', { body: given as never })),

    /** Complete the step `mfa_signup_webauthn`: create the account's passkey. */
    completeSignUp: async (name?: string): Promise<State> => {
      const body = await make(() => wire.data(() => http.GET('/auth/webauthn/signup')))
      return wire.state(() => http.PUT('/auth/webauthn/signup', { body: { ...body, ...(name && { name }) } }))
    },

    /**
     * Add a key to the account; `passwordless` creates one that can log in alone. `name` may be a function of the
     * authenticator's model (AAGUID), if that is known.
     */
    add: async (
      given: { name?: string | KeyName; passwordless?: boolean } = {}
    ): Promise<Enrolled<WebAuthnAuthenticator>> => {
      const params = given.passwordless ? { query: { passwordless: '' } } : {}
      const body = await make(() => wire.data(() => http.GET(PATH, { params })))
      const name = typeof given.name === 'function' ? await given.name(aaguidOf(body.credential)) : given.name
      const named = { ...body, ...(name && { name }) }
      return enrolled(wire, await wire.body(() => http.POST(PATH, { body: named })))
    },

    rename: (id: number, name: string): Promise<WebAuthnAuthenticator> =>
      wire.data(() => http.PUT(PATH, { body: { id: String(id), name } })),

    remove: async (...ids: number[]): Promise<void> => {
      await wire.body(() => http.DELETE(PATH, { body: { authenticators: ids } }))
      await signalAccepted()
    },

    /** Cancel the waiting ceremony. */
    cancel: (): void => {
      running?.control.abort()
      running = undefined
    }
  }
}
