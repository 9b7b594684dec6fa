import type { Process } from '@gatepost/client'

const KEPT = 'gatepost.provider'

/** A visit at a provider that is on its way: nothing secret, and only for the words of the page that it ends on. */
export interface Visit {
  name: string
  process: Process
}

/** Where providers send visitors back to. */
export function callbackAddress(): string {
  return `${location.origin}/account/provider/callback`
}

export function keepVisit(visit: Visit): void {
  sessionStorage.setItem(KEPT, JSON.stringify(visit))
}

/** The visit that ends here; told once. */
export function takeVisit(): Visit | undefined {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  return kept ? (JSON.parse(kept) as Visit) : undefined
}

/**
 * A page without referrers sends its forms with the origin `null`, which the server's CSRF check must refuse. For the one
 * form that leaves here the origin is told, to our own server alone. Source: Fetch, section 3.2 (`Origin`).
 */
export function tellOrigin(): void {
  const policy = document.createElement('meta')
  policy.name = 'referrer'
  policy.content = 'same-origin'
  document.head.append(policy)
}
