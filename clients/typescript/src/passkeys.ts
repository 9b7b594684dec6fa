import { fail } from './failure.js'

export type RequestOptionsJSON = PublicKeyCredentialRequestOptionsJSON
export type CreationOptionsJSON = PublicKeyCredentialCreationOptionsJSON
/** A credential as WebAuthn's `toJSON` writes it. */
export type CredentialJSON = Record<string, unknown>

/** The ceremonies of a platform, in JSON on both sides; React Native brings its own. */
export interface Passkeys {
  supported(): boolean
  autofillSupported(): Promise<boolean>
  create(options: CreationOptionsJSON, how: { signal: AbortSignal }): Promise<CredentialJSON>
  get(options: RequestOptionsJSON, how: { signal: AbortSignal; autofill: boolean }): Promise<CredentialJSON>
}

function bytes(text: string): ArrayBuffer {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, sign => sign.charCodeAt(0)).buffer
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

type Described = { id: string; type: string; transports?: string[] }
const described = (list: Described[] | undefined) =>
  list?.map(one => ({ ...one, id: bytes(one.id) })) as PublicKeyCredentialDescriptor[] | undefined

/** Options for `navigator.credentials.create`, for browsers that can't read JSON themselves. */
export function creationOptions(json: CreationOptionsJSON): PublicKeyCredentialCreationOptions {
  return {
    ...(json as unknown as PublicKeyCredentialCreationOptions),
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    ...(json.excludeCredentials && { excludeCredentials: described(json.excludeCredentials) as PublicKeyCredentialDescriptor[] })
  }
}

/** Options for `navigator.credentials.get`, for browsers that can't read JSON themselves. */
export function requestOptions(json: RequestOptionsJSON): PublicKeyCredentialRequestOptions {
  return {
    ...(json as unknown as PublicKeyCredentialRequestOptions),
    challenge: bytes(json.challenge),
    ...(json.allowCredentials && { allowCredentials: described(json.allowCredentials) as PublicKeyCredentialDescriptor[] })
  }
}

/** A credential as JSON, for browsers that can't write it themselves. */
export function credentialJSON(credential: PublicKeyCredential): CredentialJSON {
  const { response } = credential
  const fields: Record<string, unknown> = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    const value = (response as unknown as Record<string, unknown>)[name]
    if (value instanceof ArrayBuffer) fields[name] = text(value)
  }
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

const api = () => globalThis.PublicKeyCredential as (typeof PublicKeyCredential & { parseCreationOptionsFromJSON?: unknown }) | undefined

function written(credential: Credential | null): CredentialJSON {
  if (!credential) return fail({ kind: 'cancelled', cause: null })
  const key = credential as PublicKeyCredential
  return typeof key.toJSON === 'function' ? (key.toJSON() as unknown as CredentialJSON) : credentialJSON(key)
}

function credentials(): CredentialsContainer {
  return api() && navigator.credentials ? navigator.credentials : fail({ kind: 'unsupported', what: 'passkeys' })
}

/** The browser's own. */
export const browserPasskeys: Passkeys = {
  supported: () => api() !== undefined,
  autofillSupported: async () => (await api()?.isConditionalMediationAvailable?.()) ?? false,
  async create(options, { signal }) {
    const publicKey = api()?.parseCreationOptionsFromJSON
      ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
      : creationOptions(options)
    return written(await credentials().create({ publicKey, signal }))
  },
  async get(options, { signal, autofill }) {
    const publicKey = api()?.parseCreationOptionsFromJSON
      ? PublicKeyCredential.parseRequestOptionsFromJSON(options)
      : requestOptions(options)
    return written(await credentials().get({ publicKey, signal, ...(autofill && { mediation: 'conditional' as const }) }))
  }
}
