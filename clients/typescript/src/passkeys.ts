import { fail } from './failure.js'
import type { components } from './schema.js'

export type RequestOptionsJSON = PublicKeyCredentialRequestOptionsJSON
export type CreationOptionsJSON = PublicKeyCredentialCreationOptionsJSON
/** A credential in the JSON form of WebAuthn's `toJSON`. */
export type CredentialJSON = Record<string, unknown>

/** A user's passkeys as browsers need them for password managers; binary values in base64url. */
export type KnownPasskeys = components['schemas']['KnownPasskeysData']

/** A platform's WebAuthn ceremonies, with JSON in and out; pass your own in React Native. */
export interface Passkeys {
  supported(): boolean
  autofillSupported(): Promise<boolean>
  /** Whether password managers can create a passkey without a dialog, `how.conditional` below. */
  upgradeSupported?(): Promise<boolean>
  create(options: CreationOptionsJSON, how: { signal: AbortSignal; conditional?: boolean }): Promise<CredentialJSON>
  get(options: RequestOptionsJSON, how: { signal: AbortSignal; autofill: boolean }): Promise<CredentialJSON>
  /** Report the user's keys, so that password managers drop the others. */
  signalKeys?(known: KnownPasskeys): Promise<void>
  /** Report the user's present name, so that password managers show it. */
  signalName?(known: KnownPasskeys): Promise<void>
  /** Report a key that the server doesn't know, so that password managers stop offering it. */
  signalUnknown?(key: { rpId: string; credentialId: string }): Promise<void>
}

function bytes(text: string): ArrayBuffer {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, sign => sign.charCodeAt(0)).buffer
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

type Listed = PublicKeyCredentialDescriptorJSON[] | undefined
const descriptors = (list: Listed) =>
  (list ?? []).map(one => ({ ...one, id: bytes(one.id) })) as PublicKeyCredentialDescriptor[]

/** Options for `navigator.credentials.create`. */
export function creationOptions(json: CreationOptionsJSON): PublicKeyCredentialCreationOptions {
  return {
    ...(json as unknown as PublicKeyCredentialCreationOptions),
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    excludeCredentials: descriptors(json.excludeCredentials)
  }
}

/** Options for `navigator.credentials.get`. */
export function requestOptions(json: RequestOptionsJSON): PublicKeyCredentialRequestOptions {
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: bytes(json.challenge),
    allowCredentials: descriptors(json.allowCredentials)
  }
}

/**
 * A credential as JSON. Doesn't use its `toJSON`, which older browsers lack, and which password managers that replace
 * the browser's implementation often break.
 */
export function credentialJSON(credential: PublicKeyCredential): CredentialJSON {
  const { response } = credential
  const fields: Record<string, unknown> = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    const value = (response as unknown as Record<string, unknown>)[name]
    if (value) fields[name] = text(value as ArrayBuffer)
  }
  const made = response as AuthenticatorAttestationResponse
  if (made.getAuthenticatorData) fields.authenticatorData = text(made.getAuthenticatorData())
  const transports = (response as AuthenticatorAttestationResponse).getTransports?.()
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    ...(credential.authenticatorAttachment && { authenticatorAttachment: credential.authenticatorAttachment }),
    response: { ...fields, ...(transports && { transports }) }
  }
}

const HEADER_BYTES = 37
const ATTESTED = 0x40
const FLAGS_AT = 32

/** The model (AAGUID) of the authenticator that made a key, if it gives one. Source: WebAuthn Level 3, section 6.1. */
export function aaguidOf(credential: CredentialJSON): string | undefined {
  const data = (credential.response as { authenticatorData?: unknown } | undefined)?.authenticatorData
  const read = typeof data === 'string' ? new Uint8Array(bytes(data)) : new Uint8Array()
  if (read.length < HEADER_BYTES + 16 || !((read[FLAGS_AT] ?? 0) & ATTESTED)) return undefined
  const model = [...read.slice(HEADER_BYTES, HEADER_BYTES + 16)].map(one => one.toString(16).padStart(2, '0')).join('')
  return /^0+$/.test(model) ? undefined : model.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Source: WebAuthn Level 3, sections 5.1.7 and 5.1.10. */
interface Newer {
  getClientCapabilities?(): Promise<Record<string, boolean>>
  signalAllAcceptedCredentials?(known: {
    rpId: string
    userId: string
    allAcceptedCredentialIds: string[]
  }): Promise<void>
  signalCurrentUserDetails?(user: { rpId: string; userId: string; name: string; displayName: string }): Promise<void>
  signalUnknownCredential?(key: { rpId: string; credentialId: string }): Promise<void>
}

const api = () => globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined

const newer = () => api() as Newer | undefined

const written = (credential: Credential | null): CredentialJSON =>
  credential ? credentialJSON(credential as PublicKeyCredential) : fail({ kind: 'cancelled', cause: null })

const credentials = (): CredentialsContainer =>
  api() && navigator.credentials ? navigator.credentials : fail({ kind: 'unsupported', what: 'passkeys' })

/** The browser's own ceremonies. */
export const browserPasskeys: Passkeys = {
  supported: () => api() !== undefined,
  autofillSupported: async () => (await api()?.isConditionalMediationAvailable?.()) ?? false,
  upgradeSupported: async () => (await newer()?.getClientCapabilities?.())?.conditionalCreate ?? false,
  async create(options, { signal, conditional = false }) {
    const mediation = conditional && { mediation: 'conditional' as const }
    return written(await credentials().create({ publicKey: creationOptions(options), signal, ...mediation }))
  },
  async signalKeys({ rp_id: rpId, user_id: userId, credential_ids: allAcceptedCredentialIds }) {
    await newer()?.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds })
  },
  async signalName({ rp_id: rpId, user_id: userId, name, display_name: displayName }) {
    await newer()?.signalCurrentUserDetails?.({ rpId, userId, name, displayName })
  },
  async signalUnknown(key) {
    await newer()?.signalUnknownCredential?.(key)
  },
  async get(options, { signal, autofill }) {
    const mediation = autofill && { mediation: 'conditional' as const }
    return written(await credentials().get({ publicKey: requestOptions(options), signal, ...mediation }))
  }
}
