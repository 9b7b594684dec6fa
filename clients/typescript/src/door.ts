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
  csrf?: (fetch: Fetch) => Promise<string>
  /** Run what may open a session after every request of this page that may open one; browsers only. */
  alone?: <T>(act: () => Promise<T>) => Promise<T>
  /** Store the tokens in a response's `meta`. */
  keep(meta: Meta): Promise<void>
  /** Discard the tokens, after a logout. */
  forget(): Promise<void>
}

const SAFE = ['GET', 'HEAD']

/** Whether a request may open a session: every unsafe one, and the one for a passkey login's challenge. */
const mayOpenSession = (request: Request): boolean =>
  !SAFE.includes(request.method) || new URL(request.url).pathname.endsWith('/auth/webauthn/login')

/** Reads a cookie of the page; empty outside of browsers. */
export function pageCookie(name: string): string {
  const all = globalThis.document?.cookie ?? ''
  const found = all.split('; ').find(pair => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

/**
 * A browser: the session is an HttpOnly cookie. The CSRF token is read from its cookie for every unsafe request,
 * since a login in another tab changes it. Stores nothing.
 *
 * Of two responses that each open a session, the later one's cookie replaces the other, and with it what was pending
 * there. Requests that may open a session are therefore sent one after another.
 */
export function browserDoor(csrf: () => string, configUrl: string): Door {
  const alone = <T>(act: () => Promise<T>) => processLock(`session ${configUrl}`, act)

  async function token(fetch: Fetch): Promise<string> {
    if (!csrf()) await fetch(new Request(configUrl, { credentials: 'include' }))
    return csrf()
  }
  return {
    family: 'browser',
    credentials: 'include',
    csrf: token,
    alone,
    send: (request, fetch) => (mayOpenSession(request) ? alone(() => send(request, fetch)) : fetch(request)),
    keep: () => Promise.resolve(),
    forget: () => Promise.resolve()
  }

  async function send(request: Request, fetch: Fetch): Promise<Response> {
    if (SAFE.includes(request.method)) return fetch(request)
    const sent = await token(fetch)
    const spare = request.clone()
    request.headers.set('X-CSRFToken', sent)
    const answer = await fetch(request)
    // If another tab logged in or out between reading and sending the token, retry with the new one.
    if (answer.status !== 403 || csrf() === sent) return answer
    spare.headers.set('X-CSRFToken', csrf())
    return fetch(spare)
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
