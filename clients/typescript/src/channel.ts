import { webStorage } from './storage.js'

/** Notifies other tabs of this origin that something changed, never what. */
export interface Channel {
  send(): void
  /** Returns a function that stops listening. */
  listen(heard: () => void): () => void
}

/** BroadcastChannel if available, else the `storage` event of `localStorage`, else nothing. */
export function tabChannel(name: string): Channel {
  if (typeof BroadcastChannel !== 'undefined') return broadcast(name)
  if (typeof addEventListener === 'function' && webStorage()) return storageEvents(name)
  return { send: () => undefined, listen: () => () => undefined }
}

function broadcast(name: string): Channel {
  let open: BroadcastChannel | undefined
  return {
    send() {
      const channel = open ?? new BroadcastChannel(name)
      channel.postMessage('changed')
      if (channel !== open) channel.close()
    },
    listen(heard) {
      const channel = (open = new BroadcastChannel(name))
      channel.onmessage = heard
      ;(channel as { unref?: () => void }).unref?.()
      return () => {
        channel.close()
        if (open === channel) open = undefined
      }
    }
  }
}

function storageEvents(name: string): Channel {
  return {
    send: () => webStorage()?.setItem(name, String(Date.now() + Math.random())),
    listen(heard) {
      const listener = (event: StorageEvent) => event.key === name && heard()
      addEventListener('storage', listener)
      return () => removeEventListener('storage', listener)
    }
  }
}
