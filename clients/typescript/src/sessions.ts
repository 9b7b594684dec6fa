import type { components } from './schema.js'
import type { State } from './state.js'
import type { Wire } from './wire.js'

/** A login that lasts; times in Unix seconds. */
export type SessionEntry = components['schemas']['SessionEntry']
/** A key for scripts and services, without the key. */
export type ApiKey = components['schemas']['KeyEntry']
export type Config = components['schemas']['Configuration']['data']

/** The user's sessions. */
export function sessions(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<SessionEntry[]> => wire.data(() => http.GET('/auth/sessions')),

    /** End some; the failure is `unauthenticated` if one's own was among them. */
    end: (...ids: number[]): Promise<SessionEntry[]> =>
      wire.data(() => http.DELETE('/auth/sessions', { body: { sessions: ids } })),

    /** End this one. */
    logOut: async (): Promise<State> => {
      const state = await wire.state(() => http.DELETE('/auth/session'))
      await wire.door.forget()
      return state
    }
  }
}

/** The user's keys for scripts and services. */
export function keys(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<ApiKey[]> => wire.data(() => http.GET('/account/keys')),

    /** Make a key; `key` is told this once. `scope` is names with blanks between, `expires_in` seconds. */
    create: async (given: {
      name: string
      scope?: string
      expires_in?: number
    }): Promise<{ key: string; entry: ApiKey }> => {
      const { data, meta } = await wire.body(() => http.POST('/account/keys', { body: given }))
      return { key: meta.key, entry: data }
    },

    remove: (...ids: number[]): Promise<ApiKey[]> =>
      wire.data(() => http.DELETE('/account/keys', { body: { keys: ids } }))
  }
}
