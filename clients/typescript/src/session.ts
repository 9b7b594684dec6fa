import type { Channel } from './channel.js'
import { identity, type State } from './state.js'

/** Who changed the session: this client, or another tab. */
export type Cause = 'here' | 'elsewhere'
export type Listener = (state: State, cause: Cause) => void

/** What is known of the session, and who wants to hear of it. */
export class Session {
  #state: State | undefined
  #listeners = new Set<Listener>()
  #close: (() => void) | undefined

  constructor(
    readonly channel: Channel,
    readonly ask: (cause: Cause) => Promise<unknown>
  ) {}

  get state(): State | undefined {
    return this.#state
  }

  set(state: State, cause: Cause = 'here'): void {
    const changed = identity(this.#state) !== identity(state)
    const first = this.#state === undefined
    this.#state = state
    for (const listener of [...this.#listeners]) listener(state, cause)
    if (changed && !(first && state.kind === 'anonymous') && cause === 'here') this.channel.send()
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    this.#close ??= this.channel.listen(() => void this.ask('elsewhere').catch(() => undefined))
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) {
        this.#close?.()
        this.#close = undefined
      }
    }
  }
}
