import type { RecoveryCodes } from '../authenticators.js'
import type { Wire } from '../wire.js'

export function recoveryCodes(wire: Wire) {
  const { http } = wire
  const path = '/account/authenticators/recovery-codes'
  return {
    /** The codes, or null if there are none; `unused_codes` is absent if they were shown and can't be again. */
    get: async (): Promise<RecoveryCodes | null> => {
      const answer = await wire.bodyOrAbsent(() => http.GET(path))
      return 'found' in answer ? answer.found.data : null
    },

    /** Generate new codes; the old ones become invalid. */
    generate: (): Promise<RecoveryCodes> => wire.data(() => http.POST(path))
  }
}
