import { afterEach, expect, test, vi } from 'vitest'

import { tabChannel } from '../src/channel.js'
import { browser, Jar, join, PASSWORD } from './visitors.js'

afterEach(() => vi.unstubAllGlobals())

test('another tab hears of a login and of a logout, and looks for itself', async () => {
  const jar = new Jar()
  const [here, there] = [browser(jar), browser(jar)]
  const email = await join(here)
  expect((await there.session()).kind).toBe('authenticated')
  const heard: [string, string][] = []
  const stop = there.subscribe((state, cause) => heard.push([state.kind, cause]))
  await here.logOut()
  await vi.waitFor(() => expect(heard).toEqual([['anonymous', 'elsewhere']]))
  await here.password.logIn({ email, password: PASSWORD })
  await vi.waitFor(() => expect(heard).toContainEqual(['authenticated', 'elsewhere']))
  expect(there.state).toMatchObject({ user: { email } })
  stop()
})

test('a tab that only looks wakes nobody', async () => {
  const jar = new Jar()
  await join(browser(jar))
  const [here, there] = [browser(jar), browser(jar)]
  const heard = vi.fn()
  const stop = there.subscribe(heard)
  await here.session()
  await here.email.list()
  await new Promise(done => setTimeout(done, 100))
  expect(heard).not.toHaveBeenCalled()
  stop()
})

test('who listens no more hears no more', async () => {
  const client = browser()
  const heard = vi.fn()
  client.subscribe(heard)()
  await client.session()
  expect(heard).not.toHaveBeenCalled()
})

test('the first look is shared by all who ask at the same time', async () => {
  const jar = new Jar()
  const client = browser(jar)
  const [one, other] = await Promise.all([client.ready(), client.ready()])
  expect(one).toBe(other)
  expect(await client.ready()).toBe(one)
  expect(jar.requests).toHaveLength(1)
})

test('without BroadcastChannel, the storage event carries the news', () => {
  const listeners = new Set<(event: { key: string }) => void>()
  vi.stubGlobal('BroadcastChannel', undefined)
  vi.stubGlobal('addEventListener', (_: string, one: (event: { key: string }) => void) => listeners.add(one))
  vi.stubGlobal('removeEventListener', (_: string, one: (event: { key: string }) => void) => listeners.delete(one))
  vi.stubGlobal('localStorage', {
    setItem: (key: string) => {
      for (const one of listeners) one({ key })
    }
  })
  const heard = vi.fn()
  const stop = tabChannel('gatepost x').listen(heard)
  tabChannel('gatepost y').send()
  expect(heard).not.toHaveBeenCalled()
  tabChannel('gatepost x').send()
  expect(heard).toHaveBeenCalledOnce()
  stop()
  expect(listeners.size).toBe(0)
})

test('without either, nobody is told, and nothing breaks', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const channel = tabChannel('gatepost')
  channel.send()
  channel.listen(() => undefined)()
})
