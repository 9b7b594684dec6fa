import { router } from './router'
import { inside } from './site'

/**
 * Read secrets from the path of a mailed link and remove them from the address bar, so that they don't stay in the
 * history, in bookmarks or in `Referer`. From then on they are in memory only.
 */
export function takeLinkParameters<Name extends string>(...names: Name[]): Record<Name, string> {
  const { params } = router.currentRoute.value
  const values = names.map(name => [name, String(params[name] ?? '')] as const)
  const held = values.filter(([, value]) => value).length
  if (held > 0) {
    const path = ['', ...location.pathname.split('/').filter(Boolean).slice(0, -held), ''].join('/')
    history.replaceState({ ...history.state, current: inside(path) }, '', path)
  }
  return Object.fromEntries(values) as Record<Name, string>
}
