import type { components } from '../schema.js'
import type { State, User } from '../state.js'
import type { Wire } from '../wire.js'

export type EmailAddress = components['schemas']['EmailAddress']

export function email(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<EmailAddress[]> => wire.data(() => http.GET('/account/email')),

    /** Add an address, which gets a mail; during a sign-up that waits for a code, wait for this address instead. */
    add: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.POST('/account/email', { body: { email: address } })),

    /** Mail an unproved address once more; `forbidden` if it got one just now. */
    sendAgain: async (address: string): Promise<void> => {
      await wire.body(() => http.PUT('/account/email', { body: { email: address } }))
    },

    makePrimary: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.PATCH('/account/email', { body: { email: address, primary: true } })),

    remove: (address: string): Promise<EmailAddress[]> =>
      wire.data(() => http.DELETE('/account/email', { body: { email: address } })),

    /** Whose address a mailed key would prove, and whether a login waits for it here; uses nothing up. */
    check: async (key: string): Promise<{ email: string; user: User; is_authenticating: boolean }> => {
      const params = { header: { 'X-Email-Verification-Key': key } }
      const { data, meta } = await wire.body(() => http.GET('/auth/email/verify', { params }))
      return { ...data, ...meta }
    },

    /** Prove an address by a mailed key or code. An `anonymous` state means: proved, now log in. */
    verify: (key: string): Promise<State> => wire.state(() => http.POST('/auth/email/verify', { body: { key } })),

    /** Mail the code that is waited for once more. */
    resend: async (): Promise<void> => {
      await wire.body(() => http.POST('/auth/email/verify/resend'))
    }
  }
}
