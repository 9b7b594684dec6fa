// Prints the app's texts as JSON, by language. A text with values has “{0}”, “{1}” and so on in their places.
import { resolve } from 'node:path'
import { createServer } from 'vite'

const root = resolve(import.meta.dirname, '..')
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  resolve: { alias: { '@': resolve(root, 'src') } },
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }
})

function plain(text) {
  if (typeof text === 'function') return text(...Array.from({ length: text.length }, (_, place) => `{${place}}`))
  if (typeof text !== 'object' || text === null) return text
  return Object.fromEntries(Object.entries(text).map(([name, value]) => [name, plain(value)]))
}

const texts = {}
for (const language of ['en', 'de', 'fr', 'es']) {
  texts[language] = plain((await server.ssrLoadModule(`/src/i18n/${language}.ts`))[language])
}
await new Promise(done => process.stdout.write(JSON.stringify(texts), done))
await server.close()
process.exit(0)
