import { GatepostError, type Failure, type Fault } from '@gatepost/client'
import { language } from '@/i18n'
import { site, type MailedAct } from '@/site'

/** Beginnings of the dialects' sentences, which come without a code, and the codes of the same faults. */
const CODES = {
  'A user with that username already exists': 'username_taken',
  'The password is too similar': 'password_too_similar',
  'This password is entirely numeric': 'password_entirely_numeric',
  'This password is too common': 'password_too_common',
  'This password is too short': 'password_too_short',
  'This field is required': 'required',
  'This field may not be blank': 'required'
}
/** What a dialect answers to the link of an account that is open already. */
export const STALE = 'stale'
const STALE_TEXT = 'Stale token for given user.'

type Told = Record<string, unknown> & { detail?: string; code?: string; errors?: Record<string, unknown> }

/** Send what a mailed link holds to the REST dialect that mailed it. What is wrong is thrown as by the client. */
export async function send(act: MailedAct, body: Record<string, string>): Promise<void> {
  const address = site.mailed?.[act]
  if (!address) throw new GatepostError({ kind: 'missing', status: 404 })
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      'Accept': 'application/json',
      'Accept-Language': language.value,
      'Content-Type': 'application/json',
      'X-CSRFToken': /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''
    },
    body: JSON.stringify(body)
  }).catch((cause: unknown) => {
    throw new GatepostError({ kind: 'network', cause })
  })
  if (answer.ok) return
  const told = (await answer.json().catch(() => ({}))) as Told
  throw new GatepostError(failureFrom(answer.status, told, Number(answer.headers.get('Retry-After')) || undefined))
}

/** The failure that an answer of a dialect stands for. */
export function failureFrom(status: number, told: Told, retryAfter?: number): Failure {
  if (status === 400) return { kind: 'input', status, faults: faults(told) }
  if (status === 403 && told.detail === STALE_TEXT) return { kind: 'conflict', status: 409, faults: [fault('', told.detail, STALE)] }
  if (status === 403) return { kind: 'forbidden', status }
  if (status === 409) return { kind: 'conflict', status, faults: [] }
  if (status === 429) return { kind: 'limited', status, retryAfter }
  return status >= 500 ? { kind: 'unavailable', status, retryAfter } : { kind: 'unexpected', status }
}

/** One dialect tells fields beside a code of its own, the others nothing but fields. */
function faults(told: Told): Fault[] {
  if (told.code && !told.errors) return [fault(told.code === 'invalid_token' ? 'token' : '', told.detail ?? '', told.code)]
  return Object.entries(told.errors ?? told).flatMap(([param, texts]) =>
    (Array.isArray(texts) ? texts : [texts]).map(text => fault(param, String(text)))
  )
}

function fault(param: string, message: string, code?: string): Fault {
  const known = Object.entries(CODES).find(([beginning]) => message.startsWith(beginning))
  return { code: code ?? known?.[1] ?? '', message, ...(param && { param }) }
}
