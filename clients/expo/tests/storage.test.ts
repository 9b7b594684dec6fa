import { createAppClient } from '@gatepost/client'
import { expect, test } from 'vitest'

import { secureStorage } from '../src/index.js'

/** A keychain like that of `expo-secure-store`: names and sizes of entries are limited. */
function keychain() {
  const kept = new Map<string, string>()
  const named = (key: string) => {
    if (!/^[\w.-]+$/.test(key)) throw new Error(`invalid key ${key}`)
    return key
  }
  return {
    kept,
    getItemAsync: (key: string) => Promise.resolve(kept.get(named(key)) ?? null),
    setItemAsync: (key: string, value: string) => {
      if (value.length > 2048) throw new Error('too large')
      kept.set(named(key), value)
      return Promise.resolve()
    },
    deleteItemAsync: (key: string) => Promise.resolve(void kept.delete(named(key)))
  }
}

test('each token has an entry, and one that is gone leaves none', async () => {
  const store = keychain()
  const storage = secureStorage(store)
  expect(await storage.read()).toBeUndefined()
  const tokens = { session: 's'.repeat(1500), access: 'a'.repeat(1500), refresh: 'r' }
  await storage.write(tokens)
  expect(await storage.read()).toEqual(tokens)
  await storage.write({ session: 's' })
  expect([...store.kept]).toEqual([['gatepost.session', 's']])
  await storage.write(undefined)
  expect(store.kept.size).toBe(0)
})

test('a client keeps its session in the keychain, sends it, and discards one that has ended', async () => {
  const store = keychain()
  const sent: (string | null)[] = []
  const answers: [number, object][] = [
    [401, { data: { flows: [] }, meta: { is_authenticated: false, session_token: 'gps_1' } }],
    [410, {}],
    [401, { data: { flows: [] }, meta: { is_authenticated: false } }]
  ]
  const client = createAppClient({
    url: 'https://api.example.org',
    storage: secureStorage(store),
    fetch: request => {
      sent.push(request.headers.get('X-Session-Token'))
      const [status, body] = answers.shift()!
      return Promise.resolve(new Response(JSON.stringify(body), { status }))
    }
  })
  await client.session()
  expect([...store.kept]).toEqual([['gatepost.session', 'gps_1']])
  await client.session()
  expect(sent).toEqual([null, 'gps_1', null])
  expect(store.kept.size).toBe(0)
})
