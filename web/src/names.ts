import type { Name } from '@gatepost/client'
import { computed } from 'vue'
import { useVisit } from './auth'
import { say } from './i18n'

/** The name that a login asks for, by what the server takes. */
export function useName() {
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

  /** What was typed as the kind of name that it looks like, among those that the server takes. */
  function named(typed: string): Name {
    const text = typed.trim()
    const takes = (kind: 'email' | 'username' | 'phone') => kinds.value.includes(kind)
    if (takes('phone') && (only.value === 'phone' || /^\+?[\d\s()/.-]{5,}$/.test(text))) return { phone: text }
    if (takes('email') && (only.value === 'email' || text.includes('@') || !takes('username'))) return { email: text }
    return takes('username') ? { username: text } : { email: text }
  }

  return { label, type, named, kinds }
}
