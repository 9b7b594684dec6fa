import type { Authenticator, AuthenticatorType, State } from '@gatepost/client'
import { Fingerprint, LifeBuoy, Smartphone } from '@lucide/vue'
import { defineAsyncComponent, type Component } from 'vue'
import { client } from '@/client'
import { say } from '@/i18n'

/** How the user gets a first factor of a type during a login that requires one. */
interface Enrolment {
  title: () => string
  lead: () => string
  /** A form that emits `done(codesGenerated, state)`. */
  form?: Component
  /** Or a request that needs no form. */
  start?: () => Promise<State | undefined>
}

/** What the pages need to know about one type of authenticator. */
export interface Factor {
  icon: Component
  /** The sentence above the form of the second step. */
  prompt: () => string
  /** The button that switches to this factor. */
  choose: () => string
  /** The code to type; without it the browser asks for a key. An app's code has six digits. */
  code?: { label: () => string; digits?: boolean }
  /** Absent if it can't be a first factor. */
  enrol?: Enrolment
  /** The section of the security page. Gets `held` and `loaded`, emits `changed(codesGenerated)`. */
  panel: Component
  /** Only a fallback: its section appears once the user has another factor. */
  fallback?: boolean
}

/** All authenticator types, in the order in which they are offered. Forms and panels are loaded when they are shown. */
export const FACTORS: Record<AuthenticatorType, Factor> = {
  webauthn: {
    icon: Fingerprint,
    prompt: () => say.value.factor.webauthn,
    choose: () => say.value.factor.useWebauthn,
    enrol: {
      title: () => say.value.enrol.webauthn,
      lead: () => say.value.enrol.webauthnLead,
      start: async () => (await client.passkey.add()).state
    },
    panel: defineAsyncComponent(() => import('@/features/passkey/PasskeysPanel.vue'))
  },
  totp: {
    icon: Smartphone,
    prompt: () => say.value.factor.totp,
    choose: () => say.value.factor.useTotp,
    code: { label: () => say.value.fields.code, digits: true },
    enrol: {
      title: () => say.value.enrol.totp,
      lead: () => say.value.enrol.totpLead,
      form: defineAsyncComponent(() => import('@/features/totp/SetUp.vue'))
    },
    panel: defineAsyncComponent(() => import('@/features/totp/TotpPanel.vue'))
  },
  recovery_codes: {
    icon: LifeBuoy,
    prompt: () => say.value.factor.recovery_codes,
    choose: () => say.value.factor.useRecovery,
    code: { label: () => say.value.factor.recoveryCode },
    panel: defineAsyncComponent(() => import('@/features/recovery_codes/RecoveryPanel.vue')),
    fallback: true
  }
}

/** The types among `offered`, in the table's order. Types that this app doesn't know, as of a project's own feature, are left out. */
export function inOrder(offered: readonly AuthenticatorType[]): AuthenticatorType[] {
  return (Object.keys(FACTORS) as AuthenticatorType[]).filter(type => offered.includes(type))
}

/** The user's authenticators of one type. */
export function ofType<Type extends AuthenticatorType>(held: Authenticator[], type: Type): Extract<Authenticator, { type: Type }>[] {
  return held.filter((one): one is Extract<Authenticator, { type: Type }> => one.type === type)
}
