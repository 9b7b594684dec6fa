const KEPT = 'gatepost.link'

/** A login at a provider that is connected once the holder of its address logged in as before. */
export interface WaitingLink {
  id: string
  name: string
  /** Opens nothing: it counts for the one account, after a login to it. */
  key: string
}

/** Keep it in this tab; the login may lead through another provider's pages. */
export function keepLink(link: WaitingLink): void {
  sessionStorage.setItem(KEPT, JSON.stringify(link))
}

export function waitingLink(): WaitingLink | undefined {
  const kept = sessionStorage.getItem(KEPT)
  return kept ? (JSON.parse(kept) as WaitingLink) : undefined
}

export function forgetLink(): void {
  sessionStorage.removeItem(KEPT)
}
