import { createBrowserClient } from '@gatepost/client'
import { language } from './i18n'
import { site } from './site'

/**
 * What the server would answer to a browser without a session. Asked, it would say so by status 401, which browsers
 * write to the console as an error.
 */
let first = site.anonymous
  ? () => Response.json({ status: 401, data: { flows: [] }, meta: { is_authenticated: false } }, { status: 401 })
  : undefined

/** The app's only client. It sends the page's language, which the server uses for messages and mails. */
export const client = createBrowserClient({
  prefix: site.api,
  fetch: (request, init) => {
    const answer = request.method === 'GET' && request.url.endsWith('/auth/session') ? first : undefined
    if (!request.url.endsWith('/config')) first = undefined // from now on there may be a session
    if (answer) return Promise.resolve(answer())
    request.headers.set('Accept-Language', language.value)
    return fetch(request, init)
  }
})
