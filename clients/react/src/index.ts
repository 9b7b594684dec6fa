export { FormChoice, FormView, useForm } from './form_view.js'
export {
  AddPasskeyForm,
  AuthFlow,
  LoginForm,
  LogOutForm,
  RecoveryCodesForm,
  RequestCodeForm,
  RequestResetForm,
  ResetLinkForm,
  SetUpTotpForm,
  SignUpForm,
  StageForm,
  VerifyLinkForm
} from './forms.js'
export type { StepProps } from './forms.js'
export { GatepostProvider, useAuth, useClient, useGatepost, useUser } from './provider.js'
export type { GatepostProviderProps } from './provider.js'
export { ProviderButtons, ReauthenticationDialog, SignedIn, SignedOut } from './session.js'
