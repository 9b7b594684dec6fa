import { inBrowser } from '@/browser_storage'

const KEPT = 'gatepost.last_provider'

/** The provider of this browser's last login; not secret, and kept after logging out. */
export function lastUsed(): string | null {
  return inBrowser.read(KEPT)
}

/** Remember the provider of a login that succeeded. */
export function rememberUsed(id: string): void {
  inBrowser.write(KEPT, id)
}
