import { useEffect, useSyncExternalStore } from 'react'

import type { Client, State } from './index.js'

/** The current state, kept in sync across tabs; undefined before the first response. */
export function useAuth(client: Client): State | undefined {
  useEffect(() => {
    // A failure here shows up again in the page's next operation.
    void client.ready().catch(() => undefined)
  }, [client])
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => undefined
  )
}
