/** An app's tokens: the session token, and access and refresh token if the server's strategy issues them. */
export interface Tokens {
  session?: string
  access?: string
  refresh?: string
}

/** Where an app stores its tokens. They grant access to the account: use the platform's keychain if possible. */
export interface TokenStorage {
  read(): Tokens | undefined | Promise<Tokens | undefined>
  write(tokens: Tokens | undefined): void | Promise<void>
}

/** Stores tokens in memory: they are lost when the process ends. */
export function memoryStorage(tokens?: Tokens): TokenStorage {
  return { read: () => tokens, write: given => void (tokens = given) }
}

interface KeyValue {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

/**
 * Stores tokens in anything like `localStorage`, such as React Native's AsyncStorage. Every script of a page can read
 * `localStorage`; in browsers, prefer the browser client with its HttpOnly cookie.
 */
export function keyValueStorage(store: KeyValue, key = 'gatepost.tokens'): TokenStorage {
  return {
    async read() {
      const text = await store.getItem(key)
      return text ? (JSON.parse(text) as Tokens) : undefined
    },
    async write(tokens) {
      await (tokens ? store.setItem(key, JSON.stringify(tokens)) : store.removeItem(key))
    }
  }
}

/** `localStorage`, if there is one and the browser allows it: a browser that refuses storage throws when it is read. */
export function webStorage(): Storage | undefined {
  try {
    return (globalThis as { localStorage?: Storage }).localStorage
  } catch {
    return undefined
  }
}
