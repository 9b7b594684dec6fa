import type { Client } from '../client.js'
import type { ProofFlow } from '../state.js'

/** An interrupted request that waits for the user to reauthenticate. */
export interface Reauthentication {
  flows: ProofFlow[]
  /** End it: with true the request is sent again, with false it fails. */
  answer: (proved: boolean) => void
}

/** The open reauthentication of a client, for a dialog to subscribe to. */
export class ReauthenticationQueue {
  #open: Reauthentication | undefined
  #listeners = new Set<() => void>()

  constructor(readonly client: Client) {}

  readonly current = (): Reauthentication | undefined => this.#open

  /** Handles the client's requests for a proof while at least one listener is subscribed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.client.onReauthenticate(flows => this.#ask(flows))
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.client.onReauthenticate(undefined)
      this.#open?.answer(false)
    }
  }

  #ask(flows: ProofFlow[]): Promise<boolean> {
    this.#open?.answer(false)
    return new Promise(resolve => {
      this.#set({
        flows,
        answer: proved => {
          this.#set(undefined)
          resolve(proved)
        }
      })
    })
  }

  #set(open: Reauthentication | undefined): void {
    this.#open = open
    for (const listener of [...this.#listeners]) listener()
  }
}
