import { createHmac, randomUUID } from 'node:crypto'
import { inject } from 'vitest'

import {
  createAppClient,
  createBrowserClient,
  failureOf,
  type AppOptions,
  type BrowserOptions,
  type Client,
  type Failure
} from '../src/index.js'

export const url = inject('url')
export const PASSWORD = 'tr0ub4dor-and-3'

export const anybody = (): string => `${randomUUID().slice(0, 8)}@example.org`

export const app = (options: Partial<AppOptions> = {}) => createAppClient({ url, ...options })

/** Cookies as a browser keeps them, for one host. */
export class Jar {
  readonly cookies = new Map<string, string>()
  readonly requests: Request[] = []

  readonly read = (name: string): string => this.cookies.get(name) ?? ''

  readonly fetch = async (request: Request, init?: RequestInit): Promise<Response> => {
    this.requests.push(request)
    const sent = new Request(request)
    const all = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    if (all.length > 0) sent.headers.set('Cookie', all.join('; '))
    const answer = await fetch(sent, init)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }
}

export function browser(jar = new Jar(), options: Partial<BrowserOptions> = {}) {
  return createBrowserClient({ url, fetch: jar.fetch, readCookie: jar.read, ...options })
}

interface Mail {
  to: string
  text: string
  code: string | null
  links: string[]
}

/** The mail that follows `seen` others to this address. */
export async function mail(to: string, seen = 0, server = url): Promise<Mail> {
  for (let tries = 0; tries < 100; tries += 1) {
    const all = (await (await fetch(`${server}/dev/inbox.json`)).json()) as Mail[]
    const mine = all.filter(one => one.to === to)
    if (mine.length > seen) return mine.at(-1 - seen)!
    await new Promise(done => setTimeout(done, 50))
  }
  throw new Error(`no mail came to ${to}`)
}

export const code = async (to: string, seen = 0, server = url): Promise<string> => (await mail(to, seen, server)).code!
export const key = async (to: string, seen = 0, server = url): Promise<string> =>
  /gpv_\w+/.exec((await mail(to, seen, server)).links[0]!)![0]

/** Signs up, with the mail that this takes. */
export async function join(client: Client, email = anybody()): Promise<string> {
  await client.password.signUp({ email, password: PASSWORD })
  await client.email.verify(await code(email))
  return email
}

export async function failure(act: Promise<unknown>): Promise<Failure> {
  try {
    await act
  } catch (error) {
    return failureOf(error)
  }
  throw new Error('nothing failed')
}

/** A code of an authenticator app. Source: RFC 6238. */
export function totpCode(secret: string, at = Date.now()): string {
  const bits = Array.from(secret, sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
  const bytes = bits
    .join('')
    .match(/.{8}/g)!
    .map(byte => parseInt(byte, 2))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', Buffer.from(bytes)).update(counter).digest()
  const offset = digest.at(-1)! & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/**
 * The code of the step before, which leaves the present one for the login that follows. Near the end of a step it waits
 * for the next: a code that is two steps old by the time it arrives is refused.
 */
export async function earlierCode(secret: string): Promise<string> {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 5_000) await new Promise(resolve => setTimeout(resolve, left))
  return totpCode(secret, Date.now() - 30_000)
}

/** Sets an authenticator app up; returns its secret. */
export async function withApp(client: Client): Promise<string> {
  await client.password.reauthenticate({ password: PASSWORD })
  const found = await client.totp.get()
  if (!('enrolment' in found)) throw new Error('there is one already')
  await client.totp.activate(await earlierCode(found.enrolment.secret))
  return found.enrolment.secret
}
