export {
  addPasskeyForm,
  logOutForm,
  recoveryCodesForm,
  resetLinkForm,
  setUpTotpForm,
  verifyLinkForm
} from './account.js'
export { FormControl } from './control.js'
export type { FormState } from './control.js'
export { loginForm, requestCodeForm, requestResetForm, signUpForm } from './entry.js'
export { reauthenticationForms } from './factors.js'
export type { Action, Field, Form, Shown, Values } from './form.js'
export { createKit } from './kit.js'
export type { Kit, KitOptions } from './kit.js'
export { providerActions } from './providers.js'
export { ReauthenticationQueue } from './reauthentication.js'
export type { Reauthentication } from './reauthentication.js'
export { flowForms, stageForms } from './stages.js'
export { english } from './texts.js'
export type { Texts } from './texts.js'
