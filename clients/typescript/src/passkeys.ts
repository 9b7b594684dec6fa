import { fail } from './failure.js'

export type RequestOptionsJSON = PublicKeyCredentialRequestOptionsJSON
export type CreationOptionsJSON = PublicKeyCredentialCreationOptionsJSON
/** A credential in the JSON form of WebAuthn's `toJSON`. */
export type CredentialJSON = Record<string, unknown>

/** A platform's WebAuthn ceremonies, with JSON in and out; pass your own in React Native. */
export interface Passkeys {
  supported(): boolean
  autofillSupported(): Promise<boolean>
  create(options: CreationOptionsJSON, how: { signal: AbortSignal }): Promise<CredentialJSON>
  get(options: RequestOptionsJSON, how: { signal: AbortSignal; autofill: boolean }): Promise<CredentialJSON>
  /** Report the user's remaining keys, which `options` excludes, so that password managers drop the others. */
  signalAccepted?(options: CreationOptionsJSON): Promise<void>
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

/** Source: WebAuthn Level 3, section 5.1.10. */
interface Signals {
  signalAllAcceptedCredentials?(known: {
    rpId: string
    userId: string
    allAcceptedCredentialIds: string[]
  }): Promise<void>
}

const api = () => globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined

const written = (credential: Credential | null): CredentialJSON =>
  credential ? credentialJSON(credential as PublicKeyCredential) : fail({ kind: 'cancelled', cause: null })

const credentials = (): CredentialsContainer =>
  api() && navigator.credentials ? navigator.credentials : fail({ kind: 'unsupported', what: 'passkeys' })

/** The browser's own ceremonies. */
export const browserPasskeys: Passkeys = {
  supported: () => api() !== undefined,
  autofillSupported: async () => (await api()?.isConditionalMediationAvailable?.()) ?? false,
  create: async (options, { signal }) =>
    written(await credentials().create({ publicKey: creationOptions(options), signal })),
  async signalAccepted({ rp, user, excludeCredentials = [] }) {
    const known = {
      rpId: rp.id ?? '',
      userId: user.id,
      allAcceptedCredentialIds: excludeCredentials.map(one => one.id)
    }
    await (api() as Signals | undefined)?.signalAllAcceptedCredentials?.(known)
  },
  async get(options, { signal, autofill }) {
    const mediation = autofill && { mediation: 'conditional' as const }
    return written(await credentials().get({ publicKey: requestOptions(options), signal, ...mediation }))
  }
}
