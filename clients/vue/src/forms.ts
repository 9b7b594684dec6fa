import type { Config, State } from '@gatepost/client'
import {
  addPasskeyForm,
  flowForms,
  loginForm,
  logOutForm,
  recoveryCodesForm,
  requestCodeForm,
  requestResetForm,
  resetLinkForm,
  setUpTotpForm,
  signUpForm,
  stageForms,
  verifyLinkForm,
  type Form,
  type Kit
} from '@gatepost/client/forms'
import { computed, defineComponent, h, type ComputedRef } from 'vue'

import { FormChoice, FormView } from './form_view.js'
import { useAuth, useGatepost } from './plugin.js'

/** A component for a form that needs the server's configuration. Nothing is shown before that is known. */
function configured(name: string, make: (kit: Kit, config: Config) => Form) {
  return defineComponent({
    name,
    emits: { done: () => true },
    setup(_, { emit }) {
      const { kit, config } = useGatepost()
      const form = computed(() => config.value && make(kit, config.value))
      return () => form.value && h(FormView, { form: form.value, onDone: () => emit('done') })
    }
  })
}

const simple = (name: string, make: (kit: Kit) => Form) =>
  defineComponent({
    name,
    emits: { done: () => true },
    setup(_, { emit }) {
      const form = make(useGatepost().kit)
      return () => h(FormView, { form, onDone: () => emit('done') })
    }
  })

const keyed = (name: string, make: (kit: Kit, key: string) => Form) =>
  defineComponent({
    name,
    props: { mailedKey: { type: String, required: true } },
    emits: { done: () => true },
    setup(props, { emit }) {
      const { kit } = useGatepost()
      const form = computed(() => make(kit, props.mailedKey))
      return () => h(FormView, { form: form.value, onDone: () => emit('done') })
    }
  })

/** Log in with a password or a passkey. */
export const LoginForm = configured('LoginForm', loginForm)
/** Create an account. */
export const SignUpForm = simple('SignUpForm', signUpForm)
/** Request a login code. */
export const RequestCodeForm = configured('RequestCodeForm', requestCodeForm)
/** Request a password reset. */
export const RequestResetForm = configured('RequestResetForm', requestResetForm)
/** Verify an address with the key of a mailed link. */
export const VerifyLinkForm = keyed('VerifyLinkForm', verifyLinkForm)
/** Set a new password with the key of a mailed link. */
export const ResetLinkForm = keyed('ResetLinkForm', resetLinkForm)
/** Set up an authenticator app. */
export const SetUpTotpForm = simple('SetUpTotpForm', setUpTotpForm)
/** Show recovery codes, and generate new ones. */
export const RecoveryCodesForm = simple('RecoveryCodesForm', recoveryCodesForm)
/** Add a passkey to the account. */
export const AddPasskeyForm = simple('AddPasskeyForm', addPasskeyForm)
/** Log out. */
export const LogOutForm = simple('LogOutForm', logOutForm)

/** The state, the same object while nothing in it changes: forms keep their errors when it is requested again. */
function useSteadyState(): ComputedRef<State | undefined> {
  const state = useAuth()
  const description = computed(() => JSON.stringify(state.value))
  return computed(() => (description.value ? (JSON.parse(description.value) as State) : undefined))
}

const stepOf = (state: State | undefined): string => (state?.kind === 'pending' ? state.stage.id : (state?.kind ?? ''))

/** The pending step of a login, a sign-up or a reset: verify an address, enter a code, a second factor … */
export const StageForm = defineComponent({
  name: 'StageForm',
  emits: { done: () => true },
  setup(_, { emit }) {
    const state = useSteadyState()
    const { kit, config } = useGatepost()
    const forms = computed(() =>
      state.value?.kind === 'pending' && config.value ? stageForms(kit, state.value.stage, config.value) : []
    )
    return () => h(FormChoice, { key: stepOf(state.value), forms: forms.value, onDone: () => emit('done') })
  }
})

/** The whole way to a login: what the server offers, and each step that follows. Nothing for signed-in users. */
export const AuthFlow = defineComponent({
  name: 'AuthFlow',
  setup() {
    const state = useSteadyState()
    const { kit, config } = useGatepost()
    const forms = computed(() => (state.value && config.value ? flowForms(kit, state.value, config.value) : []))
    return () => h(FormChoice, { key: stepOf(state.value), forms: forms.value })
  }
})
