import { afterEach, expect, test, vi } from 'vitest'

import { defaultLock, processLock } from '../src/lock.js'
import { app, browser, failure, Jar, join } from './visitors.js'
import { keyValueStorage, memoryStorage, type Tokens } from '../src/index.js'

afterEach(() => vi.unstubAllGlobals())

const jwt = (seconds: number) =>
  `e30.${Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + seconds })).toString('base64url')}.x`

/** A server that gives a new pair for each refresh token it knows. */
function issuer() {
  const asked: string[] = []
  const fetch = async (request: Request): Promise<Response> => {
    if (!request.url.endsWith('/tokens/refresh')) {
      const token = request.headers.get('Authorization')?.slice(7)
      return new Response(token, { status: token === 'dead' ? 401 : 200 })
    }
    const { refresh_token: token } = (await request.json()) as { refresh_token: string }
    asked.push(token)
    await new Promise(done => setTimeout(done, 10))
    if (token === 'bad') return Response.json({ status: 400, errors: [] }, { status: 400 })
    const data = { access_token: jwt(300), refresh_token: `${token}+` }
    return Response.json({ status: 200, data })
  }
  return { asked, fetch }
}

test('an app gets a pair of tokens with its login, and a new pair before the first expires', async () => {
  const storage = memoryStorage()
  const asked = vi.fn((request: Request, init?: RequestInit) => fetch(request, init))
  const client = app({ storage, fetch: asked })
  await join(client)
  const first = { ...(await storage.read()) }
  expect(first).toEqual({
    session: expect.stringMatching(/^gps_/) as string,
    access: expect.stringContaining('.') as string,
    refresh: expect.any(String) as string
  })
  expect(await client.tokens.access()).toBe(first.access)

  asked.mockClear()
  const later = Date.now() + 280_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  const other = app({ storage, fetch: asked })
  const all = await Promise.all([client, client, other, other].map(one => one.tokens.access()))
  vi.restoreAllMocks()
  expect(asked).toHaveBeenCalledTimes(1)
  expect(new Set(all).size).toBe(1)
  const second = await storage.read()
  expect(second).toMatchObject({ session: first.session, access: all[0] })
  expect(second?.access).not.toBe(first.access)
  expect(second?.refresh).not.toBe(first.refresh)
  expect((await client.session()).kind).toBe('authenticated')

  await client.logOut()
  expect(await storage.read()).toBeUndefined()
  expect(await client.tokens.access()).toBeUndefined()
})

test('once the login has ended, its refresh token is refused and dropped', async () => {
  const storage = memoryStorage()
  const client = app({ storage })
  await join(client)
  const kept = { ...(await storage.read()) }
  await client.logOut()
  await storage.write(kept)
  expect(await client.tokens.refresh()).toBeUndefined()
  expect(await storage.read()).toEqual({})
})

test('browsers renew tokens in cookies that no script reads', async () => {
  const jar = new Jar()
  const client = browser(jar)
  await join(client)
  const before = new Map(jar.cookies)
  jar.requests.length = 0
  await Promise.all([client.tokens.renew(), client.tokens.renew()])
  expect(jar.requests.map(request => new URL(request.url).pathname)).toEqual(['/_allauth/browser/v1/tokens/cookies'])
  expect([...jar.cookies].filter(([name, value]) => before.get(name) !== value)).not.toEqual([])
  expect(await failure(browser().tokens.renew())).toMatchObject({ kind: 'input' })
})

test('an access token that lives is used; one about to expire is renewed in one flight', async () => {
  const { asked, fetch } = issuer()
  const fresh = jwt(300)
  expect(await app({ fetch, storage: memoryStorage({ access: fresh, refresh: 'r' }) }).tokens.access()).toBe(fresh)
  expect(asked).toEqual([])
  const storage = memoryStorage({ session: 's', access: jwt(10), refresh: 'r' })
  const client = app({ fetch, storage })
  const all = await Promise.all(Array.from({ length: 5 }, () => client.tokens.access()))
  expect(new Set(all).size).toBe(1)
  expect(asked).toEqual(['r'])
  expect(await storage.read()).toEqual({ session: 's', access: all[0], refresh: 'r+' })
})

