import { router } from './router'

/**
 * What a mailed link holds. It is taken out of the address at once, so that no history, no bookmark and no `Referer` keeps
 * it; what the page needs of it stays in memory.
 */
export function take<Name extends string>(...names: Name[]): Record<Name, string> {
  const { params } = router.currentRoute.value
  const values = names.map(name => [name, String(params[name] ?? '')] as const)
  const held = values.filter(([, value]) => value).length
  if (held > 0) {
    const path = ['', ...location.pathname.split('/').filter(Boolean).slice(0, -held), ''].join('/')
    history.replaceState({ ...history.state, current: path }, '', path)
  }
  return Object.fromEntries(values) as Record<Name, string>
}
