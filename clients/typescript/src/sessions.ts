import type { components } from './schema.js'
import type { State } from './state.js'
import type { Wire } from './wire.js'

/** A session; times in Unix seconds. */
export type SessionEntry = components['schemas']['SessionEntry']
/** An API key's metadata, without the key itself. */
export type ApiKey = components['schemas']['KeyEntry']
/** A login other than a session: a token of any API, a refresh token, or an API key; times in Unix seconds. */
export type LoginEntry = components['schemas']['LoginEntry']
export type Config = components['schemas']['Configuration']['data']

/** The user's sessions. */
export function sessions(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<SessionEntry[]> => wire.data(() => http.GET('/auth/sessions')),

    /** End some; fails with `unauthenticated` if the current one was among them. */
    end: (...ids: number[]): Promise<SessionEntry[]> =>
      wire.data(() => http.DELETE('/auth/sessions', { body: { sessions: ids } }))
  }
}

/** Log out. */
export async function logOut(wire: Wire): Promise<State> {
  const state = await wire.state(() => wire.http.DELETE('/auth/session'))
  await wire.door.forget()
  return state
}

/** The user's tokens and API keys, of every API. */
export function logins(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<LoginEntry[]> => wire.data(() => http.GET('/account/logins')),

    end: (...ids: number[]): Promise<LoginEntry[]> =>
      wire.data(() => http.DELETE('/account/logins', { body: { logins: ids } })),

    /** Log out everywhere: end all sessions, this one too, and revoke all tokens and keys. */
    endAll: async (): Promise<State> => {
      const state = await wire.state(() => http.DELETE('/account/logins/all'))
      await wire.door.forget()
      return state
    }
  }
}

/** The user's API keys for scripts and services. */
export function keys(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<ApiKey[]> => wire.data(() => http.GET('/account/keys')),

    /** Create a key; `key` is returned only here. `scope` is space-separated, `expires_in` is in seconds. */
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
