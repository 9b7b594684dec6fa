/**
 * Writes src/schema.d.ts from the server's own description.
 *
 *   node scripts/schema.js                 asks `gatepost openapi --everything`
 *   node scripts/schema.js openapi.json    reads a file
 *   node scripts/schema.js openapi.json --check    exits 1 if what is committed differs
 *
 * Both families have the same operations but for three; their paths become one, below `/{client}/v1`, and the headers
 * that the client sends by itself are left out.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'

import openapi, { astToString } from 'openapi-typescript'

const target = new URL('../src/schema.d.ts', import.meta.url)
const [file, check] = process.argv.slice(2)

function fromServer() {
  const command = process.env.GATEPOST_COMMAND ?? 'gatepost'
  return execFileSync(command, ['openapi', '--everything'], { encoding: 'utf8', maxBuffer: 1 << 26 })
}

const document = JSON.parse(file ? readFileSync(file, 'utf8') : fromServer())
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
const types = astToString(await openapi({ ...document, paths }, { alphabetize: true, defaultNonNullable: false, emptyObjectsUnknown: true }))
const text = `// Made by \`npm run schema\` from the server's description; don't edit.\n${types}`

if (check) {
  if (text !== readFileSync(target, 'utf8')) {
    process.stderr.write('src/schema.d.ts is not what the server describes: run `npm run schema`\n')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
