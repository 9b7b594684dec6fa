// Shows the documents that the page names, and does what a client of the API does: it sends the CSRF cookie's value in a
// header, and the newest session token.
const page = JSON.parse(document.querySelector('meta[name="gatepost-reference"]').content)

function csrf() {
  const found = document.cookie.split('; ').find(pair => pair.startsWith(`${page.csrf_cookie}=`))
  return found ? decodeURIComponent(found.slice(page.csrf_cookie.length + 1)) : ''
}

async function withCsrf(request) {
  if (request.loadSpec || /^(get|head|options)$/i.test(request.method) || request.headers['X-CSRFToken']) return request
  if (new URL(request.url, location.href).origin !== location.origin) return request
  const native = /^(.*\/browser\/v1\/)/.exec(request.url)
  if (!csrf() && native) await fetch(`${native[1]}config`)
  if (csrf()) request.headers['X-CSRFToken'] = csrf()
  return request
}

const ui = window.SwaggerUIBundle({
  urls: page.urls,
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis, window.SwaggerUIStandalonePreset],
  // Swagger UI's logo has a style element, which the page's policy forbids.
  plugins: [() => ({ components: { Logo: () => null } })],
  layout: 'StandaloneLayout',
  requestInterceptor: withCsrf,
  responseInterceptor(response) {
    const token = response.obj?.meta?.session_token
    if (token) ui.preauthorizeApiKey('session_token', token)
    return response
  }
})
