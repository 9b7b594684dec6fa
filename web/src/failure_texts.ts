import type { Failure } from '@gatepost/client'
import { say } from './i18n'
import { after } from './i18n/moments'

/** One sentence for a failure, in the page's language. */
export function describeFailure(failure: Failure): string {
  const { errors } = say.value
  switch (failure.kind) {
    case 'limited':
      return failure.retryAfter ? errors.limitedFor(after(failure.retryAfter)) : errors.limited
    case 'input':
    case 'conflict':
      return failure.faults.map(describeFault).join(' ') || errors.conflict
    case 'network':
    case 'unavailable':
    case 'forbidden':
    case 'missing':
    case 'unsupported':
      return errors[failure.kind]
    default:
      return errors.unexpected
  }
}

/** A fault in the page's language; the server's own message if its code is unknown here. */
export function describeFault(fault: { code: string; message: string }): string {
  return say.value.faults[fault.code] ?? fault.message
}
