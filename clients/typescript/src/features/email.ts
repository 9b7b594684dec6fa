import type { components } from '../schema.js'
import type { NamedUser, State } from '../state.js'
import type { Wire } from '../wire.js'

export type EmailAddress = components['schemas']['EmailAddress']

export function email(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<EmailAddress[]> => wire.data(() => http.GET('/account/email')),

    /** Add an address, which gets a mail; in a pending sign-up, verify this address instead. */
    add: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.POST('/account/email', { body: { email: address } })),

    /** Resend the verification mail; `forbidden` if one was just sent. */
    sendAgain: async (address: string): Promise<void> => {
      await wire.body(() => http.PUT('/account/email', { body: { email: address } }))
    },

    makePrimary: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.PATCH('/account/email', { body: { email: address, primary: true } })),

    remove: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.DELETE('/account/email', { body: { email: address } })),

    /** The address and user of a mailed key, and whether a login is pending here; doesn't use the key up. */
    check: async (key: string): Promise<{ email: string; user: NamedUser; is_authenticating: boolean }> => {
      const params = { header: { 'X-Email-Verification-Key': key } }
      const { data, meta } = await wire.body(() => http.GET('/auth/email/verify', { params }))
      return { ...data, ...meta }
    },

    /** Verify an address with a mailed key or code. `anonymous` means verified, but not logged in. */
    verify: (key: string): Promise<State> => wire.state(() => http.POST('/auth/email/verify', { body: { key } })),

    /** Resend the pending code. */
    resend: async (): Promise<void> => {
      await wire.body(() => http.POST('/auth/email/verify/resend'))
    }
  }
}
