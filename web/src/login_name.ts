import type { Name } from '@gatepost/client'
import { computed } from 'vue'
import { say } from './i18n'
import { useVisit } from './visit'

/** The name field of the login form: email, username or phone number, depending on `login_methods`. */
export function useLoginName() {
  const visit = useVisit()
  const kinds = computed(() => visit.loginMethods)
  const only = computed(() => (kinds.value.length === 1 ? kinds.value[0] : undefined))

  const label = computed(() => {
    const { fields } = say.value
    const [mail, user, phone] = (['email', 'username', 'phone'] as const).map(kind => kinds.value.includes(kind))
    if (mail && user && phone) return fields.emailUsernameOrPhone
    if (mail && user) return fields.emailOrUsername
    if (mail && phone) return fields.emailOrPhone
    if (user && phone) return fields.usernameOrPhone
    return mail ? fields.email : user ? fields.username : fields.phone
  })
  const type = computed(() => (only.value === 'email' ? 'email' : only.value === 'phone' ? 'tel' : 'text') as 'email' | 'tel' | 'text')

  /** Guess from its form which kind of name was typed, among those the server accepts. */
  function parse(typed: string): Name {
    const text = typed.trim()
    const takes = (kind: 'email' | 'username' | 'phone') => kinds.value.includes(kind)
    if (takes('phone') && (only.value === 'phone' || /^\+?[\d\s()/.-]{5,}$/.test(text))) return { phone: text }
    if (takes('email') && (only.value === 'email' || text.includes('@') || !takes('username'))) return { email: text }
    return takes('username') ? { username: text } : { email: text }
  }

  return { label, type, parse, kinds }
}
