import type { EmailAddress } from './email.js'
import type { SignUp } from './password.js'
import { fail } from '../failure.js'
import type { ProviderInfo, State, User } from '../state.js'
import type { Wire } from '../wire.js'

export type Process = 'login' | 'connect'

/** An account at a provider that logs in here. */
export interface ProviderAccount {
  uid: string
  display: string
  provider: ProviderInfo
}

/** What a provider told of somebody whose sign-up still lacks something. */
export interface ProviderSignUp {
  email: EmailAddress[]
  account: ProviderAccount
  user: User
}

/** How a visit at a provider ended: in a state, or in an error that the provider or the server named. */
export type CallbackOutcome = State | { kind: 'failed'; error: string; process: string }

export interface ProviderToken {
  provider: string
  process?: Process
  token: { client_id: string; id_token?: string; access_token?: string }
}

/** Until the server describes these operations. */
type Loose = Record<
  'GET' | 'POST' | 'DELETE',
  (path: string, init?: object) => Promise<{ data?: never; response: Response }>
>

export function social(wire: Wire) {
  const http = wire.http as unknown as Loose
  return {
    /**
     * Leave the page for the provider (browsers only). The visitor comes back to `callbackUrl`, where `callback` tells
     * how it ended.
     */
    start: async (given: { provider: string; callbackUrl: string; process?: Process }): Promise<void> => {
      const { door, base } = wire
      if (!door.csrf || typeof document === 'undefined') return fail({ kind: 'unsupported', what: 'redirects' })
      submit(`${base}/auth/provider/redirect`, {
        provider: given.provider,
        process: given.process ?? 'login',
        callback_url: given.callbackUrl,
        csrfmiddlewaretoken: await door.csrf(wire.fetch)
      })
    },

    /** How a visit at a provider ended; `url` is the page's address. */
    callback: async (url: string = location.href): Promise<CallbackOutcome> => {
      const query = new URL(url).searchParams
      const error = query.get('error')
      if (error) return { kind: 'failed', error, process: query.get('error_process') ?? 'login' }
      return wire.look()
    },

    /** Log in, or connect, with a token that the app got from the provider itself. */
    withToken: ({ process = 'login', ...given }: ProviderToken): Promise<State> =>
      wire.state(() => http.POST('/auth/provider/token', { body: { process, ...given } })),

    /** For the stage `provider_signup`: what is known already. */
    pendingSignUp: (): Promise<ProviderSignUp> =>
      wire.data<{ data: ProviderSignUp }>(() => http.GET('/auth/provider/signup')),

    /** Complete the stage `provider_signup`. */
    signUp: (given: SignUp): Promise<State> =>
      wire.state(() => http.POST('/auth/provider/signup', { body: given as never })),

    list: (): Promise<ProviderAccount[]> =>
      wire.data<{ data: ProviderAccount[] }>(() => http.GET('/account/providers')),

    disconnect: ({ provider, account }: { provider: string; account: string }): Promise<ProviderAccount[]> =>
      wire.data<{ data: ProviderAccount[] }>(() => http.DELETE('/account/providers', { body: { provider, account } }))
  }
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
