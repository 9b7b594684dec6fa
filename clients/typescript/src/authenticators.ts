import type { components } from './schema.js'
import type { State } from './state.js'
import type { Wire } from './wire.js'

type Schemas = components['schemas']

export type TotpAuthenticator = Schemas['TotpEntry']
export type RecoveryCodes = Schemas['RecoveryCodesEntry']
/** A passkey or a security key. */
export type WebAuthnAuthenticator = Schemas['WebAuthnEntry']

/** A second factor of the user, or the recovery codes. */
export type Authenticator = TotpAuthenticator | RecoveryCodes | WebAuthnAuthenticator

/** A factor that was just added. */
export interface Enrolled<One extends Authenticator> {
  authenticator: One
  /** Whether recovery codes were generated with it; `recoveryCodes.get` returns them. */
  recoveryCodesGenerated: boolean
  /** The new state, if a login was pending (stage `mfa_enrol`). */
  state?: State
}

interface EnrolledBody<One> {
  data: One
  meta?: { recovery_codes_generated?: boolean; is_authenticated?: boolean }
}

export async function enrolled<One extends Authenticator>(
  wire: Wire,
  { data, meta }: EnrolledBody<One>
): Promise<Enrolled<One>> {
  const state = meta?.is_authenticated === undefined ? undefined : await wire.look()
  const recoveryCodesGenerated = meta?.recovery_codes_generated ?? (await recoveryCodesAsNew(wire, data))
  return { authenticator: data, recoveryCodesGenerated, ...(state && { state }) }
}

/** Whether recovery codes as new as a factor exist: the contract's response for an authenticator app doesn't say. */
async function recoveryCodesAsNew(wire: Wire, made: Authenticator): Promise<boolean> {
  if (wire.session.state && wire.session.state.kind !== 'authenticated') return false
  const held = await wire.data(() => wire.http.GET('/account/authenticators'))
  return held.some(one => one.type === 'recovery_codes' && one.created_at >= made.created_at)
}
