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

/** Whether a login failed because the server has no such key. */
const isUnknown = (error: unknown) =>
  error instanceof GatepostError &&
  'faults' in error.failure &&
  error.failure.faults.some(fault => fault.reason === 'unknown_credential')

/** Hints to password managers, which must not fail what they come after. */
function hints(wire: Wire, passkeys: Passkeys) {
  async function quietly(give: () => Promise<void> | undefined): Promise<void> {
    try {
      await give()
    } catch {
      // What it is about has happened, whether the password manager learns of it or not.
    }
  }
  const known = () => wire.data(() => wire.http.GET('/account/passkeys'))

  return {
    keys: () => quietly(async () => passkeys.signalKeys?.(await known())),
    name: () =>
      quietly(async () => {
        const found = await known()
        if (found.credential_ids.length > 0) await passkeys.signalName?.(found)
      }),
    unknown: (key: { rpId: string; credentialId: string }) => quietly(() => passkeys.signalUnknown?.(key))
  }
}

/** A platform's ceremonies, one at a time. */
function ceremonies(passkeys: Passkeys) {
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
  const make = (ask: () => Promise<{ creation_options: unknown }>, conditional = false) =>
    ceremony(
      ask,
      ({ creation_options: options }, signal) =>
        passkeys.create((options as Options<CreationOptionsJSON>).publicKey, { signal, conditional }),
      conditional
    )
  const cancel = (): void => {
    running?.control.abort()
    running = undefined
  }
  return { show, make, cancel }
}

async function named(body: { credential: Record<string, unknown> }, given: string | KeyName | undefined) {
  const name = typeof given === 'function' ? await given(aaguidOf(body.credential)) : given
  return { ...body, ...(name && { name }) }
}

export function passkey(wire: Wire, passkeys: Passkeys) {
  const { http } = wire
  const { show, make, cancel } = ceremonies(passkeys)
  const hint = hints(wire, passkeys)

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
      let rpId = ''
      const asked = async () => {
        const options = await ask()
        rpId = (options.request_options as Options<RequestOptionsJSON>).publicKey.rpId ?? ''
        return options
      }
      const body = await show(asked, autofill)
      try {
        return await wire.state(() => http.POST('/auth/webauthn/login', { body }))
      } catch (error) {
        if (isUnknown(error)) await hint.unknown({ rpId, credentialId: body.credential['id'] as string })
        throw error
      }
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
      const made = await make(() => wire.data(() => http.GET(PATH, { params })))
      const body = await named(made, given.name)
      return enrolled(wire, await wire.body(() => http.POST(PATH, { body })))
    },

    /**
     * After a password login, let the user's password manager add a passkey without a dialog, if the server allows it
     * (`mfa.passkey_upgrade_enabled` of the configuration). It logs in like the password and is no second factor.
     * Undefined if none was added, whatever the reason: the user didn't ask for it.
     */
    upgrade: async (given: { name?: string | KeyName } = {}): Promise<WebAuthnAuthenticator | undefined> => {
      try {
        if (!(await passkeys.upgradeSupported?.())) return undefined
        const { creation_options: options } = await wire.data(() => http.GET(`${PATH}/upgrade`))
        if (!options) return undefined
        const made = await make(() => Promise.resolve({ creation_options: options }), true)
        const body = await named(made, given.name)
        return await wire.data(() => http.POST(`${PATH}/upgrade`, { body }))
      } catch {
        return undefined
      }
    },

    /** Make a key that `upgrade` added a second factor, which logins with the password then require. */
    makeFactor: async (id: number): Promise<Enrolled<WebAuthnAuthenticator>> =>
      enrolled(wire, await wire.body(() => http.POST(`${PATH}/factor`, { body: { id: String(id) } }))),

    rename: (id: number, name: string): Promise<WebAuthnAuthenticator> =>
      wire.data(() => http.PUT(PATH, { body: { id: String(id), name } })),

    remove: async (...ids: number[]): Promise<void> => {
      await wire.body(() => http.DELETE(PATH, { body: { authenticators: ids } }))
      if (passkeys.signalKeys) await hint.keys()
    },

    /** Tell password managers the user's name after it changed; does nothing for a user without passkeys. */
    signalName: async (): Promise<void> => {
      if (passkeys.signalName && passkeys.supported()) await hint.name()
    },

    /** Cancel the waiting ceremony. */
    cancel
  }
}
