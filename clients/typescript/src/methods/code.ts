import type { State } from '../state.js'
import type { Wire } from '../wire.js'

export function code(wire: Wire) {
  const { http } = wire
  return {
    /** Ask for a code (and a link, by the server's setting) to log in with. */
    request: (given: { email: string } | { phone: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/code/request', { body: given as never })),

    /** Log in with the code, or with the key of the mailed link. */
    confirm: (typed: string): Promise<State> =>
      wire.state(() => http.POST('/auth/code/confirm', { body: { code: typed } })),

    resend: async (): Promise<void> => {
      await wire.body(() => http.POST('/auth/code/resend'))
    }
  }
}
