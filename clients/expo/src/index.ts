import type { Tokens, TokenStorage } from '@gatepost/client'

/** The functions of `expo-secure-store` that the storage uses. */
export interface SecureStore {
  getItemAsync(key: string): Promise<string | null>
  setItemAsync(key: string, value: string): Promise<void>
  deleteItemAsync(key: string): Promise<void>
}

const KINDS = ['session', 'access', 'refresh'] as const

/**
 * Stores an app's tokens in the keychain: `secureStorage(SecureStore)`, with `import * as SecureStore from
 * 'expo-secure-store'`. Each token has an entry of its own, since entries above 2,048 bytes are not safe everywhere.
 *
 * @param prefix Begins the names of the entries; letters, digits, `.`, `-` and `_`.
 */
export function secureStorage(store: SecureStore, prefix = 'gatepost'): TokenStorage {
  const name = (kind: string) => `${prefix}.${kind}`
  return {
    async read() {
      const found = await Promise.all(KINDS.map(async kind => [kind, await store.getItemAsync(name(kind))] as const))
      const tokens: Tokens = Object.fromEntries(found.filter(([, value]) => value !== null))
      return Object.keys(tokens).length > 0 ? tokens : undefined
    },
    async write(tokens) {
      for (const kind of KINDS) {
        const value = tokens?.[kind]
        await (value === undefined ? store.deleteItemAsync(name(kind)) : store.setItemAsync(name(kind), value))
      }
    }
  }
}
