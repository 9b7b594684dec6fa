import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

const LIMIT = 15_000

async function zipped(entry: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [`src/${entry}`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    external: ['vue', 'pinia', 'vue-router', 'react']
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}

test.each(['index.ts', 'vue.ts', 'forms/index.ts'])('%s with all that it needs stays below 15 kB', async entry => {
  const bytes = await zipped(entry)
  expect(bytes).toBeGreaterThan(100)
  expect(bytes).toBeLessThan(LIMIT)
})
