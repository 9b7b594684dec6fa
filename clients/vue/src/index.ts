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
export { createGatepost, useAuth, useClient, useGatepost, useUser } from './plugin.js'
export { ProviderButtons, ReauthenticationDialog, SignedIn, SignedOut } from './session.js'
