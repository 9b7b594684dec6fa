import { inTab } from './browser_storage'
import { waitingLink } from './features/social/waiting'
import { site } from './site'

const KEPT = 'gatepost.next'
/** The start of a path that names no host. */
const LOCAL = /^\/(?![/\\])/

/** The path if it belongs to this origin, else undefined: prevents open redirects. */
export function ownPath(wanted: unknown, origin: string = location.origin): string | undefined {
  if (typeof wanted !== 'string' || !LOCAL.test(wanted)) return undefined
  try {
    const url = new URL(wanted, origin)
    // Without its dots, `/.//evil.example` would lead to another host.
    return url.origin === origin && LOCAL.test(url.pathname) ? url.pathname + url.search + url.hash : undefined
  } catch {
    return undefined
  }
}

/** Remember in this tab where the visitor wanted to go, across logins, mails and providers. */
export function remember(path: unknown): void {
  const own = ownPath(path)
  if (own) inTab.write(KEPT, own)
}

/** Where to go after a login; forgets it when read. A pending provider link comes first. */
export function destination(): string {
  if (waitingLink()) return `${site.base}/account/provider/connect`
  const kept = ownPath(inTab.read(KEPT))
  inTab.remove(KEPT)
  return kept ?? site.home
}
