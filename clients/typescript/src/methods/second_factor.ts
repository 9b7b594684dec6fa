import type { Authenticator } from '../authenticators.js'
import type { components } from '../schema.js'
import type { Authenticated, State } from '../state.js'
import type { Wire } from '../wire.js'

export type TrustedBrowser = components['schemas']['TrustedBrowserEntry']

export function secondFactor(wire: Wire) {
  const { http } = wire
  return {
    /** Everything that the user can show, and by when (Unix seconds) a factor must be set up, if one must. */
    list: async (): Promise<{ authenticators: Authenticator[]; enrolmentDue?: number }> => {
      const { data, meta } = await wire.body(() => http.GET('/account/authenticators'))
      return { authenticators: data, ...(meta && { enrolmentDue: meta.enrolment_due }) }
    },

    /** Take the step `mfa_authenticate` with a code of an authenticator app or a recovery code. */
    authenticate: (typed: string): Promise<State> =>
      wire.state(() => http.POST('/auth/2fa/authenticate', { body: { code: typed } })),

    /** Give a fresh proof by such a code. */
    reauthenticate: (typed: string): Promise<Authenticated> =>
      wire.authenticated(() => http.POST('/auth/2fa/reauthenticate', { body: { code: typed } }))
  }
}

/** Browsers in which a login leaves steps out. */
export function trustedBrowsers(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<TrustedBrowser[]> => wire.data(() => http.GET('/account/trusted_browsers')),
    remove: (...ids: number[]): Promise<TrustedBrowser[]> =>
      wire.data(() => http.DELETE('/account/trusted_browsers', { body: { browsers: ids } }))
  }
}
