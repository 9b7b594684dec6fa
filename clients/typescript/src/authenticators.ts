import type { components } from './schema.js'
import type { State } from './state.js'
import type { Wire } from './wire.js'

type Schemas = components['schemas']

export type TotpAuthenticator = Schemas['TotpEntry']
export type RecoveryCodes = Schemas['RecoveryCodesEntry']
/** A passkey or a security key. */
export type WebAuthnAuthenticator = Schemas['WebAuthnEntry']

/** Something that the user can show beside a password. */
export type Authenticator = TotpAuthenticator | RecoveryCodes | WebAuthnAuthenticator

/** A factor that was just set up. */
export interface Enrolled<One extends Authenticator> {
  authenticator: One
  /**
   * Whether recovery codes were made with it, where the server tells: for keys, not for authenticator apps.
   * `recoveryCodes.get` shows them.
   */
  recoveryCodesGenerated?: boolean
  /** Where a login waited for it (stage `mfa_enrol`): how things stand now. */
  state?: State
}

interface EnrolledBody {
  data: unknown
  meta?: { recovery_codes_generated?: boolean; is_authenticated?: boolean }
}

export async function enrolled<One extends Authenticator>(
  wire: Wire,
  { data, meta }: EnrolledBody
): Promise<Enrolled<One>> {
  return {
    authenticator: data as One,
    ...(meta?.recovery_codes_generated !== undefined && { recoveryCodesGenerated: meta.recovery_codes_generated }),
    ...(meta?.is_authenticated !== undefined && { state: await wire.look() })
  }
}
