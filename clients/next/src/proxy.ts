import { NextResponse, type NextRequest } from 'next/server.js'

import { visitOf, type Visit } from './session.js'

export interface ProtectOptions {
  /** The login page. */
  login?: string
  /** The gatepost server; `GATEPOST_SERVER` by default. */
  server?: string
}

/**
 * A proxy (middleware before Next.js 16) that allows only signed-in users, on the paths of its `matcher`. Others are
 * redirected to the login page. If the server doesn't answer, the response is 503.
 */
export function protect({ login = '/login', server }: ProtectOptions = {}) {
  return async (request: NextRequest): Promise<NextResponse> => {
    let visit: Visit
    try {
      visit = await visitOf(request.headers.get('cookie') ?? '', server)
    } catch {
      return new NextResponse('The login service does not answer.', { status: 503 })
    }
    const answer = visit.state.kind === 'authenticated' ? NextResponse.next() : toLogin(request, login)
    for (const cookie of visit.setCookies) answer.headers.append('Set-Cookie', cookie)
    return answer
  }
}

function toLogin(request: NextRequest, login: string): NextResponse {
  const { pathname, search } = request.nextUrl
  const url = new URL(login, request.url)
  url.searchParams.set('next', `${pathname}${search}`)
  return NextResponse.redirect(url.href)
}
