import type { Name } from '../features/password.js'
import type { Config } from '../sessions.js'
import type { Anonymous } from '../state.js'
import { quietly, type Field, type Form, type Values } from './form.js'
import type { Kit } from './kit.js'

type Kind = 'email' | 'username' | 'phone'

const TYPES = { email: 'email', username: 'text', phone: 'tel' } as const

/** The field for a name of any kind that the server accepts. */
function nameField({ texts }: Kit, kinds: Kind[], autocomplete: string): Field {
  const [only] = kinds.length === 1 ? kinds : []
  return {
    name: 'name',
    label: only ? texts[only] : texts.name,
    type: only ? TYPES[only] : 'text',
    autocomplete,
    params: ['email', 'username', 'phone']
  }
}

/** The kind of name that was typed, of those the server accepts. */
export function nameOf(typed: string, kinds: Kind[]): Name {
  const text = typed.trim()
  const only = kinds.length === 1 ? kinds[0] : undefined
  if (kinds.includes('phone') && (only === 'phone' || /^\+?[\d\s()/.-]{5,}$/.test(text))) return { phone: text }
  if (kinds.includes('username') && (only === 'username' || !text.includes('@'))) return { username: text }
  return kinds.includes('email') ? { email: text } : { username: text }
}

const kindsOf = (config: Config, without?: Kind): Kind[] =>
  (config.account.login_methods as Kind[]).filter(kind => kind !== without)

export function loginForm(kit: Kit, config: Config): Form {
  const { client, texts } = kit
  const kinds = kindsOf(config)
  const passkeys = config.mfa?.passkey_login_enabled === true && client.passkey.supported()
  const autofill = async () => {
    if (await client.passkey.autofillSupported()) await client.passkey.logIn({ autofill: true })
  }
  const attend = () => {
    let waiting = true
    // A waiting ceremony ends when the user logs in another way; that is no error to show.
    void autofill()
      .catch(() => undefined)
      .finally(() => (waiting = false))
    // Once it has ended, another ceremony may run: the passkey that is added after a login.
    return () => {
      if (waiting) client.passkey.cancel()
    }
  }
  return {
    name: 'login',
    title: texts.login,
    choose: texts.login,
    fields: [
      nameField(kit, kinds, passkeys ? 'username webauthn' : 'username'),
      { name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' }
    ],
    submit: texts.login,
    load: () => Promise.resolve(kit.notice ? { notice: kit.notice } : undefined),
    send: async ({ name = '', password = '' }) => {
      kit.notice = ''
      kit.sentTo = name.trim()
      const state = await client.password.logIn({ ...nameOf(name, kinds), password })
      // The user's password manager may add a passkey, without a dialog. Nothing waits for it.
      if (state.kind === 'authenticated' && config.mfa?.passkey_upgrade_enabled) void client.passkey.upgrade()
      return undefined
    },
    actions: passkeys
      ? [{ name: 'passkey', label: texts.loginByPasskey, run: () => quietly(client.passkey.logIn()) }]
      : [],
    ...(passkeys && { attend })
  }
}

/** Values without spaces around them, passwords excepted, and without empty ones. */
export function given(values: Values, fields: Field[]): Record<string, string> {
  const pairs = fields.map(({ name, type }) => {
    const value = values[name] ?? ''
    return [name, type === 'password' ? value : value.trim()] as const
  })
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}

export function signUpForm(kit: Kit): Form {
  const { client, texts, signUpFields: fields } = kit
  return {
    name: 'sign_up',
    title: texts.createAccount,
    choose: texts.createAccount,
    fields,
    submit: texts.signUp,
    send: values => {
      const sent = given(values, fields)
      kit.sentTo = sent['email'] ?? sent['phone'] ?? ''
      if (!fields.some(field => field.name === 'password')) return quietly(client.passkey.signUp(sent))
      return quietly(client.password.signUp({ ...sent, password: sent['password'] ?? '' }))
    },
    actions: []
  }
}

export function requestCodeForm(kit: Kit, config: Config): Form {
  const { client, texts } = kit
  const kinds = kindsOf(config, 'username')
  return {
    name: 'request_code',
    title: texts.requestCode,
    choose: texts.loginByCode,
    fields: [nameField(kit, kinds.length > 0 ? kinds : ['email'], 'username')],
    submit: texts.send,
    send: ({ name = '' }) => {
      kit.sentTo = name.trim()
      const named = nameOf(name, kinds)
      return quietly(client.code.request(named.phone === undefined ? { email: kit.sentTo } : { phone: named.phone }))
    },
    actions: []
  }
}

export function requestResetForm(kit: Kit, config: Config): Form {
  const { client, texts } = kit
  const kinds = kindsOf(config)
  return {
    name: 'request_reset',
    title: texts.requestReset,
    choose: texts.forgotPassword,
    fields: [nameField(kit, kinds, 'username')],
    submit: texts.send,
    send: async ({ name = '' }) => {
      kit.sentTo = name.trim()
      const state = await client.password.requestReset(nameOf(name, kinds))
      return state.kind === 'mailed' ? { notice: texts.linkMailed } : undefined
    },
    actions: []
  }
}

/** The forms for an anonymous visitor, those first that are used most; only what the server offers. */
export function entryForms(kit: Kit, state: Anonymous, config: Config): Form[] {
  const offers = (id: string) => state.flows.some(flow => flow.id === id)
  return [
    ...(offers('login') ? [loginForm(kit, config)] : []),
    ...(offers('signup') ? [signUpForm(kit)] : []),
    ...(offers('login_by_code') ? [requestCodeForm(kit, config)] : []),
    ...(offers('login') ? [requestResetForm(kit, config)] : [])
  ]
}
