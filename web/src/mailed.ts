import { router } from './router'

/**
 * The key of a mailed link. It is taken out of the address at once, so that no history, no bookmark and no `Referer` keeps
 * it; what the page needs of it stays in memory.
 */
export function takeKey(): string {
  const { key } = router.currentRoute.value.params
  const path = location.pathname.slice(0, location.pathname.lastIndexOf('/') + 1)
  history.replaceState({ ...history.state, current: path }, '', path)
  return typeof key === 'string' ? key : ''
}
