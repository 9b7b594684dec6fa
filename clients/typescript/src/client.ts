import { appDoor, browserDoor, pageCookie, type Door, type Fetch } from './door.js'
import { defaultLock, type Lock } from './lock.js'
import { account } from './features/account.js'
import { code } from './features/code.js'
import { email } from './features/email.js'
import { passkey } from './features/passkey.js'
import { password } from './features/password.js'
import { phone } from './features/phone.js'
import { provider } from './features/provider.js'
import { recoveryCodes } from './features/recovery_codes.js'
import { secondFactor, trustedBrowsers } from './features/second_factor.js'
import { social } from './features/social.js'
import { totp } from './features/totp.js'
import { browserPasskeys, type Passkeys } from './passkeys.js'
import type { Listener } from './session.js'
import { keys, logins, logOut, sessions, type Config } from './sessions.js'
import type { State } from './state.js'
import { memoryStorage, type TokenStorage } from './storage.js'
import { tokenCookies, tokens } from './tokens.js'
import { Wire, type Prove } from './wire.js'

export interface ClientOptions {
  /** The server's origin, for example `https://api.example.org`; the page's own by default. */
  url?: string
  /** The path at which the API is mounted. */
  prefix?: string
  fetch?: (request: Request, init?: RequestInit) => Promise<Response>
  passkeys?: Passkeys
  /** How long to wait for a response, in milliseconds. */
  timeoutMs?: number
  /** Prevents several tabs from refreshing tokens at the same time. */
  lock?: Lock
}

export interface BrowserOptions extends ClientOptions {
  /** Name of the cookie with the CSRF token; a name with the prefix `__Host-` is tried, too. */
  csrfCookie?: string
  /** Reads a cookie; from `document.cookie` by default. */
  readCookie?: (name: string) => string
}

export interface AppOptions extends ClientOptions {
  url: string
  /** Where tokens are stored; in memory by default. */
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
    /** The last known state; undefined before the first response. */
    get state(): State | undefined {
      return wire.session.state
    },

    /** The known state, requested from the server if there is none. Concurrent calls share one request. */
    ready: (): Promise<State> => {
      const known = wire.session.state
      if (known) return Promise.resolve(known)
      return (first ??= wire.look().finally(() => (first = undefined)))
    },

    /** Request the state from the server. */
    session: (): Promise<State> => wire.look(),

    /** Listen to every change, also from other tabs. Returns a function that unsubscribes. */
    subscribe: (listener: Listener): (() => void) => wire.session.subscribe(listener),

    /**
     * Set the callback that reauthenticates the user. The refused request is retried if it resolves to true. Without a
     * callback, such operations fail with `reauthenticate`.
     */
    onReauthenticate: (prove: Prove | undefined): void => {
      wire.prove = prove
    },

    /** The server's public configuration. */
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
    provider: provider(wire),
    social: social(wire),
    sessions: sessions(wire),
    logins: logins(wire),
    trustedBrowsers: trustedBrowsers(wire),
    keys: keys(wire),

    logOut: (): Promise<State> => logOut(wire)
  }
}

/** A client for web pages: the session is a cookie, CSRF tokens are handled, no credentials are stored. */
export function createBrowserClient(options: BrowserOptions = {}) {
  const { csrfCookie = 'csrftoken', readCookie = pageCookie } = options
  const base = address(options, 'browser')
  const wire = wireFor(
    browserDoor(() => readCookie(csrfCookie) || readCookie(`__Host-${csrfCookie}`), `${base}/config`),
    base,
    options
  )
  const client = shared(wire, options.passkeys ?? browserPasskeys)
  return Object.assign(client, {
    family: 'browser' as const,
    tokens: tokenCookies(wire, options.lock ?? defaultLock),

    /** Complete the step `mfa_trust`: whether later logins in this browser skip the second factor. */
    trust: (yes: boolean): Promise<State> =>
      wire.state(() => wire.http.POST('/auth/2fa/trust', { body: { trust: yes } }))
  })
}

/** A client for apps: the session is a token in your own storage. */
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
