import { describe, expect, it } from 'vitest'
import { failureFrom, STALE } from '@/features/links/send'

describe('what a REST dialect answers to a mailed link', () => {
  it('names the link, by field or by code', () => {
    for (const told of [
      { token: ['Invalid token for given user.'] },
      { detail: 'Invalid or expired link', code: 'invalid_token' }
    ]) expect(failureFrom(400, told)).toMatchObject({ kind: 'input', faults: [{ param: 'token' }] })
    expect(failureFrom(400, { uid: ["Invalid user id or user doesn't exist."] })).toMatchObject({ faults: [{ param: 'uid' }] })
  })

  it('names what is wrong with a field, by a code where the sentence is known', () => {
    expect(failureFrom(400, { new_password: ['This password is too common.', 'Unheard of.'] })).toMatchObject({
      faults: [
        { param: 'new_password', code: 'password_too_common' },
        { param: 'new_password', code: '', message: 'Unheard of.' }
      ]
    })
    const told = { detail: 'Invalid input', code: 'invalid', errors: { password: ['This password is too short. It must …'] } }
    expect(failureFrom(400, told)).toMatchObject({ faults: [{ param: 'password', code: 'password_too_short' }] })
  })

  it('is told apart', () => {
    expect(failureFrom(403, { detail: 'Stale token for given user.' })).toMatchObject({ kind: 'conflict', faults: [{ code: STALE }] })
    expect(failureFrom(403, { detail: 'CSRF Failed: CSRF token missing.' })).toMatchObject({ kind: 'forbidden' })
    expect(failureFrom(429, {}, 7)).toMatchObject({ kind: 'limited', retryAfter: 7 })
    expect(failureFrom(503, {})).toMatchObject({ kind: 'unavailable' })
    expect(failureFrom(404, {})).toMatchObject({ kind: 'unexpected', status: 404 })
  })
})
