import { inTab } from '@/browser_storage'

const KEPT = 'gatepost.link'

/** A provider login whose address belongs to an existing account; connected once its owner has logged in. */
export interface WaitingLink {
  id: string
  name: string
  /** Not a credential: valid only for that account, and only after a login to it. */
  key: string
}

/** Kept in this tab's storage, as the login may leave the page for another provider. */
export function rememberLink(link: WaitingLink): void {
  inTab.write(KEPT, JSON.stringify(link))
}

export function waitingLink(): WaitingLink | undefined {
  const kept = inTab.read(KEPT)
  return kept ? (JSON.parse(kept) as WaitingLink) : undefined
}

export function forgetLink(): void {
  inTab.remove(KEPT)
}
