import type { Authenticator } from '../authenticators.js'
import type { components } from '../schema.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'

export type TrustedBrowser = components['schemas']['TrustedBrowserEntry']

export function secondFactor(wire: Wire) {
  const { http } = wire
  return {
    /** The user's authenticators, and the deadline (Unix seconds) for adding one, if one is required. */
    list: async (): Promise<{ authenticators: Authenticator[]; enrolmentDue?: number }> => {
      const { data, meta } = await wire.body(() => http.GET('/account/authenticators'))
      return { authenticators: data, ...(meta && { enrolmentDue: meta.enrolment_due }) }
    },

    /** Complete the step `mfa_authenticate` with a code of an authenticator app or a recovery code. */
    authenticate: (typed: string): Promise<State> =>
      wire.state(() => http.POST('/auth/2fa/authenticate', { body: { code: typed } })),

    /**
     * State that the account isn't the user's: the address in `releases` of the step `mfa_authenticate` is removed from
     * it, and is free for a new account. The login ends.
     */
    release: (address: string): Promise<State> =>
      wire.state(() => http.POST('/auth/2fa/release', { body: { address } })),

    /** Reauthenticate with such a code. */
    reauthenticate: (typed: string): Promise<Authenticated> =>
      wire.authenticated(() => http.POST('/auth/2fa/reauthenticate', { body: { code: typed } }))
  }
}

/** Browsers in which logins skip steps. */
export function trustedBrowsers(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<TrustedBrowser[]> => wire.data(() => http.GET('/account/trusted_browsers')),
    remove: (...ids: number[]): Promise<TrustedBrowser[]> =>
      wire.data(() => http.DELETE('/account/trusted_browsers', { body: { browsers: ids } }))
  }
}
