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
      return describeFaults(failure.faults) || errors.conflict
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

interface Fault {
  code: string
  message: string
  param?: string | undefined
}

/** A fault in the page's language; the server's own message if its code is unknown here. */
function describeFault({ code, message, param }: Fault): string {
  const { faults } = say.value
  return (param && faults[`${code}_${param}`]) ?? faults[code] ?? message
}

/** Several faults. Of a password that is too short only that: a longer one seldom has the others. */
export function describeFaults(faults: Fault[]): string {
  const short = faults.filter(fault => fault.code === 'password_too_short')
  return (short.length > 0 ? short : faults).map(describeFault).join(' ')
}
