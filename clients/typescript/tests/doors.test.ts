import { expect, inject, test } from 'vitest'

import { GatepostError, memoryStorage, type Tokens } from '../src/index.js'
import { anybody, app, browser, code, failure, Jar, join, PASSWORD, url } from './visitors.js'

test('a browser shows the CSRF token of the moment with every change, and nothing else', async () => {
  const jar = new Jar()
  const client = browser(jar)
  const email = await join(client)
  const before = jar.read('csrftoken')
  await client.logOut()
  await client.password.logIn({ email, password: PASSWORD })
  expect(jar.read('csrftoken')).not.toBe(before)
  for (const { method, headers } of jar.requests) {
    expect(headers.has('X-CSRFToken')).toBe(method !== 'GET')
    expect(headers.has('X-Session-Token')).toBe(false)
  }
  expect(jar.requests.every(request => request.credentials === 'include')).toBe(true)
})

test('a browser that comes for the first time fetches the cookie before it changes anything', async () => {
  const jar = new Jar()
  await failure(browser(jar).password.logIn({ email: anybody(), password: PASSWORD }))
  expect(jar.requests.map(request => [request.method, new URL(request.url).pathname])).toEqual([
    ['GET', '/_allauth/browser/v1/config'],
    ['POST', '/_allauth/browser/v1/auth/login']
  ])
})

test('a CSRF cookie that another tab changed before it was sent costs a second request, not an error', async () => {
  const jar = new Jar()
  const email = await join(browser(jar))
  let reads = 0
  const stale = 'A'.repeat(32)
  const client = browser(jar, { readCookie: name => ((reads += 1) <= 2 ? stale : jar.read(name)) })
  expect((await client.password.reauthenticate({ password: PASSWORD })).user.email).toBe(email)
})

test('a CSRF cookie with the prefix __Host- is found under the same name', async () => {
  const jar = new Jar()
  const email = await join(browser(jar))
  const readCookie = (name: string) => (name === '__Host-csrftoken' ? jar.read('csrftoken') : '')
  expect((await browser(jar, { readCookie }).password.reauthenticate({ password: PASSWORD })).user.email).toBe(email)
})

test('without a readable cookie a change is forbidden, not repeated for ever', async () => {
  const client = browser(new Jar(), { readCookie: () => '' })
  expect(await failure(client.password.logIn({ email: anybody(), password: PASSWORD }))).toEqual({
    kind: 'forbidden',
    status: 403
  })
})

test('an app keeps its token in the storage it was given, and goes on with it after a restart', async () => {
  let kept: Tokens | undefined
  const write = (tokens?: Tokens) => Promise.resolve(void (kept = tokens))
  const storage = { read: () => Promise.resolve(kept), write }
  const email = await join(app({ storage }))
  expect(kept?.session).toMatch(/^gps_/)
  expect(await app({ storage }).session()).toMatchObject({ kind: 'authenticated', user: { email } })
  await app({ storage }).logOut()
  expect(kept).toBeUndefined()
})

test('a token that is dead is dropped, and a login with it at hand works', async () => {
  const email = await join(app())
  const storage = memoryStorage({ session: `gps_${'A'.repeat(49)}` })
  const client = app({ storage })
  expect((await client.password.logIn({ email, password: PASSWORD })).kind).toBe('authenticated')
})

test('a session that has expired is told as an event, and by the failure of what was asked', async () => {
  const server = inject('brief')
  const client = app({ url: server })
  const email = anybody()
  await client.password.signUp({ email, password: PASSWORD })
  await client.email.verify(await code(email, 0, server))
  const heard: string[] = []
  const stop = client.subscribe(state => heard.push(state.kind))
  await new Promise(done => setTimeout(done, 2_100))
  expect(await failure(client.email.list())).toMatchObject({ kind: 'unauthenticated' })
  expect(heard).toEqual(['anonymous'])
  stop()
})

const answering = (...answers: Response[]) => app({ fetch: () => Promise.resolve(answers.shift() ?? Response.error()) })

test('too often, unavailable, offline, slow, and nonsense are told apart', async () => {
  const wait = { headers: { 'Retry-After': '7' } }
  expect(await failure(answering(Response.json({ status: 429 }, { status: 429, ...wait })).session())).toEqual({
    kind: 'limited',
    status: 429,
    retryAfter: 7
  })
  expect(await failure(answering(Response.json({ status: 503 }, { status: 503, ...wait })).session())).toEqual({
    kind: 'unavailable',
    status: 503,
    retryAfter: 7
  })
  expect(await failure(answering(new Response('<html>', { status: 502 })).session())).toMatchObject({
    kind: 'unavailable',
    retryAfter: undefined
  })
  expect(await failure(answering(new Response('<html>')).session())).toMatchObject({ kind: 'unexpected' })
  expect(await failure(app({ url: 'http://127.0.0.1:9' }).session())).toMatchObject({ kind: 'network' })
  const never = (_: Request, init?: RequestInit) =>
    new Promise<Response>((_, refuse) =>
      init?.signal?.addEventListener('abort', () => refuse(init.signal?.reason as Error))
    )
  const slow = await app({ fetch: never, timeoutMs: 20 })
    .session()
    .catch((error: unknown) => error)
  expect(slow).toBeInstanceOf(GatepostError)
  expect(slow).toMatchObject({ kind: 'network', cause: { message: 'no answer within 20 ms' } })
})

test('an answer that was overtaken does not undo what happened in the meantime', async () => {
  const email = await join(app())
  let release: (() => void) | undefined
  const held = new Promise<void>(done => (release = done))
  let looks = 0
  const client = app({
    fetch: async (request, init) => {
      const answer = await fetch(request, init)
      if (request.url.endsWith('/session') && (looks += 1) === 1) await held
      return answer
    }
  })
  const early = client.session()
  await client.password.logIn({ email, password: PASSWORD })
  release?.()
  expect((await early).kind).toBe('authenticated')
  expect(client.state?.kind).toBe('authenticated')
  expect(looks).toBe(2)
})

test('nothing of the page is touched when the client is imported and made', async () => {
  expect(typeof document).toBe('undefined')
  const client = browser(undefined, { url })
  expect(client.passkey.supported()).toBe(false)
  expect(await client.passkey.autofillSupported()).toBe(false)
  expect(await failure(client.social.start({ provider: 'github', callbackUrl: '/' }))).toMatchObject({
    kind: 'unsupported'
  })
})