test('two tabs with one storage make one refresh between them', async () => {
  const { asked, fetch } = issuer()
  const storage = memoryStorage({ access: jwt(-1), refresh: 'r' })
  const [one, other] = [app({ fetch, storage }), app({ fetch, storage })]
  const [first, second] = await Promise.all([one.tokens.access(), other.tokens.access()])
  expect(first).toBe(second)
  expect(asked).toEqual(['r'])
})

test('a refresh token that is dead is dropped, and the session token stays', async () => {
  const { fetch } = issuer()
  const storage = memoryStorage({ session: 's', access: jwt(-1), refresh: 'bad' })
  expect(await app({ fetch, storage }).tokens.access()).toBeUndefined()
  expect(await storage.read()).toEqual({ session: 's' })
})

test('a failing network drops nothing', async () => {
  const storage = memoryStorage({ access: jwt(-1), refresh: 'r' })
  const client = app({ fetch: () => Promise.reject(new TypeError('offline')), storage })
  await expect(client.tokens.access()).rejects.toMatchObject({ kind: 'network' })
  expect(await storage.read()).toMatchObject({ refresh: 'r' })
})

test('fetch shows the token, and again a new one after a 401', async () => {
  const { asked, fetch } = issuer()
  const storage = memoryStorage({ access: 'dead', refresh: 'r' })
  const answer = await app({ fetch, storage }).tokens.fetch('https://api.example.org/posts', { method: 'POST' })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe((await storage.read())?.access)
  expect(asked).toEqual(['r'])
  expect((await app({ fetch }).tokens.fetch('https://api.example.org/posts')).status).toBe(200)
})

test('tokens live in anything like localStorage', async () => {
  const map = new Map<string, string>()
  const storage = keyValueStorage({
    getItem: key => map.get(key) ?? null,
    setItem: (key, value) => map.set(key, value),
    removeItem: key => map.delete(key)
  })
  expect(await storage.read()).toBeUndefined()
  const tokens: Tokens = { session: 's', refresh: 'r' }
  await storage.write(tokens)
  expect(await storage.read()).toEqual(tokens)
  await storage.write(undefined)
  expect(map.size).toBe(0)
})

test('the lock lets one in at a time, and goes on after a failure', async () => {
  const order: string[] = []
  const act = (name: string) => async () => {
    order.push(`${name} in`)
    await new Promise(done => setTimeout(done, 5))
    order.push(`${name} out`)
    if (name === 'a') throw new Error('a fails')
    return name
  }
  const [a, b, c] = await Promise.allSettled([
    processLock('x', act('a')),
    processLock('x', act('b')),
    processLock('y', act('c'))
  ])
  expect([a.status, b.status, c.status]).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(order.filter(one => !one.startsWith('c'))).toEqual(['a in', 'a out', 'b in', 'b out'])
})

test('Web Locks are used where there are some', async () => {
  const request = vi.fn((_: string, act: () => Promise<number>) => act())
  vi.stubGlobal('navigator', { locks: { request } })
  expect(await defaultLock('refresh', () => Promise.resolve(7))).toBe(7)
  expect(request).toHaveBeenCalledWith('gatepost.refresh', expect.any(Function))
})

test('without Web Locks a lease in localStorage keeps another tab waiting', async () => {
  const map = new Map<string, string>([['gatepost.lock.refresh', `other ${String(Date.now() + 120)}`]])
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => map.set(key, value),
    removeItem: (key: string) => map.delete(key)
  })
  const begun = Date.now()
  await defaultLock('refresh', () => Promise.resolve())
  expect(Date.now() - begun).toBeGreaterThanOrEqual(100)
  expect(map.size).toBe(0)
})
