import { useEffect, useSyncExternalStore } from 'react'

import type { Client, State } from './index.js'

/** How things stand, kept true across tabs; undefined before the first answer. */
export function useAuth(client: Client): State | undefined {
  useEffect(() => {
    // What fails here is told by the operation that the page runs next.
    void client.ready().catch(() => undefined)
  }, [client])
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => undefined
  )
}
