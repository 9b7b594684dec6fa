import type { Lock } from './lock.js'
import type { TokenStorage } from './storage.js'
import { GatepostError } from './failure.js'
import type { Wire } from './wire.js'

const EARLY_SECONDS = 30

/** When a JWT expires, in Unix seconds; undefined for a token that doesn't tell. */
export function expiry(token: string): number | undefined {
  try {
    const claims = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const { exp } = JSON.parse(atob(claims)) as { exp?: unknown }
    return typeof exp === 'number' ? exp : undefined
  } catch {
    return undefined
  }
}

/** Access tokens for other APIs, where the server's strategy gives some. */
export function tokens(wire: Wire, storage: TokenStorage, lock: Lock) {
  const http = wire.http as unknown as {
    POST(path: string, init: object): Promise<{ data?: never; response: Response }>
  }
  let flight: Promise<string | undefined> | undefined

  async function renew(stale: string | undefined): Promise<string | undefined> {
    const kept = await storage.read()
    if (!kept?.refresh) return undefined
    // Another tab was faster.
    if (kept.access && kept.access !== stale) return kept.access
    const { refresh } = kept
    const given = await wire
      .data<{ data: { access_token: string; refresh_token?: string } }>(() =>
        http.POST('/tokens/refresh', { body: { refresh_token: refresh } })
      )
      .catch(async (error: unknown) => {
        const dead = error instanceof GatepostError && (error.kind === 'input' || error.kind === 'unauthenticated')
        if (!dead) throw error
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
    const until = expiry(token)
    return until !== undefined && until - EARLY_SECONDS < Date.now() / 1000 ? refresh(token) : token
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
