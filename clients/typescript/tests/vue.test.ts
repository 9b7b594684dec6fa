import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick, type App } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

import { gatepost, guard, useAuth, wanted } from '../src/vue.js'
import { browser, Jar, join, PASSWORD } from './visitors.js'

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key)
})

const empty = { render: () => null }
let router: Router
let jar: Jar
let client: ReturnType<typeof browser>
let application: App
let stop: () => void

beforeEach(() => {
  kept.clear()
  jar = new Jar()
  client = browser(jar)
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: empty },
      { path: '/login', name: 'login', component: empty, meta: { requiresAnonymous: true } },
      { path: '/stage/:id', name: 'stage', component: empty },
      { path: '/account', name: 'account', component: empty, meta: { requiresLogin: true } }
    ]
  })
  stop = guard(router, client, {
    login: { name: 'login' },
    home: { name: 'account' },
    stage: stage => ({ name: 'stage', params: { id: stage.id } })
  })
  application = createApp(empty).use(createPinia()).use(gatepost(client)).use(router)
})
afterEach(() => stop())

const auth = () => application.runWithContext(() => useAuth())

test('the store follows the session, and leaves a hint without any secret', async () => {
  const store = auth()
  expect([store.state, store.likely, store.authenticated]).toEqual([undefined, false, false])
  const email = await join(client)
  expect(store.authenticated).toBe(true)
  expect(store.user?.email).toBe(email)
  expect([...kept]).toEqual([['gatepost.authenticated', 'yes']])
  await store.logOut()
  expect([store.authenticated, store.likely, store.user]).toEqual([false, false, undefined])
  expect(kept.size).toBe(0)
})

test('a store that begins believes the hint until the server was asked', async () => {
  kept.set('gatepost.authenticated', 'yes')
  const store = auth()
  expect([store.likely, store.authenticated]).toEqual([true, false])
  expect((await store.ready()).kind).toBe('anonymous')
  expect(store.likely).toBe(false)
})

test('a pending stage is shown', async () => {
  const store = auth()
  await client.password.signUp({ email: 'vue.pending@example.org', password: PASSWORD })
  expect(store.stage).toEqual({ id: 'verify_email' })
  await router.push('/account?tab=keys')
  expect(router.currentRoute.value.fullPath).toBe('/stage/verify_email?next=/account?tab=keys')
})

test('the guard sends visitors to the login, and back to where they wanted to go', async () => {
  await router.push('/account?tab=keys#new')
  expect(router.currentRoute.value.name).toBe('login')
  const back = wanted(router.currentRoute.value, '/')
  expect(back).toBe('/account?tab=keys#new')
  await join(client)
  await router.push(back)
  expect(router.currentRoute.value.fullPath).toBe('/account?tab=keys#new')
  await router.push('/login')
  expect(router.currentRoute.value.name).toBe('account')
})

test('who logs out, or is logged out in another tab, leaves the page', async () => {
  await join(client)
  await router.push('/account')
  await browser(jar).logOut()
  await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('login'))
  expect(router.currentRoute.value.query).toEqual({ next: '/account' })
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'account', ''])(
  'nobody is sent to %s',
  async next => {
    await router.push({ path: '/', query: { next } })
    expect(wanted(router.currentRoute.value, '/home')).toBe('/home')
  }
)

test('a store without a client says what is missing', async () => {
  const bare = createApp(empty).use(createPinia())
  expect(() => bare.runWithContext(() => useAuth())).toThrow('app.use(gatepost(client))')
  await nextTick()
})
