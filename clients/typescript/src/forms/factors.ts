import type { AuthenticatorType, ProofFlow } from '../state.js'
import { quietly, type Field, type Form } from './form.js'
import type { Kit } from './kit.js'

/** One form for each second factor that the user has. */
export function factorForms(
  { texts }: Kit,
  types: readonly AuthenticatorType[],
  withCode: (code: string) => Promise<unknown>,
  withKey: () => Promise<unknown>
): Form[] {
  const common = { title: texts.secondFactor, submit: texts.continue, actions: [] }
  const byCode = (lead: string, field: Pick<Field, 'label' | 'autocomplete' | 'inputMode'>) => ({
    ...common,
    lead,
    fields: [{ name: 'code', type: 'text' as const, ...field }],
    send: ({ code = '' }) => quietly(withCode(code.trim()))
  })
  const totp = { label: texts.code, autocomplete: 'one-time-code', inputMode: 'numeric' as const }
  const recovery = { label: texts.recoveryCode, autocomplete: 'off' }
  const forms: Record<AuthenticatorType, Form> = {
    webauthn: { ...common, name: 'webauthn', choose: texts.byPasskey, fields: [], send: () => quietly(withKey()) },
    totp: { name: 'totp', choose: texts.byTotp, ...byCode(texts.enterTotp, totp) },
    recovery_codes: {
      name: 'recovery_codes',
      choose: texts.byRecoveryCode,
      ...byCode(texts.enterRecoveryCode, recovery)
    }
  }
  const order: AuthenticatorType[] = ['webauthn', 'totp', 'recovery_codes']
  return order.filter(type => types.includes(type)).map(type => forms[type])
}

/** The forms by which a signed-in user reauthenticates. */
export function reauthenticationForms(kit: Kit, flows: ProofFlow[]): Form[] {
  const { client, texts } = kit
  const password: Form = {
    name: 'password',
    title: texts.reauthenticate,
    choose: texts.byPassword,
    fields: [{ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' }],
    submit: texts.continue,
    send: ({ password = '' }) => quietly(client.password.reauthenticate({ password })),
    actions: []
  }
  return flows.flatMap(flow => {
    if (flow.id === 'reauthenticate') return [password]
    if (flow.id !== 'mfa_reauthenticate') return []
    return factorForms(kit, flow.types, client.secondFactor.reauthenticate, client.passkey.reauthenticate)
  })
}
