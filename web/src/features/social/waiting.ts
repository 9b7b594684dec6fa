const KEPT = 'gatepost.link'

/** A provider login whose address belongs to an existing account; connected once its owner has logged in. */
export interface WaitingLink {
  id: string
  name: string
  /** Not a credential: valid only for that account, and only after a login to it. */
  key: string
}

/** Kept in `sessionStorage`, as the login may leave the page for another provider. */
export function rememberLink(link: WaitingLink): void {
  sessionStorage.setItem(KEPT, JSON.stringify(link))
}

export function waitingLink(): WaitingLink | undefined {
  const kept = sessionStorage.getItem(KEPT)
  return kept ? (JSON.parse(kept) as WaitingLink) : undefined
}

export function forgetLink(): void {
  sessionStorage.removeItem(KEPT)
}
