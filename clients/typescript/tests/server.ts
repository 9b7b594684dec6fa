import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server with everything on. */
    url: string
    /** One as `gatepost serve` starts it, without settings. */
    plain: string
    /** One where everybody must have a second factor, and where a reset is by link. */
    strict: string
    /** A token that the provider of the first gave to an app. */
    idToken: { client_id: string; id_token: string }
    /** One whose sessions last for two seconds. */
    brief: string
  }
}

const COMMAND =
  process.env['GATEPOST_COMMAND'] ?? fileURLToPath(new URL('../../../.venv/bin/gatepost', import.meta.url))
const EVERYTHING = {
  GATEPOST_ACCOUNTS__LOGIN_METHODS: '["email", "username", "phone"]',
  GATEPOST_ACCOUNTS__SIGNUP_FIELDS: '["email*", "username", "password*"]',
  GATEPOST_FLOW__FRESH_LOGIN_COUNTS: 'false',
  GATEPOST_FLOW__TRUST_BROWSER: 'true',
  GATEPOST_LIMITS__RATES:
    '{"verification_code": ["100/60"], "verification_code_any": ["100/60"], "verification_address": ["1/180"]}',
  GATEPOST_TOKENS__KEYS: 'true',
  GATEPOST_TOKENS__STRATEGY: 'jwt',
  GATEPOST_TOKENS__BROWSER_COOKIES: 'true',
  GATEPOST_TOKENS__SCOPES: '["read", "write"]'
}
const STRICT = { GATEPOST_FLOW__SECOND_FACTOR_FOR: 'everybody', GATEPOST_PASSWORD__RESET_BY: 'link' }
const BRIEF = { GATEPOST_SESSIONS__ABSOLUTE_SECONDS: '2' }

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(ready => probe.listen(0, '127.0.0.1', ready))
  const { port } = probe.address() as { port: number }
  await new Promise(closed => probe.close(closed))
  return port
}

async function serve(settings: Record<string, string>): Promise<{ url: string; stop: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'gatepost-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const clean = Object.entries(process.env).filter(([name]) => !/^(DJANGO|GATEPOST)/.test(name))
  const env = { ...Object.fromEntries(clean), ...settings }
  const server: ChildProcess = spawn(COMMAND, ['serve', '--port', String(port)], { cwd: home, env, stdio: 'ignore' })
  const ended = new Promise(done => server.once('exit', done))
  for (let tries = 0; ; tries += 1) {
    if (
      await fetch(`${url}/health`).then(
        answer => answer.ok,
        () => false
      )
    )
      break
    if (tries > 300 || server.exitCode !== null) throw new Error(`${COMMAND} serve does not answer`)
    await new Promise(done => setTimeout(done, 100))
  }
  const stop = async () => {
    server.kill()
    await ended
    rmSync(home, { recursive: true })
  }
  return { url, stop }
}

interface Told {
  settings: { connections: object; allowed_hosts: string[] }
  client_id: string
  id_token: string
}

/** A provider to log in from. */
async function provide(): Promise<{ told: Told; stop: () => void }> {
  const python = join(dirname(COMMAND), 'python')
  const script = fileURLToPath(new URL('provider.py', import.meta.url))
  const process = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const line = await new Promise<Buffer>(done => process.stdout.once('data', done))
  return { told: JSON.parse(line.toString()) as Told, stop: () => process.stdin.end() }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { told, stop } = await provide()
  const { connections, allowed_hosts: hosts } = told.settings
  const social = {
    GATEPOST_SOCIAL__CONNECTIONS: JSON.stringify(connections),
    GATEPOST_SOCIAL__ALLOWED_HOSTS: JSON.stringify(hosts),
    GATEPOST_SOCIAL__REDIRECTS: '["https://app.example.org"]',
    GATEPOST_SOCIAL__DEEP_LINKS: '["org.example.app:/done"]',
    GATEPOST_SOCIAL__LINK: 'prove'
  }
  const [whole, plain, strict, brief] = await Promise.all([
    serve({ ...EVERYTHING, ...social }),
    serve({}),
    serve(STRICT),
    serve(BRIEF)
  ])
  project.provide('idToken', { client_id: told.client_id, id_token: told.id_token })
  project.provide('url', whole.url)
  project.provide('plain', plain.url)
  project.provide('strict', strict.url)
  project.provide('brief', brief.url)
  return async () => {
    await Promise.all([whole.stop(), plain.stop(), strict.stop(), brief.stop()])
    stop()
  }
}
