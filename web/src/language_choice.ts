import { watch } from 'vue'
import { useAuth } from '@gatepost/client/vue'
import { client } from './client'
import { speak } from './i18n'

/** A language that was chosen on this page and that the account doesn't know yet. */
let unsaved: string | undefined

async function save(): Promise<void> {
  const code = unsaved
  if (!code) return
  unsaved = undefined
  // A choice for this page; later mails may stay in the former language.
  await client.account.chooseLanguage(code).catch(() => undefined)
}

/** Switch the page to a language, remember it in this browser, and store it for mails: now, or after the login. */
export async function pick(code: string): Promise<void> {
  await speak(code, true)
  unsaved = code
  if (client.state?.kind === 'authenticated') await save()
}

/** Store a choice that was made before the login, once the user is logged in. */
export function saveChoiceAfterLogin(): void {
  const auth = useAuth()
  watch(() => auth.state?.kind, kind => {
    if (kind === 'authenticated') void save()
  })
}
