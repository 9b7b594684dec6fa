import type { components } from './schema.js'
import type { ProofFlow, State } from './state.js'

/** One thing that is wrong with the input: a stable `code`, a translated `message`, and the field in `param`. */
export type Fault = components['schemas']['Fault']

/** Everything that can go wrong, told apart by `kind`. */
export type Failure =
  | { kind: 'input'; status: number; faults: Fault[] }
  | { kind: 'unauthenticated'; status: 401; state: State }
  | { kind: 'reauthenticate'; status: 401; flows: ProofFlow[] }
  | { kind: 'forbidden'; status: 403 }
  | { kind: 'missing'; status: 404 }
  | { kind: 'conflict'; status: 409; faults: Fault[] }
  | { kind: 'limited'; status: 429; retryAfter: number | undefined }
  | { kind: 'unavailable'; status: number; retryAfter: number | undefined }
  | { kind: 'network'; cause: unknown }
  | { kind: 'cancelled'; cause: unknown }
  | { kind: 'unsupported'; what: string }
  | { kind: 'unexpected'; status?: number; cause?: unknown }

/** What every operation throws; `failure` says what went wrong. */
export class GatepostError extends Error {
  override readonly name = 'GatepostError'

  constructor(readonly failure: Failure) {
    const faults = 'faults' in failure ? failure.faults.map(fault => fault.message).join(' ') : ''
    super(faults || failure.kind, 'cause' in failure ? { cause: failure.cause } : undefined)
  }

  get kind(): Failure['kind'] {
    return this.failure.kind
  }

  /** What is wrong with a field; without a name, what concerns none. */
  faults(param?: string): Fault[] {
    return 'faults' in this.failure ? this.failure.faults.filter(fault => fault.param === param) : []
  }

  /** Whether the server named this code, at whatever field. */
  has(code: string): boolean {
    return 'faults' in this.failure && this.failure.faults.some(fault => fault.code === code)
  }
}

/** The failure behind anything that was caught. */
export function failureOf(error: unknown): Failure {
  return error instanceof GatepostError ? error.failure : { kind: 'unexpected', cause: error }
}

export function fail(failure: Failure): never {
  throw new GatepostError(failure)
}

/** What came from the server; `retryAfter` in seconds. */
export interface Answer {
  status: number
  body: unknown
  retryAfter: number | undefined
}

const BY_STATUS: Record<number, (answer: Answer, faults: Fault[]) => Failure> = {
  400: ({ status }, faults) => ({ kind: 'input', status, faults }),
  403: () => ({ kind: 'forbidden', status: 403 }),
  404: () => ({ kind: 'missing', status: 404 }),
  405: () => ({ kind: 'missing', status: 404 }),
  409: (_, faults) => ({ kind: 'conflict', status: 409, faults }),
  413: ({ status }, faults) => ({ kind: 'input', status, faults }),
  429: ({ retryAfter }) => ({ kind: 'limited', status: 429, retryAfter })
}

/** The failure that an answer stands for; answers that are states are none and don't come here. */
export function failureFrom(answer: Answer): Failure {
  const { status, body, retryAfter } = answer
  const faults = (body as { errors?: Fault[] } | undefined)?.errors ?? []
  const known = BY_STATUS[status]
  if (known) return known(answer, faults)
  return status >= 500 ? { kind: 'unavailable', status, retryAfter } : { kind: 'unexpected', status }
}
