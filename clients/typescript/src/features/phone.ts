import type { components } from '../schema.js'
import type { State } from '../state.js'
import type { Wire } from '../wire.js'

export type PhoneNumber = components['schemas']['PhoneNumber']

export function phone(wire: Wire) {
  const { http } = wire
  return {
    list: (): Promise<PhoneNumber[]> => wire.data(() => http.GET('/account/phone')),

    /** Send a code to a new number, which replaces the old one once verified; in a sign-up, the one being verified. */
    change: (number: string): Promise<PhoneNumber[]> =>
      wire.data(() => http.POST('/account/phone', { body: { phone: number } })),

    /** Verify a number with the code from the SMS. */
    verify: (code: string): Promise<State> => wire.state(() => http.POST('/auth/phone/verify', { body: { code } })),

    resend: async (): Promise<void> => {
      await wire.body(() => http.POST('/auth/phone/verify/resend'))
    }
  }
}
