import type { State } from '../state.js'
import { quietly, type Form, type Shown } from './form.js'
import type { Kit } from './kit.js'

async function loadCodes({ client, texts }: Kit): Promise<Shown> {
  const codes = (await client.recoveryCodes.get())?.unused_codes
  return codes ? { codes, notice: texts.keepCodes } : {}
}

/** Set up an authenticator app: a picture, the secret to type, and a first code. */
export function setUpTotpForm(kit: Kit): Form {
  const { client, texts } = kit
  return {
    name: 'set_up_totp',
    title: texts.setUpTotp,
    lead: texts.scan,
    choose: texts.setUpTotp,
    fields: [{ name: 'code', label: texts.code, type: 'text', autocomplete: 'one-time-code', inputMode: 'numeric' }],
    submit: texts.continue,
    load: async () => {
      const found = await client.totp.get()
      if ('authenticator' in found) return { notice: texts.totpThere }
      // The picture needs reauthentication; the secret stays the same.
      const picture = `data:image/svg+xml,${encodeURIComponent(await client.totp.qr())}`
      return { picture, secret: found.enrolment.secret }
    },
    send: async ({ code = '' }) => {
      const { recoveryCodesGenerated } = await client.totp.activate(code.trim())
      return { notice: texts.totpAdded, ...(recoveryCodesGenerated && (await loadCodes(kit))) }
    },
    actions: []
  }
}

/** Show the recovery codes, if they can be shown, and generate new ones. */
export function recoveryCodesForm(kit: Kit): Form {
  const { client, texts } = kit
  return {
    name: 'recovery_codes',
    title: texts.recoveryCodes,
    choose: texts.recoveryCodes,
    fields: [],
    submit: texts.newCodes,
    load: () => loadCodes(kit),
    send: async () => {
      const { unused_codes: codes } = await client.recoveryCodes.generate()
      return codes ? { codes, notice: texts.keepCodes } : {}
    },
    actions: []
  }
}

/** Add a passkey to the account. */
export function addPasskeyForm({ client, texts }: Kit): Form {
  return {
    name: 'add_passkey',
    title: texts.addPasskey,
    choose: texts.addPasskey,
    fields: [],
    submit: texts.addPasskey,
    send: async () => {
      await client.passkey.add({ passwordless: true })
      return { notice: texts.passkeyAdded }
    },
    actions: []
  }
}

/** What to show if a link did its work but logged the user in nowhere; the next login form shows it, too. */
function said(kit: Kit, state: State, notice: string): Shown | undefined {
  if (state.kind !== 'anonymous') return undefined
  kit.notice = notice
  return { notice }
}

/** Verify an address with the key of a mailed link; the user confirms it, since mail scanners open links. */
export function verifyLinkForm(kit: Kit, key: string): Form {
  const { client, texts } = kit
  return {
    name: 'verify_link',
    title: texts.verifyEmail,
    choose: texts.continue,
    fields: [],
    submit: texts.continue,
    send: async () => {
      const state = await client.email.verify(key)
      return said(kit, state, texts.verified)
    },
    actions: []
  }
}

/** Set a new password with the key of a mailed link. */
export function resetLinkForm(kit: Kit, key: string): Form {
  const { client, texts } = kit
  return {
    name: 'reset_link',
    title: texts.setPassword,
    choose: texts.continue,
    fields: [
      {
        name: 'password',
        label: texts.newPassword,
        type: 'password',
        autocomplete: 'new-password',
        params: ['password', 'key']
      }
    ],
    submit: texts.continue,
    send: async ({ password = '' }) => {
      const state = await client.password.reset({ key, password })
      return said(kit, state, texts.passwordSet)
    },
    actions: []
  }
}

/** Log out. */
export function logOutForm({ client, texts }: Kit): Form {
  return {
    name: 'log_out',
    title: texts.logOut,
    choose: texts.logOut,
    fields: [],
    submit: texts.logOut,
    send: () => quietly(client.logOut()),
    actions: []
  }
}
