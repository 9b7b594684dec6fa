'use client'

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
import { useMemo } from 'react'

import { FormChoice, FormView } from './form_view.js'
import { useAuth, useGatepost } from './provider.js'

export interface StepProps {
  /** Called after the form was sent successfully. */
  onDone?: () => void
}

/** A component for a form that needs the server's configuration. Nothing is shown before that is known. */
function configured(make: (kit: Kit, config: Config) => Form) {
  return function Step({ onDone }: StepProps) {
    const { kit, config } = useGatepost()
    const form = useMemo(() => config && make(kit, config), [kit, config])
    return form ? <FormView form={form} onDone={onDone} /> : null
  }
}

function simple(make: (kit: Kit) => Form) {
  return function Step({ onDone }: StepProps) {
    const { kit } = useGatepost()
    const form = useMemo(() => make(kit), [kit])
    return <FormView form={form} onDone={onDone} />
  }
}

function keyed(make: (kit: Kit, key: string) => Form) {
  return function Step({ mailedKey, onDone }: StepProps & { mailedKey: string }) {
    const { kit } = useGatepost()
    const form = useMemo(() => make(kit, mailedKey), [kit, mailedKey])
    return <FormView form={form} onDone={onDone} />
  }
}

/** Log in with a password or a passkey. */
export const LoginForm = configured(loginForm)
/** Create an account. */
export const SignUpForm = simple(signUpForm)
/** Request a login code. */
export const RequestCodeForm = configured(requestCodeForm)
/** Request a password reset. */
export const RequestResetForm = configured(requestResetForm)
/** Verify an address with the key of a mailed link. */
export const VerifyLinkForm = keyed(verifyLinkForm)
/** Set a new password with the key of a mailed link. */
export const ResetLinkForm = keyed(resetLinkForm)
/** Set up an authenticator app. */
export const SetUpTotpForm = simple(setUpTotpForm)
/** Show recovery codes, and generate new ones. */
export const RecoveryCodesForm = simple(recoveryCodesForm)
/** Add a passkey to the account. */
export const AddPasskeyForm = simple(addPasskeyForm)
/** Log out. */
export const LogOutForm = simple(logOutForm)

/** The state, the same object while nothing in it changes: forms keep their errors when it is requested again. */
function useSteadyState(): State | undefined {
  const state = useAuth()
  const description = JSON.stringify(state)
  return useMemo(() => (description ? (JSON.parse(description) as State) : undefined), [description])
}

/** The pending step of a login, a sign-up or a reset: verify an address, enter a code, a second factor … */
export function StageForm({ onDone }: StepProps) {
  const state = useSteadyState()
  const { kit, config } = useGatepost()
  const stage = state?.kind === 'pending' ? state.stage : undefined
  const forms = useMemo(() => (stage && config ? stageForms(kit, stage, config) : []), [kit, config, stage])
  return <FormChoice key={stage?.id} forms={forms} onDone={onDone} />
}

/** The whole way to a login: what the server offers, and each step that follows. Nothing for signed-in users. */
export function AuthFlow() {
  const state = useSteadyState()
  const { kit, config } = useGatepost()
  const forms = useMemo(() => (state && config ? flowForms(kit, state, config) : []), [kit, config, state])
  return <FormChoice key={state?.kind === 'pending' ? state.stage.id : state?.kind} forms={forms} />
}
