export { createAppClient, createBrowserClient } from './client.js'
export type { AppClient, AppOptions, BrowserClient, BrowserOptions, Client, ClientOptions } from './client.js'
export { failureOf, GatepostError } from './failure.js'
export type { Failure, Fault } from './failure.js'
export { proofKey } from './features/social.js'
export { unhandled } from './state.js'
export type {
  Anonymous,
  Authenticated,
  AuthenticatorType,
  Flow,
  Mailed,
  NamedUser,
  Pending,
  Proof,
  ProofFlow,
  ProviderInfo,
  Stage,
  State,
  User
} from './state.js'
export type * from './user_fields.js' // with its name, it could not be added to
export type {
  Authenticator,
  Enrolled,
  RecoveryCodes,
  TotpAuthenticator,
  WebAuthnAuthenticator
} from './authenticators.js'
export type { Cause, Listener } from './session.js'
export type { ApiKey, Config, LoginEntry, SessionEntry } from './sessions.js'
export { keyValueStorage, memoryStorage } from './storage.js'
export type { Tokens, TokenStorage } from './storage.js'
export type { Lock } from './lock.js'
export { aaguidOf, browserPasskeys } from './passkeys.js'
export type { KnownPasskeys, Passkeys } from './passkeys.js'
export type { Profile, ProfileField } from './features/account.js'
export type { EmailAddress } from './features/email.js'
export type { Name, SignUp } from './features/password.js'
export type { PhoneNumber } from './features/phone.js'
export type { AppEntry, AuthorizationRequest, DeviceRequest, LogoutRequest } from './features/provider.js'
export type { TrustedBrowser } from './features/second_factor.js'
export type {
  CallbackOutcome,
  LinkNeeded,
  Process,
  ProviderAccount,
  ProviderFailure,
  ProviderSignUp,
  ProviderToken,
  Visit
} from './features/social.js'
export type { TotpSecret } from './features/totp.js'
export type { Prove } from './wire.js'
export type { components, paths } from './schema.js'
