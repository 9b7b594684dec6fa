import { appDoor, browserDoor, pageCookie, type Door, type Fetch } from './door.js'
import { defaultLock, type Lock } from './lock.js'
import { account } from './methods/account.js'
import { code } from './methods/code.js'
import { email } from './methods/email.js'
import { passkey } from './methods/passkey.js'
import { password } from './methods/password.js'
import { phone } from './methods/phone.js'
import { recoveryCodes } from './methods/recovery_codes.js'
import { secondFactor, trustedBrowsers } from './methods/second_factor.js'
import { social } from './methods/social.js'
import { totp } from './methods/totp.js'
import { browserPasskeys, type Passkeys } from './passkeys.js'
import type { Listener } from './session.js'
import { keys, sessions, type Config } from './sessions.js'
import type { State } from './state.js'
import { memoryStorage, type TokenStorage } from './storage.js'
import { tokenCookies, tokens } from './tokens.js'
import { Wire, type Prove } from './wire.js'

export interface ClientOptions {
  /** Where the server is, as in `https://api.example.org`; the page's own host if left out. */
  url?: string
  /** Where the API is mounted there. */
  prefix?: string
  fetch?: (request: Request, init?: RequestInit) => Promise<Response>
  passkeys?: Passkeys
  /** How long to wait for an answer, in milliseconds. */
  timeoutMs?: number
  /** Keeps several tabs from renewing tokens at the same time. */
  lock?: Lock
}

export interface BrowserOptions extends ClientOptions {
  /** Name of the cookie with the CSRF token. */
  csrfCookie?: string
  /** Reads a cookie; the page's own if left out. */
  readCookie?: (name: string) => string
}

export interface AppOptions extends ClientOptions {
  url: string
  /** Where tokens are kept; in memory if left out. */
  storage?: TokenStorage
}

function wireFor(door: Door, base: string, { fetch: given, timeoutMs = 30_000 }: ClientOptions): Wire {
  const fetch: Fetch = given ?? ((request, init) => globalThis.fetch(request, init))
  return new Wire({ door, base, fetch, timeoutMs })
}

const address = ({ url = '', prefix = '/_allauth' }: ClientOptions, family: string): string =>
  `${url.replace(/\/$/, '')}${prefix}/${family}/v1`

function shared(wire: Wire, passkeys: Passkeys) {
  let first: Promise<State> | undefined
  return {
    /** How things stand as far as is known; undefined before the first answer. */
    get state(): State | undefined {
      return wire.session.state
    },

    /** What is known, asking the server if nothing is yet. */
    ready: (): Promise<State> => {
      const known = wire.session.state
      if (known) return Promise.resolve(known)
      return (first ??= wire.look().finally(() => (first = undefined)))
    },

    /** Ask the server how things stand. */
    session: (): Promise<State> => wire.look(),

    /** Hear of every change, also from another tab. Returns what ends it. */
    subscribe: (listener: Listener): (() => void) => wire.session.subscribe(listener),

    /**
     * Say how to get a fresh proof from the user. What needed it is then tried once more. Without this, such
     * operations fail with `reauthenticate`.
     */
    onReauthenticate: (prove: Prove | undefined): void => {
      wire.prove = prove
    },

    /** What the server's settings offer. */
    config: (): Promise<Config> => wire.data(() => wire.http.GET('/config')),

    account: account(wire),
    password: password(wire),
    email: email(wire),
    phone: phone(wire),
    code: code(wire),
    secondFactor: secondFactor(wire),
    totp: totp(wire),
    recoveryCodes: recoveryCodes(wire),
    passkey: passkey(wire, passkeys),
    social: social(wire),
    sessions: sessions(wire),
    trustedBrowsers: trustedBrowsers(wire),
    keys: keys(wire),

    logOut: (): Promise<State> => sessions(wire).logOut()
  }
}

/** A client for pages: the session is a cookie, CSRF is seen to, nothing is stored. */
export function createBrowserClient(options: BrowserOptions = {}) {
  const { csrfCookie = 'csrftoken', readCookie = pageCookie } = options
  const base = address(options, 'browser')
  const wire = wireFor(
    browserDoor(() => readCookie(csrfCookie), `${base}/config`),
    base,
    options
  )
  const client = shared(wire, options.passkeys ?? browserPasskeys)
  return Object.assign(client, {
    family: 'browser' as const,
    tokens: tokenCookies(wire, options.lock ?? defaultLock),

    /** Take the step `mfa_trust`: whether later logins in this browser leave the second factor out. */
    trust: (yes: boolean): Promise<State> =>
      wire.state(() => wire.http.POST('/auth/2fa/trust', { body: { trust: yes } }))
  })
}

/** A client for apps: the session is a token in a storage of yours. */
export function createAppClient(options: AppOptions) {
  const storage = options.storage ?? memoryStorage()
  const wire = wireFor(appDoor(storage), address(options, 'app'), options)
  const client = shared(wire, options.passkeys ?? browserPasskeys)
  return Object.assign(client, {
    family: 'app' as const,
    tokens: tokens(wire, storage, options.lock ?? defaultLock)
  })
}

export type BrowserClient = ReturnType<typeof createBrowserClient>
export type AppClient = ReturnType<typeof createAppClient>
export type Client = BrowserClient | AppClient
