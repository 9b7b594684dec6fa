import type { Tokens, TokenStorage } from './storage.js'
import { processLock } from './lock.js'

export type Fetch = (request: Request, init?: RequestInit) => Promise<Response>

interface Meta {
  session_token?: string
  access_token?: string
  refresh_token?: string
}

/** How a kind of client (browser or app) authenticates its requests, and what it stores of the responses. */
export interface Door {
  family: 'browser' | 'app'
  credentials: 'include' | 'omit'
  send(request: Request, fetch: Fetch): Promise<Response>
  /** The CSRF token for a form; browsers only. */
  csrf?(fetch: Fetch): Promise<string>
  /** Store the tokens in a response's `meta`. */
  keep(meta: Meta): Promise<void>
  /** Discard the tokens, after a logout. */
  forget(): Promise<void>
}

const SAFE = ['GET', 'HEAD']

/** Reads a cookie of the page; empty outside of browsers. */
export function pageCookie(name: string): string {
  const all = globalThis.document?.cookie ?? ''
  const found = all.split('; ').find(pair => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

/**
 * A browser: the session is an HttpOnly cookie. The CSRF token is read from its cookie for every unsafe request,
 * since a login in another tab changes it. Stores nothing.
 */
export function browserDoor(csrf: () => string, configUrl: string): Door {
  async function token(fetch: Fetch): Promise<string> {
    if (!csrf()) await fetch(new Request(configUrl, { credentials: 'include' }))
    return csrf()
  }
  return {
    family: 'browser',
    credentials: 'include',
    csrf: token,
    async send(request, fetch) {
      if (SAFE.includes(request.method)) return fetch(request)
      const sent = await token(fetch)
      const spare = request.clone()
      request.headers.set('X-CSRFToken', sent)
      const answer = await fetch(request)
      // If another tab logged in or out between reading and sending the token, retry with the new one.
      if (answer.status !== 403 || csrf() === sent) return answer
      spare.headers.set('X-CSRFToken', csrf())
      return fetch(spare)
    },
    keep: () => Promise.resolve(),
    forget: () => Promise.resolve()
  }
}

const GONE = 410

/** An app: the session's token is in the app's own storage and sent in a header; no cookies are used. */
export function appDoor(storage: TokenStorage): Door {
  const change = (update: (tokens: Tokens) => Tokens | undefined) =>
    processLock('storage', async () => storage.write(update((await storage.read()) ?? {})))
  return {
    family: 'app',
    credentials: 'omit',
    async send(request, fetch) {
      const session = (await storage.read())?.session
      if (!session) return fetch(request)
      const spare = request.clone()
      request.headers.set('X-Session-Token', session)
      const answer = await fetch(request)
      if (answer.status !== GONE) return answer
      // The session has ended: discard its token, and retry the request without it.
      await change(tokens => (tokens.session === session ? undefined : tokens))
      return fetch(spare)
    },
    async keep({ session_token: session, access_token: access, refresh_token: refresh }) {
      if (!session && !access) return
      await change(tokens => ({
        ...tokens,
        ...(session && { session }),
        ...(access && { access }),
        ...(refresh && { refresh })
      }))
    },
    forget: () => change(() => undefined)
  }
}
