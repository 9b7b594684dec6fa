'use client'

import type { Client, Config, State, User } from '@gatepost/client'
import { createKit, type Field, type Kit, type Texts } from '@gatepost/client/forms'
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'

interface Shared {
  kit: Kit
  config: Config | undefined
}

const Context = createContext<Shared | undefined>(undefined)

export interface GatepostProviderProps {
  client: Client
  /** Texts that replace the English ones. Define them outside of the component. */
  texts?: Partial<Texts>
  /** The fields of a sign-up; email address and password by default. Define them outside of the component. */
  signUpFields?: Field[]
  children?: ReactNode
}

/** Gives the components below it the client, and loads the server's configuration. */
export function GatepostProvider({ client, texts, signUpFields, children }: GatepostProviderProps) {
  const kit = useMemo(
    () => createKit({ client, ...(texts && { texts }), ...(signUpFields && { signUpFields }) }),
    [client, texts, signUpFields]
  )
  const [config, setConfig] = useState<Config>()
  useEffect(() => {
    // A failure here shows up again in the page's next operation.
    void client.ready().catch(() => undefined)
    void client.config().then(setConfig, () => undefined)
  }, [client])
  const shared = useMemo(() => ({ kit, config }), [kit, config])
  return <Context.Provider value={shared}>{children}</Context.Provider>
}

/** What the components share. Throws outside of `GatepostProvider`. */
export function useGatepost(): Shared {
  const shared = useContext(Context)
  if (!shared) throw new Error('Put <GatepostProvider client={…}> around this component.')
  return shared
}

/** The client. */
export const useClient = (): Client => useGatepost().kit.client

/** The current state, kept in sync across tabs; undefined before the first response. */
export function useAuth(): State | undefined {
  const client = useClient()
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => undefined
  )
}

/** The signed-in user; undefined if there is none, or if it isn't known yet. */
export function useUser(): User | undefined {
  const state = useAuth()
  return state?.kind === 'authenticated' ? state.user : undefined
}
