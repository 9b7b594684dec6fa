import { createBrowserClient, type State } from '@gatepost/client'

/** The address of the gatepost server as this process reaches it. */
export const serverOf = (given?: string): string => given ?? process.env['GATEPOST_SERVER'] ?? 'http://127.0.0.1:8000'

/** The state of the session that a request's cookies name, and the cookies that the server set with it. */
export interface Visit {
  state: State
  setCookies: string[]
}

/**
 * Ask the server for the state of a request's session.
 *
 * @throws GatepostError if there is no answer: an unknown session is never taken for a login.
 */
export async function visitOf(cookies: string, server?: string): Promise<Visit> {
  const setCookies: string[] = []
  const client = createBrowserClient({
    url: serverOf(server),
    fetch: async (request, init) => {
      request.headers.set('Cookie', cookies)
      const answer = await fetch(request, init)
      setCookies.push(...answer.headers.getSetCookie())
      return answer
    }
  })
  return { state: await client.session(), setCookies }
}

/** A path of this application from a query's `next`; anything else, as another host, is replaced by `home`. */
export function wanted(next: string | string[] | null | undefined, home = '/'): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return home
  const here = 'http://localhost'
  const url = URL.canParse(next, here) ? new URL(next, here) : undefined
  return url?.origin === here ? `${url.pathname}${url.search}${url.hash}` : home
}
