import type { Config } from '../sessions.js'
import { unhandled, type Stage, type State } from '../state.js'
import { addPasskeyForm, setUpTotpForm } from './account.js'
import { entryForms, given } from './entry.js'
import { factorForms } from './factors.js'
import { quietly, type Action, type Field, type Form } from './form.js'
import type { Kit } from './kit.js'

const codeField = ({ texts }: Kit): Field => ({
  name: 'code',
  label: texts.code,
  type: 'text',
  autocomplete: 'one-time-code',
  params: ['code', 'key']
})

const resendBy = ({ texts }: Kit, send: () => Promise<unknown>): Action => ({
  name: 'resend',
  label: texts.resend,
  run: async () => {
    await send()
    return { notice: texts.sentAgain }
  }
})

/** A form that asks for a code that was sent. */
function codeForm(
  kit: Kit,
  title: string,
  confirm: (code: string) => Promise<unknown>,
  resend: () => Promise<unknown>
) {
  const { texts } = kit
  return {
    title,
    lead: texts.enterCode,
    choose: texts.continue,
    fields: [codeField(kit)],
    submit: texts.continue,
    send: ({ code = '' }) => quietly(confirm(code.trim())),
    actions: [resendBy(kit, resend)]
  } satisfies Omit<Form, 'name'>
}

function verifyEmailForm(kit: Kit, config: Config): Form {
  const { client, texts } = kit
  const name = 'verify_email'
  const form = codeForm(kit, texts.verifyEmail, client.email.verify, client.email.resend)
  if (config.account.email_verification_by_code_enabled) return { name, ...form }
  const { submit: _, ...linked } = form
  return { name, ...linked, lead: texts.openLink, fields: [] }
}

function resetForm(kit: Kit): Form {
  const { client, texts } = kit
  const resend = () => client.password.requestReset({ email: kit.sentTo })
  return {
    name: 'password_reset_by_code',
    title: texts.setPassword,
    lead: texts.enterCode,
    choose: texts.continue,
    fields: [
      codeField(kit),
      { name: 'password', label: texts.newPassword, type: 'password', autocomplete: 'new-password' }
    ],
    submit: texts.continue,
    send: async ({ code = '', password = '' }) => {
      kit.notice = texts.passwordSet // before the state changes: the login form, which usually follows, shows it
      try {
        await client.password.reset({ key: code.trim(), password })
        return undefined
      } catch (error) {
        kit.notice = ''
        throw error
      }
    },
    actions: kit.sentTo.includes('@') ? [resendBy(kit, resend)] : []
  }
}

function providerSignUpForm(kit: Kit): Form {
  const { client, texts } = kit
  const fields = kit.signUpFields.filter(field => field.name !== 'password')
  return {
    name: 'provider_signup',
    title: texts.completeSignUp,
    choose: texts.continue,
    fields,
    submit: texts.signUp,
    send: values => quietly(client.social.signUp(given(values, fields))),
    actions: []
  }
}

function passkeySignUpForm({ client, texts }: Kit): Form {
  return {
    name: 'mfa_signup_webauthn',
    title: texts.createPasskey,
    choose: texts.createPasskey,
    fields: [],
    submit: texts.createPasskey,
    send: () => quietly(client.passkey.completeSignUp()),
    actions: []
  }
}

function trustForm({ client, texts }: Kit): Form {
  const decide = (yes: boolean) => quietly(client.family === 'browser' ? client.trust(yes) : Promise.resolve())
  return {
    name: 'mfa_trust',
    title: texts.trust,
    lead: texts.trustLead,
    choose: texts.continue,
    fields: [],
    submit: texts.trustYes,
    send: () => decide(true),
    actions: [{ name: 'no', label: texts.trustNo, run: () => decide(false) }]
  }
}

function secondFactorForms(kit: Kit, { types, releases }: Extract<Stage, { id: 'mfa_authenticate' }>): Form[] {
  const { secondFactor, passkey } = kit.client
  const forms = factorForms(kit, types, secondFactor.authenticate, passkey.authenticate)
  if (!releases) return forms
  const run = () => quietly(secondFactor.release(releases))
  return forms.map(form => ({ ...form, actions: [{ name: 'release', label: kit.texts.notMyAccount, run }] }))
}

function enrolmentForms(kit: Kit, { types }: Extract<Stage, { id: 'mfa_enrol' }>): Form[] {
  return [
    ...(types.includes('totp') ? [setUpTotpForm(kit)] : []),
    ...(types.includes('webauthn') ? [addPasskeyForm(kit)] : [])
  ]
}

function verifyPhoneForm(kit: Kit): Form {
  const { verify, resend } = kit.client.phone
  return { name: 'verify_phone', ...codeForm(kit, kit.texts.verifyPhone, verify, resend) }
}

function loginByCodeForm(kit: Kit): Form {
  const { confirm, resend } = kit.client.code
  return { name: 'login_by_code', ...codeForm(kit, kit.texts.requestCode, confirm, resend) }
}

/** The forms that complete a step; with several, the user chooses one. */
export function stageForms(kit: Kit, stage: Stage, config: Config): Form[] {
  switch (stage.id) {
    case 'verify_email':
      return [verifyEmailForm(kit, config)]
    case 'verify_phone':
      return [verifyPhoneForm(kit)]
    case 'login_by_code':
      return [loginByCodeForm(kit)]
    case 'password_reset_by_code':
      return [resetForm(kit)]
    case 'provider_signup':
      return [providerSignUpForm(kit)]
    case 'mfa_signup_webauthn':
      return [passkeySignUpForm(kit)]
    case 'mfa_authenticate':
      return secondFactorForms(kit, stage)
    case 'mfa_enrol':
      return enrolmentForms(kit, stage)
    case 'mfa_trust':
      return [trustForm(kit)]
    default:
      return unhandled(stage)
  }
}

/**
 * The forms for a state: those of the pending step, or those of a visitor; none for a signed-in user. Every pending
 * step can be given up.
 */
export function flowForms(kit: Kit, state: State, config: Config): Form[] {
  if (state.kind === 'authenticated') return []
  if (state.kind === 'anonymous') return entryForms(kit, state, config)
  const { client, texts } = kit
  const again = { name: 'start_again', label: texts.startAgain, run: () => quietly(client.logOut()) }
  return stageForms(kit, state.stage, config).map(form => ({ ...form, actions: [...form.actions, again] }))
}
