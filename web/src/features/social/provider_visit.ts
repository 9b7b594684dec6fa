import type { Process } from '@gatepost/client'
import { inTab } from '@/browser_storage'

const KEPT = 'gatepost.provider'

/** A redirect to a provider under way. Not secret; used only for texts on the callback page. */
export interface Visit {
  id: string
  name: string
  process: Process
}

/** The page that the server redirects to after the provider's callback. */
export function callbackAddress(): string {
  return `${location.origin}/account/provider/callback`
}

export function rememberVisit(visit: Visit): void {
  inTab.write(KEPT, JSON.stringify(visit))
}

/** The visit that has just ended; forgets it when read. */
export function takeVisit(): Visit | undefined {
  const kept = inTab.read(KEPT)
  inTab.remove(KEPT)
  return kept ? (JSON.parse(kept) as Visit) : undefined
}

/**
 * With `Referrer-Policy: no-referrer` browsers submit forms with `Origin: null`, which the server's CSRF check refuses.
 * Relax the policy to `same-origin` before the form is submitted. Source: Fetch, section 3.2 (`Origin`).
 */
export function allowOriginHeader(): void {
  const policy = document.createElement('meta')
  policy.name = 'referrer'
  policy.content = 'same-origin'
  document.head.append(policy)
}
