import type { components } from './schema.js'
import type { ProofFlow, State } from './state.js'

/** One error in the input: a stable `code`, a translated `message`, and the field in `param`. */
export type Fault = components['schemas']['Fault']

/** All failures, discriminated by `kind`. */
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

/** Thrown by every operation; `failure` has the details. */
export class GatepostError extends Error {
  override readonly name = 'GatepostError'

  constructor(readonly failure: Failure) {
    const faults = 'faults' in failure ? failure.faults.map(fault => fault.message).join(' ') : ''
    super(faults || failure.kind, 'cause' in failure ? { cause: failure.cause } : undefined)
  }

  get kind(): Failure['kind'] {
    return this.failure.kind
  }

  /** The faults of a field; without a name, those of no field. */
  faults(param?: string): Fault[] {
    return 'faults' in this.failure ? this.failure.faults.filter(fault => fault.param === param) : []
  }

  /** Whether the server returned this code, for any field. */
  has(code: string): boolean {
    return 'faults' in this.failure && this.failure.faults.some(fault => fault.code === code)
  }
}

/** The failure of a caught error; `unexpected` for errors that are not from this client. */
export function failureOf(error: unknown): Failure {
  return error instanceof GatepostError ? error.failure : { kind: 'unexpected', cause: error }
}

export function fail(failure: Failure): never {
  throw new GatepostError(failure)
}

/** A response of the server; `retryAfter` in seconds. */
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

/** Convert an error response to a failure. Not for responses that are states. */
export function failureFrom(answer: Answer): Failure {
  const { status, body, retryAfter } = answer
  const faults = (body as { errors?: Fault[] } | undefined)?.errors ?? []
  const known = BY_STATUS[status]
  if (known) return known(answer, faults)
  return status >= 500 ? { kind: 'unavailable', status, retryAfter } : { kind: 'unexpected', status }
}
