import type { Channel } from './channel.js'
import { identity, type State } from './state.js'

/** Who changed the session: this client, or another tab. */
export type Cause = 'here' | 'elsewhere'
export type Listener = (state: State, cause: Cause) => void

/** The last known state, and its subscribers. */
export class Session {
  #state: State | undefined
  #listeners = new Set<Listener>()
  #close: (() => void) | undefined

  constructor(
    readonly channel: Channel,
    readonly ask: (cause: Cause) => Promise<unknown>
  ) {}

  /** Increases with every state, to recognise responses that are out of date. */
  epoch = 0

  get state(): State | undefined {
    return this.#state
  }

  /**
   * Store a state and notify subscribers. Other tabs are notified if this one changed it, or found it changed.
   *
   * @param acted Whether an operation led to it; false if it was only requested.
   */
  set(state: State, cause: Cause, acted: boolean): void {
    const known = this.#state
    this.#state = state
    this.epoch += 1
    for (const listener of [...this.#listeners]) listener(state, cause)
    if (cause === 'here' && (known || acted) && identity(known) !== identity(state)) this.channel.send()
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
