import createHttp, { type Client as Http } from 'openapi-fetch'

import type { Door, Fetch } from './door.js'
import { fail, failureFrom, GatepostError, type Answer as Refused } from './failure.js'
import type { paths } from './schema.js'
import { Session, type Cause } from './session.js'
import { stateFrom, type Authenticated, type Mailed, type ProofFlow, type State } from './state.js'
import { tabChannel } from './channel.js'

/** Reauthenticates the user; the refused request is retried if it resolves to true. */
export type Prove = (flows: ProofFlow[]) => Promise<boolean>

interface Result<Body> {
  data?: Body
  error?: unknown
  response: Response
}
type Ask<Body> = () => Promise<Result<Body>>

interface Answer extends Refused {
  /** The session's epoch when the request was sent. */
  epoch: number
}

interface Options {
  door: Door
  /** URL of the API for this kind of client, without a trailing slash. */
  base: string
  fetch: Fetch
  timeoutMs: number
}

/** Sends every operation's request, stores tokens and state, and converts responses to data, states or failures. */
export class Wire {
  readonly http: Http<paths>
  readonly door: Door
  readonly base: string
  readonly session: Session
  readonly fetch: Fetch
  prove: Prove | undefined

  constructor({ door, base, fetch, timeoutMs }: Options) {
    this.door = door
    this.base = base
    this.fetch = (request, init) => timed(fetch, timeoutMs, request, init)
    this.http = createHttp<paths>({
      baseUrl: base,
      credentials: door.credentials,
      cache: 'no-store',
      fetch: request => door.send(request, this.fetch)
    })
    this.session = new Session(tabChannel(`gatepost ${base}`), cause => this.look(cause))
  }

  /** Request the state, again if it changed meanwhile. */
  async look(cause: Cause = 'here'): Promise<State> {
    for (;;) {
      const { epoch } = this.session
      const answer = await this.#send(() => this.http.GET('/auth/session'))
      if (epoch === this.session.epoch) return this.#state(answer, cause, false)
    }
  }

  /** For operations that result in a state. */
  async state(ask: Ask<unknown>): Promise<State> {
    return this.#state(await this.#ask(ask))
  }

  /** For operations whose response has more than a state. */
  async answer(ask: Ask<unknown>): Promise<{ state: State; body: unknown }> {
    const answer = await this.#ask(ask)
    return { state: this.#state(answer), body: answer.body }
  }

  /** For operations after which the user is logged in. */
  async authenticated(ask: Ask<unknown>): Promise<Authenticated> {
    const state = await this.state(ask)
    return state.kind === 'authenticated' ? state : fail({ kind: 'unauthenticated', status: 401, state })
  }

  /** For operations that may mail a link instead of waiting for a code. */
  async stateOrMailed(ask: Ask<unknown>): Promise<State | Mailed> {
    const answer = await this.#ask(ask)
    return answer.status === 200 && !hasMeta(answer.body) ? { kind: 'mailed' } : this.#state(answer)
  }

  /** For operations that return data. */
  async data<Body extends { data: unknown }>(ask: Ask<Body>): Promise<Body['data']> {
    return (await this.body(ask)).data
  }

  /** For operations whose `meta` matters, too. */
  async body<Body>(ask: Ask<Body>): Promise<Body> {
    const answer = await this.#ask(ask)
    return answer.status < 300 ? (answer.body as Body) : this.#refuse(answer)
  }

  /** For operations for which 404 is a valid response; returns its body. */
  async bodyOrAbsent<Body>(ask: Ask<Body>): Promise<{ found: Body } | { absent: unknown }> {
    const answer = await this.#ask(ask)
    if (answer.status === 404 && (answer.body as { status?: number } | undefined)?.status === 404) {
      return { absent: answer.body }
    }
    return answer.status < 300 ? { found: answer.body as Body } : this.#refuse(answer)
  }

  async #ask(ask: Ask<unknown>): Promise<Answer> {
    const answer = await this.#send(ask)
    const flows = proofFlows(answer)
    if (!flows) return answer
    if (!this.prove || !(await this.prove(flows))) return fail({ kind: 'reauthenticate', status: 401, flows })
    const second = await this.#send(ask)
    const still = proofFlows(second)
    return still ? fail({ kind: 'reauthenticate', status: 401, flows: still }) : second
  }

  async #send(ask: Ask<unknown>): Promise<Answer> {
    const { epoch } = this.session
    const { data, error, response } = await ask().catch((cause: unknown) => {
      throw cause instanceof GatepostError ? cause : new GatepostError({ kind: 'unexpected', cause })
    })
    const body = data ?? error
    await this.door.keep((body as { meta?: object } | undefined)?.meta ?? {})
    const seconds = Number(response.headers.get('Retry-After') ?? NaN)
    return { status: response.status, body, retryAfter: Number.isNaN(seconds) ? undefined : seconds, epoch }
  }

  #state(answer: Answer, cause: Cause = 'here', acted = true): State {
    if (answer.status !== 200 && answer.status !== 401) return fail(failureFrom(answer))
    const state = stateFrom(answer.body)
    this.session.set(state, cause, acted)
    return state
  }

  #refuse(answer: Answer): never {
    if (answer.status !== 401) return fail(failureFrom(answer))
    const overtaken = answer.epoch !== this.session.epoch
    const state = overtaken ? stateFrom(answer.body) : this.#state(answer, 'here', false)
    return fail({ kind: 'unauthenticated', status: 401, state })
  }
}

interface WireBody {
  data?: { flows?: ProofFlow[] }
  meta?: { is_authenticated?: boolean }
}

const hasMeta = (body: unknown): boolean => (body as WireBody | undefined)?.meta?.is_authenticated !== undefined

const PROVES = ['reauthenticate', 'mfa_reauthenticate', 'mfa_enrol']

/** The reauthentication flows that a 401 offers; it lists flows for a lost password beside them. */
function proofFlows({ status, body }: Answer): ProofFlow[] | undefined {
  const { data, meta } = (body ?? {}) as WireBody
  if (status !== 401 || !meta?.is_authenticated) return undefined
  return (data?.flows ?? []).filter(flow => PROVES.includes(flow.id))
}

/** `fetch` with a timeout; without `AbortSignal.timeout`, which not every platform has. */
async function timed(fetch: Fetch, ms: number, request: Request, init?: RequestInit): Promise<Response> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await fetch(request, { ...init, signal: controller.signal })
  } catch (cause) {
    return fail({ kind: 'network', cause })
  } finally {
    clearTimeout(timer)
  }
}
