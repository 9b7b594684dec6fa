import type { Authenticator, AuthenticatorType } from '@gatepost/client'
import { computed } from 'vue'
import { client } from '@/client'
import { useLoadedList } from '@/loaded_list'
import { FACTORS } from './factors'

/** The user's authenticators, loaded once for the whole page. */
export function useAuthenticators(offered: () => boolean) {
  const { items, loaded, waiting, problem, reload } = useLoadedList<Authenticator>(async () =>
    offered() ? (await client.secondFactor.list()).authenticators : []
  )
  const has = (type: AuthenticatorType) => items.value.some(one => one.type === type)
  /** Whether the user has a second factor, not counting fallbacks or types that this app doesn't know. */
  const any = computed(() => items.value.some(one => one.type in FACTORS && !FACTORS[one.type].fallback))
  return { items, has, any, loaded, waiting, problem, reload }
}
