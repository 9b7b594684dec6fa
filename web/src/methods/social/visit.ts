const KEPT = 'gatepost.provider'

/** Where providers send visitors back to. */
export function callbackAddress(): string {
  return `${location.origin}/account/provider/callback`
}

/** Remember the provider's name for the page that one comes back to. */
export function keepProvider(name: string): void {
  sessionStorage.setItem(KEPT, name)
}

/** The provider that one comes back from; told once. */
export function takeProvider(): string | undefined {
  const name = sessionStorage.getItem(KEPT) ?? undefined
  sessionStorage.removeItem(KEPT)
  return name
}
