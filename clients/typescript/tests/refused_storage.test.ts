import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, test, vi } from 'vitest'
import { createApp } from 'vue'

import { tabChannel } from '../src/channel.js'
import { createBrowserClient } from '../src/index.js'
import { defaultLock } from '../src/lock.js'
import { gatepost, useAuth } from '../src/vue.js'

function refuseStorage(): void {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('denied', 'SecurityError')
    }
  })
}

afterEach(() => {
  delete (globalThis as { localStorage?: Storage }).localStorage
  vi.unstubAllGlobals()
})

test('a browser that refuses storage has a session store without the hint', () => {
  refuseStorage()
  const app = createApp({})
  const pinia = createPinia()
  app.use(pinia).use(gatepost(createBrowserClient()))
  setActivePinia(pinia)
  expect(app.runWithContext(() => useAuth().likely)).toBe(false)
})

test('without Web Locks and storage a lock holds within the tab', async () => {
  refuseStorage()
  vi.stubGlobal('navigator', {})
  const order: string[] = []
  const first = defaultLock('x', async () => {
    await new Promise(resolve => setTimeout(resolve, 20))
    order.push('first')
  })
  const second = defaultLock('x', () => {
    order.push('second')
    return Promise.resolve()
  })
  await Promise.all([first, second])
  expect(order).toEqual(['first', 'second'])
})

test('without broadcasts and storage, sending to other tabs does nothing', () => {
  refuseStorage()
  vi.stubGlobal('BroadcastChannel', undefined)
  vi.stubGlobal('addEventListener', () => undefined)
  const channel = tabChannel('x')
  expect(() => channel.send()).not.toThrow()
  expect(channel.listen(() => undefined)).toBeTypeOf('function')
})
