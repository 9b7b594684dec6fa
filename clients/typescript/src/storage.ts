/** What an app keeps: the session token, and access and refresh token where the server's strategy gives some. */
export interface Tokens {
  session?: string
  access?: string
  refresh?: string
}

/** Where an app keeps its tokens. They open the account: use the platform's keychain where there is one. */
export interface TokenStorage {
  read(): Tokens | undefined | Promise<Tokens | undefined>
  write(tokens: Tokens | undefined): void | Promise<void>
}

/** Tokens live as long as the process. */
export function memoryStorage(tokens?: Tokens): TokenStorage {
  return { read: () => tokens, write: given => void (tokens = given) }
}

interface KeyValue {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

/**
 * Tokens in anything like `localStorage`: React Native's AsyncStorage too. Every script of the page can read
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
