const KEPT = 'gatepost.last_provider'

/** The provider of this browser's last login; not secret, and kept after logging out. */
export function lastUsed(): string | null {
  return localStorage.getItem(KEPT)
}

/** Remember the provider of a login that succeeded. */
export function rememberUsed(id: string): void {
  localStorage.setItem(KEPT, id)
}
