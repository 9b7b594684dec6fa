/**
 * Writes src/schema.d.ts from the server's own description.
 *
 *   node scripts/schema.js            runs `gatepost openapi --everything`; GATEPOST_COMMAND names another command
 *   node scripts/schema.js --check    exits 1 if what is committed differs
 *   node scripts/schema.js --from https://example.org/_allauth/openapi.json
 *                                     the description of a project's own server, or a file with it
 *
 * Both families have the same operations but for a few; their paths become one, below `/{client}/v1`, and the headers
 * that the client sends by itself are left out, and so are the examples.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

import openapi, { astToString } from 'openapi-typescript'

const target = new URL('../src/schema.d.ts', import.meta.url)
const [from] = process.argv.flatMap((word, index) => (word === '--from' ? [process.argv[index + 1]] : []))

function printed() {
  const home = mkdtempSync(join(tmpdir(), 'gatepost-'))
  const text = execFileSync(process.env.GATEPOST_COMMAND ?? 'gatepost', ['openapi', '--everything'], {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, GATEPOST_CONFIG: fileURLToPath(new URL('whole.toml', import.meta.url)) }
  })
  rmSync(home, { recursive: true })
  return text
}

async function described(place) {
  if (!place) return printed()
  return /^https?:/.test(place) ? (await fetch(place)).text() : readFileSync(place, 'utf8')
}

const document = JSON.parse(await described(from), (key, value) => (key === 'example' ? undefined : value))
document.info.version = ''
const paths = {}
for (const [path, item] of Object.entries(document.paths)) {
  const merged = (paths[path.replace(/^.*\/(app|browser)\/v1/, '')] ??= {})
  for (const [verb, operation] of Object.entries(item)) {
    operation.parameters = operation.parameters.filter(parameter => parameter.name !== 'X-CSRFToken')
    delete operation.operationId
    const responses = { ...merged[verb]?.responses, ...operation.responses }
    merged[verb] = { ...operation, responses }
  }
}
const types = astToString(
  await openapi({ ...document, paths }, { alphabetize: true, defaultNonNullable: false, emptyObjectsUnknown: true })
)
const body = types
  .replace(/^ *(get|put|post|delete|options|head|patch|trace|query|header|path|cookie|requestBody)\?: never;\n/gm, '')
  .replace(/^ *headers: \{\n *\[name: string\]: unknown;\n *\};\n/gm, '')
  .replace(/^ *parameters: \{\n *\};\n/gm, '')
  .replace(/^ +/gm, blanks => blanks.slice(blanks.length / 2))
const text = `// Made by \`npm run schema\` from the server's description; don't edit.\n${body}`

if (process.argv.includes('--check')) {
  if (text !== readFileSync(target, 'utf8')) {
    process.stderr.write('src/schema.d.ts is not what the server describes: run `npm run schema`\n')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
