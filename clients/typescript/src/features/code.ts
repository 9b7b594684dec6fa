import type { State } from '../state.js'
import type { Wire } from '../wire.js'

export function code(wire: Wire) {
  const { http } = wire
  return {
    /** Request a login code (and a link, depending on the server's `code.link`). */
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
