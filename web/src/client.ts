import { createBrowserClient } from '@gatepost/client'
import { language } from './i18n'
import { site } from './site'

/** The one client of the app; answers and mails come in the language of the page. */
export const client = createBrowserClient({
  prefix: site.api,
  fetch: (request, init) => {
    request.headers.set('Accept-Language', language.value)
    return fetch(request, init)
  }
})
