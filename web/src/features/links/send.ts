import { GatepostError, type Failure, type Fault } from '@gatepost/client'
import { language } from '@/i18n'
import { site, type MailedAction } from '@/site'

/** The dialects send sentences without codes: maps the beginnings of known ones to error codes. */
const CODES = {
  'A user with that username already exists': 'username_taken',
  'The password is too similar': 'password_too_similar',
  'This password is entirely numeric': 'password_entirely_numeric',
  'This password is too common': 'password_too_common',
  'This password is too short': 'password_too_short',
  'This field is required': 'required',
  'This field may not be blank': 'required'
}
/** A dialect's answer if the account is already active. */
export const STALE = 'stale'
const STALE_TEXT = 'Stale token for given user.'

export type ErrorBody = Record<string, unknown> & { detail?: string; code?: string; errors?: Record<string, unknown> }

/** Send the contents of a mailed link to the REST dialect that mailed it. Throws the same errors as the client. */
export async function send(action: MailedAction, body: Record<string, string>): Promise<void> {
  const address = site.mailed?.[action]
  if (!address) throw new GatepostError({ kind: 'missing', status: 404 })
  const answer = await post(address, body)
  if (answer.ok) return
  const refused = (await answer.json().catch(() => ({}))) as ErrorBody
  throw new GatepostError(failureFrom(answer.status, refused, Number(answer.headers.get('Retry-After')) || undefined))
}

/** Post JSON to a dialect, with a CSRF token. */
export async function post(address: string, body: Record<string, string>): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: {
      'Accept': 'application/json',
      'Accept-Language': language.value,
      'Content-Type': 'application/json',
      'X-CSRFToken': /(?:^|; )(?:__Host-)?csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''
    },
    body: JSON.stringify(body)
  }).catch((cause: unknown) => {
    throw new GatepostError({ kind: 'network', cause })
  })
}

/** Convert a dialect's error response to a failure. */
export function failureFrom(status: number, body: ErrorBody, retryAfter?: number): Failure {
  if (status === 400) return { kind: 'input', status, faults: faults(body) }
  if (status === 403 && body.detail === STALE_TEXT) return { kind: 'conflict', status: 409, faults: [fault('', body.detail, STALE)] }
  if (status === 403) return { kind: 'forbidden', status }
  if (status === 409) return { kind: 'conflict', status, faults: [] }
  if (status === 429) return { kind: 'limited', status, retryAfter }
  return status >= 500 ? { kind: 'unavailable', status, retryAfter } : { kind: 'unexpected', status }
}

/** One dialect nests the fields beside a code of its own, the others return only fields. */
function faults(body: ErrorBody): Fault[] {
  if (body.code && !body.errors) return [fault(body.code === 'invalid_token' ? 'token' : '', body.detail ?? '', body.code)]
  return Object.entries(body.errors ?? body).flatMap(([param, texts]) =>
    (Array.isArray(texts) ? texts : [texts]).map(text => fault(param, String(text)))
  )
}

function fault(param: string, message: string, code?: string): Fault {
  const known = Object.entries(CODES).find(([beginning]) => message.startsWith(beginning))
  return { code: code ?? known?.[1] ?? '', message, ...(param && { param }) }
}
