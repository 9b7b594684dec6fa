import type { Client, Config, State, User } from '@gatepost/client'
import { createKit, type Kit, type KitOptions } from '@gatepost/client/forms'
import { computed, inject, shallowRef, type App, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'

interface Shared {
  kit: Kit
  config: Readonly<ShallowRef<Config | undefined>>
  state: Readonly<ShallowRef<State | undefined>>
}

const KEY: InjectionKey<Shared> = Symbol('gatepost')

/** Gives the application's components the client: `app.use(createGatepost({ client }))`. */
export function createGatepost(options: KitOptions) {
  const { client } = options
  return {
    install(app: App): void {
      const state = shallowRef(client.state)
      const config = shallowRef<Config>()
      app.onUnmount(client.subscribe(changed => (state.value = changed)))
      // A failure here shows up again in the page's next operation.
      void client.ready().then(
        known => (state.value = known),
        () => undefined
      )
      void client.config().then(
        loaded => (config.value = loaded),
        () => undefined
      )
      app.provide(KEY, { kit: createKit(options), config, state })
    }
  }
}

/** What the components share. Throws in an application without the plugin. */
export function useGatepost(): Shared {
  const shared = inject(KEY)
  if (!shared) throw new Error('Call app.use(createGatepost({ client })).')
  return shared
}

/** The client. */
export const useClient = (): Client => useGatepost().kit.client

/** The current state, kept in sync across tabs; undefined before the first response. */
export const useAuth = (): Readonly<ShallowRef<State | undefined>> => useGatepost().state

/** The signed-in user; undefined if there is none, or if it isn't known yet. */
export function useUser(): ComputedRef<User | undefined> {
  const state = useAuth()
  return computed(() => (state.value?.kind === 'authenticated' ? state.value.user : undefined))
}
