import type { Lock } from './lock.js'
import type { TokenStorage } from './storage.js'
import { GatepostError } from './failure.js'
import type { Wire } from './wire.js'

const EARLY_SECONDS = 30

interface Claims {
  iat?: unknown
  exp?: unknown
}

/** Whether a JWT expires soon: within half a minute, or in the last quarter of a shorter lifetime. */
export function expires(token: string): boolean {
  const { iat, exp } = claims(token)
  if (typeof exp !== 'number') return false
  const life = typeof iat === 'number' ? exp - iat : Infinity
  return exp - Math.min(EARLY_SECONDS, life / 4) < Date.now() / 1000
}

/** A JWT's claims, unverified; empty for a token that is not a JWT. */
function claims(token: string): Claims {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as Claims
  } catch {
    return {}
  }
}

/** Access tokens for other APIs, if the server's strategy issues them. */
export function tokens(wire: Wire, storage: TokenStorage, lock: Lock) {
  const { http } = wire
  let flight: Promise<string | undefined> | undefined

  async function renew(stale: string | undefined): Promise<string | undefined> {
    const kept = await storage.read()
    if (!kept?.refresh) return undefined
    // Another tab refreshed it meanwhile.
    if (kept.access && kept.access !== stale) return kept.access
    const { refresh } = kept
    const ask = () => http.POST('/tokens/refresh', { body: { refresh_token: refresh } })
    const given = await wire.data(ask).catch(async (error: unknown) => {
      if (!(error instanceof GatepostError) || error.kind !== 'input') throw error
      // The login has ended, or someone else used the token.
      const { access: _, refresh: __, ...rest } = (await storage.read()) ?? {}
      await storage.write(rest)
      return undefined
    })
    if (given) await wire.door.keep(given)
    return given?.access_token
  }

  /** Get a new access token; concurrent calls, also in other tabs, share one request. */
  const refresh = async (stale?: string): Promise<string | undefined> => {
    const old = stale ?? (await storage.read())?.access
    return (flight ??= lock('refresh', () => renew(old)).finally(() => (flight = undefined)))
  }

  /** An access token that doesn't expire soon; undefined if not logged in, or if the strategy issues none. */
  const access = async (): Promise<string | undefined> => {
    const token = (await storage.read())?.access
    if (!token) return undefined
    return expires(token) ? refresh(token) : token
  }

  return {
    access,
    refresh,

    /** `fetch` for your own API: sends the access token, and retries with a new one after a 401. */
    fetch: async (input: string | URL, init: RequestInit = {}): Promise<Response> => {
      const send = (token: string | undefined) => {
        const headers = new Headers(init.headers)
        if (token) headers.set('Authorization', `Bearer ${token}`)
        return wire.fetch(new Request(input, { ...init, headers }))
      }
      const token = await access()
      const answer = await send(token)
      if (answer.status !== 401 || !token) return answer
      const next = await refresh(token)
      return next ? send(next) : answer
    }
  }
}

/** Access tokens in HttpOnly cookies, if the server's `tokens.browser_cookies` is on. */
export function tokenCookies(wire: Wire, lock: Lock) {
  let flight: Promise<void> | undefined
  const renew = async () => {
    await wire.body(() => wire.http.POST('/tokens/cookies'))
  }
  return {
    /** Refresh them after an API answered 401; concurrent calls share one request. */
    renew: (): Promise<void> => (flight ??= lock('cookies', renew).finally(() => (flight = undefined)))
  }
}
