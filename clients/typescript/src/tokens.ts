import type { Lock } from './lock.js'
import type { TokenStorage } from './storage.js'
import { GatepostError } from './failure.js'
import type { Wire } from './wire.js'

const EARLY_SECONDS = 30

interface Claims {
  iat?: unknown
  exp?: unknown
}

/** Whether a JWT expires soon: within half a minute, or within the last quarter of a shorter life. */
export function expires(token: string): boolean {
  const { iat, exp } = claims(token)
  if (typeof exp !== 'number') return false
  const life = typeof iat === 'number' ? exp - iat : Infinity
  return exp - Math.min(EARLY_SECONDS, life / 4) < Date.now() / 1000
}

/** What a JWT says; nothing for a token that is none. */
function claims(token: string): Claims {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as Claims
  } catch {
    return {}
  }
}

/** Access tokens for other APIs, where the server's strategy gives some. */
export function tokens(wire: Wire, storage: TokenStorage, lock: Lock) {
  const { http } = wire
  let flight: Promise<string | undefined> | undefined

  async function renew(stale: string | undefined): Promise<string | undefined> {
    const kept = await storage.read()
    if (!kept?.refresh) return undefined
    // Another tab was faster.
    if (kept.access && kept.access !== stale) return kept.access
    const { refresh } = kept
    const ask = () => http.POST('/tokens/refresh', { body: { refresh_token: refresh } })
    const given = await wire.data(ask).catch(async (error: unknown) => {
      if (!(error instanceof GatepostError) || error.kind !== 'input') throw error
      // The login has ended, or the token was used by somebody else.
      const { access: _, refresh: __, ...rest } = (await storage.read()) ?? {}
      await storage.write(rest)
      return undefined
    })
    if (given) await wire.door.keep(given)
    return given?.access_token
  }

  /** Get a new access token; however many ask, in however many tabs, one request is made. */
  const refresh = async (stale?: string): Promise<string | undefined> => {
    const old = stale ?? (await storage.read())?.access
    return (flight ??= lock('refresh', () => renew(old)).finally(() => (flight = undefined)))
  }

  /** An access token that lives for a while yet; undefined for nobody, or where the strategy gives none. */
  const access = async (): Promise<string | undefined> => {
    const token = (await storage.read())?.access
    if (!token) return undefined
    return expires(token) ? refresh(token) : token
  }

  return {
    access,
    refresh,

    /** `fetch` for your own API: with the access token, and once more with a new one after a 401. */
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

/** Access tokens in cookies that no script can read, where the server's settings give browsers some. */
export function tokenCookies(wire: Wire, lock: Lock) {
  let flight: Promise<void> | undefined
  const renew = async () => {
    await wire.body(() => wire.http.POST('/tokens/cookies'))
  }
  return {
    /** Renew them, after an API answered 401; however many ask at the same time, one request is made. */
    renew: (): Promise<void> => (flight ??= lock('cookies', renew).finally(() => (flight = undefined)))
  }
}
