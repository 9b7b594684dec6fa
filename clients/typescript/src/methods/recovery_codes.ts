import type { RecoveryCodes } from '../authenticators.js'
import type { Wire } from '../wire.js'

export function recoveryCodes(wire: Wire) {
  const { http } = wire
  const path = '/account/authenticators/recovery-codes'
  return {
    /** The codes, or null where there are none; `unused_codes` is there as long as the server's settings show them. */
    get: async (): Promise<RecoveryCodes | null> => {
      const answer = await wire.bodyOrAbsent(() => http.GET(path))
      return 'found' in answer ? answer.found.data : null
    },

    /** Make new ones; the old ones are dead. */
    generate: (): Promise<RecoveryCodes> => wire.data(() => http.POST(path))
  }
}
