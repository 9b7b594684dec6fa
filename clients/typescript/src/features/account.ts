import type { State } from '../state.js'
import type { Wire } from '../wire.js'

export function account(wire: Wire) {
  return {
    /** Delete the account permanently, if the server allows it. */
    remove: async (): Promise<State> => {
      const state = await wire.state(() => wire.http.DELETE('/account'))
      await wire.door.forget()
      return state
    }
  }
}
