import { describe, expect, test } from 'vitest'

import { GatepostError, type Client } from '../src/index.js'
import { anybody, app, browser, code, failure, join, key, PASSWORD } from './visitors.js'

const families: [string, () => Client][] = [
  ['app', () => app()],
  ['browser', () => browser()]
]

describe.each(families)('an %s', (_, visitor) => {
  test('signs up, proves the address by the mailed code, and is logged in', async () => {
    const client = visitor()
    const email = anybody()
    expect(await client.session()).toMatchObject({ kind: 'anonymous' })
    const pending = await client.password.signUp({ email, password: PASSWORD })
    expect(pending).toMatchObject({ kind: 'pending', stage: { id: 'verify_email' } })
    const state = await client.email.verify(await code(email))
    expect(state).toMatchObject({ kind: 'authenticated', user: { email, has_usable_password: true } })
    expect(client.state).toEqual(state)
    expect(await client.session()).toMatchObject({ kind: 'authenticated', user: { email } })
  })

  test('logs out and in again', async () => {
    const client = visitor()
    const email = await join(client)
    expect((await client.logOut()).kind).toBe('anonymous')
    expect((await client.session()).kind).toBe('anonymous')
    const state = await client.password.logIn({ email, password: PASSWORD })
    expect(state).toMatchObject({ kind: 'authenticated', methods: [{ method: 'password', email }] })
  })

  test('is told what is wrong with the input, and where', async () => {
    const client = visitor()
    const bad = await client.password.signUp({ email: 'nobody', password: PASSWORD }).catch((error: unknown) => error)
    if (!(bad instanceof GatepostError)) throw new Error()
    expect(bad.failure).toMatchObject({ kind: 'input', status: 400 })
    expect(bad.faults('email')).toEqual([{ code: 'invalid', param: 'email', message: bad.message }])
    expect(bad.faults()).toEqual([])
    const short = await failure(client.password.signUp({ email: anybody(), password: 'x7#q' }))
    expect(short).toMatchObject({ kind: 'input', faults: [{ param: 'password' }] })
  })
})

test('a mailed link is looked at without being used up, and works in another browser', async () => {
  const email = anybody()
  await app().password.signUp({ email, password: PASSWORD })
  const mailed = await key(email)
  const elsewhere = browser()
  expect(await elsewhere.email.check(mailed)).toMatchObject({ email, is_authenticating: false, user: { email } })
  expect((await elsewhere.email.verify(mailed)).kind).toBe('anonymous')
  expect((await elsewhere.password.logIn({ email, password: PASSWORD })).kind).toBe('authenticated')
})

test('during a sign-up the address can be changed and the code sent again', async () => {
  const client = app()
  const [first, second] = [anybody(), anybody()]
  await client.password.signUp({ email: first, password: PASSWORD })
  expect(await client.email.add(second)).toEqual([{ email: second, primary: false, verified: false }])
  await client.email.resend()
  expect(await client.email.verify(await code(second, 1))).toMatchObject({ user: { email: second } })
})

test('a code that nothing waits for is a conflict', async () => {
  expect(await failure(app().email.verify('ABCD-EFGH'))).toMatchObject({ kind: 'conflict' })
})

test('what the settings offer is told', async () => {
  const config = await app().config()
  expect(config.account.login_methods).toContain('email')
  expect(config.mfa?.supported_types).toContain('totp')
  expect(config.keys?.scopes).toEqual(['read', 'write'])
})
