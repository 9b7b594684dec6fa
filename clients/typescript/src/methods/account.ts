import type { State } from '../state.js'
import type { Wire } from '../wire.js'

export function account(wire: Wire) {
  return {
    /** Delete the user's account, for good, where the server offers it. */
    remove: async (): Promise<State> => {
      const state = await wire.state(() => wire.http.DELETE('/account'))
      await wire.door.forget()
      return state
    }
  }
}
