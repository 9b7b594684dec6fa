import { webStorage } from './storage.js'

/** Runs a task while no other tab, and no other call in this one, runs one under the same name. */
export type Lock = <T>(name: string, act: () => Promise<T>) => Promise<T>

const tails = new Map<string, Promise<unknown>>()

/** Serializes tasks within this process. */
export const processLock: Lock = (name, act) => {
  const next = (tails.get(name) ?? Promise.resolve()).then(act, act)
  const tail = next.catch(() => undefined)
  tails.set(name, tail)
  void tail.then(() => tails.get(name) === tail && tails.delete(name))
  return next
}

const LEASE_MS = 10_000
const POLL_MS = 50
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/**
 * A lease in `localStorage`, for browsers without Web Locks. Two tabs may both believe they hold it if they write
 * within the same poll; that is harmless, as the server gives both the same successor.
 */
const leaseLock =
  (storage: Storage): Lock =>
  (name, act) =>
    processLock(name, async () => {
      const key = `gatepost.lock.${name}`
      const mine = Math.random().toString(36).slice(2)
      const holder = () => (storage.getItem(key) ?? '').split(' ')
      for (;;) {
        const [, until] = holder()
        if (!until || Number(until) < Date.now()) {
          storage.setItem(key, `${mine} ${Date.now() + LEASE_MS}`)
          await pause(POLL_MS / 2)
          if (holder()[0] === mine) break
        }
        await pause(POLL_MS)
      }
      try {
        return await act()
      } finally {
        if (holder()[0] === mine) storage.removeItem(key)
      }
    })

/** Web Locks if available, else a lease in `localStorage`, else a lock within this process. */
export const defaultLock: Lock = (name, act) => {
  const locks = globalThis.navigator?.locks as LockManager | undefined
  if (locks) return locks.request(`gatepost.${name}`, act) as ReturnType<typeof act>
  const storage = webStorage()
  return (storage ? leaseLock(storage) : processLock)(name, act)
}
