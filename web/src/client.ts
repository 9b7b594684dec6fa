import { createBrowserClient } from '@gatepost/client'
import { language } from './i18n'
import { site } from './site'

/** The app's only client. It sends the page's language, which the server uses for messages and mails. */
export const client = createBrowserClient({
  prefix: site.api,
  fetch: (request, init) => {
    request.headers.set('Accept-Language', language.value)
    return fetch(request, init)
  }
})
