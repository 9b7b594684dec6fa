import { waitingLink } from './methods/social/waiting'
import { site } from './site'

const KEPT = 'gatepost.next'

/** A path of this site, or nothing: what leads elsewhere is no destination. */
export function ownPath(wanted: unknown, origin: string = location.origin): string | undefined {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return undefined
  try {
    const url = new URL(wanted, origin)
    return url.origin === origin ? url.pathname + url.search + url.hash : undefined
  } catch {
    return undefined
  }
}

/** Remember where a visitor wanted to go, through logins, mails and providers, in this tab. */
export function remember(path: unknown): void {
  const own = ownPath(path)
  if (own) sessionStorage.setItem(KEPT, own)
}

/** Where to go now that somebody is logged in; told once. What waits for that login comes before. */
export function destination(): string {
  if (waitingLink()) return '/account/provider/connect'
  const kept = ownPath(sessionStorage.getItem(KEPT))
  sessionStorage.removeItem(KEPT)
  return kept ?? site.home
}
