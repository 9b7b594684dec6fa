// Copies Swagger UI's own build and the files beside this one to where the server finds static files.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { constants, brotliCompressSync, gzipSync } from 'node:zlib'

const here = import.meta.dirname
const source = resolve(here, '../node_modules/swagger-ui-dist')
const target = resolve(here, '../../src/gatepost/static/gatepost/reference')
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
const files = [
  ...['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui.css'].map(name => join(source, name)),
  ...['reference.js', 'reference.css'].map(name => join(here, name))
]

mkdirSync(target, { recursive: true })
for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(source, name), join(target, name))
for (const file of files) {
  // A storage that hashes names refuses a reference to a map that isn't there.
  const text = readFileSync(file, 'utf8').replace(/^(\/\/|\/\*)# sourceMappingURL=.*$/gm, '')
  const path = join(target, file.split('/').at(-1))
  writeFileSync(path, text)
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(text, best))
}
