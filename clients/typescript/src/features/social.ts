import { fail } from '../failure.js'
import type { components } from '../schema.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'
import type { SignUp } from './password.js'

type Schemas = components['schemas']

/** For how long other requests wait while the browser leaves the page. */
const LEAVING_MS = 5000

export type Process = Schemas['TokenBody']['process']
/** A connected provider account. */
export type ProviderAccount = Schemas['ProviderAccount']
/** What a provider supplied for a sign-up that still lacks fields. */
export type ProviderSignUp = Schemas['ProviderSignupData']

/**
 * An error at the provider or in its callback, and in which process. `error` is `unknown` for everything that the user
 * can't fix; the server's own code is in `code` then.
 */
export interface ProviderFailure {
  kind: 'failed'
  error: string
  process: string
  code?: string
}

/** The address belongs to an existing account: the user logs in to it by another method, then call `connect(key)`. */
export interface LinkNeeded {
  kind: 'link'
  provider: Schemas['Provider']
  key: string
}

/** The result of a provider login, on the page at `callbackUrl`. */
export type CallbackOutcome = State | ProviderFailure | LinkNeeded

export interface ProviderToken {
  provider: string
  process?: Process
  token: { client_id: string; id_token?: string; access_token?: string }
}

export interface Visit {
  provider: string
  /** The final page: one that the server's settings allow, or an app's deep link. */
  callbackUrl: string
  process?: Process
}

export function social(wire: Wire) {
  const { http } = wire

  /** A response can require a login by another method, besides the session's state. */
  async function stateOrLink(ask: Parameters<Wire['answer']>[0]): Promise<State | LinkNeeded> {
    const { state, body } = await wire.answer(ask)
    const flows = (body as Schemas['Unauthenticated']).data.flows as Schemas['UnauthenticatedData']['flows'] | undefined
    const link = flows?.find(flow => flow.id === 'provider_link')
    return link ? { kind: 'link', provider: link.provider, key: link.key } : state
  }

  /** The same after a redirect: the key is in the URL's fragment, not in the session. */
  async function linkIn(url: string): Promise<LinkNeeded | undefined> {
    const handed = new URLSearchParams(new URL(url).hash.slice(1))
    const key = handed.get('provider_link')
    if (!key) return undefined
    const { socialaccount } = await wire.data(() => http.GET('/config'))
    const provider = socialaccount?.providers.find(one => one.id === handed.get('provider'))
    return provider && { kind: 'link', provider, key }
  }

  /** A form can't be retried after a reauthentication: ask first whether it will be accepted. */
  const permitted = ({ provider, callbackUrl }: Visit) =>
    wire.data(() =>
      http.POST('/auth/provider/start', { body: { provider, process: 'connect', callback_url: callbackUrl } })
    )

  return {
    /**
     * Leave the page for the provider (browsers only). The server handles the provider's callback and redirects to
     * `callbackUrl`, where `callback` returns the result. To connect an account may require reauthentication.
     */
    start: async (given: Visit): Promise<void> => {
      const { csrf, alone } = wire.door
      if (!csrf || !alone || typeof document === 'undefined') return fail({ kind: 'unsupported', what: 'redirects' })
      if (given.process === 'connect') await permitted(given)
      await new Promise<void>((submitted, failed) => {
        const leave = async () => {
          submit(`${wire.base}/auth/provider/redirect`, {
            provider: given.provider,
            process: given.process ?? 'login',
            callback_url: given.callbackUrl,
            csrfmiddlewaretoken: await csrf(wire.fetch)
          })
          submitted()
          // A session that another request opens now would replace the one that the provider's response belongs to.
          await new Promise(resolve => setTimeout(resolve, LEAVING_MS))
        }
        alone(leave).catch(failed)
      })
    },

    /**
     * The result, read from the page's `url`. URLs can be crafted: accept a `link` only if your own page started the
     * redirect.
     */
    callback: async (url: string = location.href): Promise<CallbackOutcome> =>
      failed(url) ?? (await linkIn(url)) ?? wire.look(),

    /**
     * The provider's authorization URL, for clients that receive the callback themselves: on their own page, or, with
     * the `challenge` of `proofKey`, at a deep link.
     */
    authorize: async ({
      challenge,
      ...given
    }: Visit & { challenge?: string }): Promise<{ url: string; state: string }> => {
      const body = { provider: given.provider, process: given.process ?? 'login', callback_url: given.callbackUrl }
      const ask = () =>
        http.POST('/auth/provider/start', { body: challenge ? { ...body, code_challenge: challenge } : body })
      const { authorize_url: url, state } = await wire.data(ask)
      return { url, state }
    },

    /** Finish with the URL of the callback page, or, with its `verifier`, of the deep link. */
    finish: async (url: string, verifier?: string): Promise<State | ProviderFailure | LinkNeeded> => {
      const { code = '', state, ...others } = Object.fromEntries(new URL(url).searchParams)
      if (verifier) {
        const body = { code, code_verifier: verifier }
        return failed(url) ?? stateOrLink(() => http.POST('/auth/provider/exchange', { body }))
      }
      const body = { ...others, code, state: state ?? '' }
      return stateOrLink(() => http.POST('/auth/provider/callback', { body }))
    },

    /** Log in, or connect, with a token that the app got from the provider's SDK. */
    withToken: ({ process = 'login', ...given }: ProviderToken): Promise<State | LinkNeeded> =>
      stateOrLink(() => http.POST('/auth/provider/token', { body: { process, ...given } })),

    /** After a login by another method: connect the provider account of this key. */
    connect: (key: string): Promise<Authenticated> =>
      wire.authenticated(() => http.POST('/account/providers', { body: { key } })),

    /** For the stage `provider_signup`: what the provider supplied. */
    pendingSignUp: (): Promise<ProviderSignUp> => wire.data(() => http.GET('/auth/provider/signup')),

    /** Complete the stage `provider_signup`. */
    signUp: (given: SignUp): Promise<State> =>
      wire.state(() => http.POST('/auth/provider/signup', { body: given as never })),

    list: (): Promise<ProviderAccount[]> => wire.data(() => http.GET('/account/providers')),

    disconnect: (given: { provider: string; account: string }): Promise<ProviderAccount[]> =>
      wire.data(() => http.DELETE('/account/providers', { body: given }))
  }
}

function failed(url: string): ProviderFailure | undefined {
  const query = new URL(url).searchParams
  const error = query.get('error')
  if (!error) return undefined
  const code = query.get('error_code')
  return { kind: 'failed', error, process: query.get('error_process') ?? 'login', ...(code && { code }) }
}

/**
 * A verifier to keep, and its challenge to send; needs `crypto`, as browsers and Node have.
 * Source: RFC 7636, section 4.
 */
export async function proofKey(): Promise<{ verifier: string; challenge: string }> {
  const text = (bytes: Uint8Array) =>
    btoa(String.fromCharCode(...bytes))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '')
  const verifier = text(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: text(new Uint8Array(digest)) }
}

function submit(action: string, fields: Record<string, string>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = action
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}
