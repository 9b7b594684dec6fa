import { expect, inject, test } from 'vitest'

import { anybody, app, browser, code, failure, join, key, PASSWORD, withApp, totpCode } from './visitors.js'

const NEW = 'an0ther-l0ng-one'
const strict = inject('strict')

test('a password is reset by the mailed code', async () => {
  const client = app()
  const email = await join(client)
  await client.logOut()
  const state = await client.password.requestReset({ email })
  expect(state).toMatchObject({ kind: 'pending', stage: { id: 'password_reset_by_code' } })
  expect((await client.password.reset({ key: await code(email, 1), password: NEW })).kind).toBe('anonymous')
  expect((await client.password.logIn({ email, password: NEW })).kind).toBe('authenticated')
})

test('a password is reset by the mailed link', async () => {
  const client = browser()
  const email = await join(client)
  await browser().password.requestReset({ email })
  const mailed = await key(email, 1)
  const elsewhere = browser()
  expect(await elsewhere.password.checkReset(mailed)).toMatchObject({ email })
  await elsewhere.password.reset({ key: mailed, password: NEW })
  expect((await elsewhere.password.logIn({ email, password: NEW })).kind).toBe('authenticated')
  expect((await client.session()).kind).toBe('anonymous')
})

test('where only a link is mailed, nothing waits', async () => {
  expect(await app({ url: strict }).password.requestReset({ email: anybody() })).toEqual({ kind: 'mailed' })
})

test('a reset does not get past a second factor', async () => {
  const client = app()
  const email = await join(client)
  const secret = await withApp(client)
  await client.logOut()
  await client.password.requestReset({ email })
  await client.password.reset({ key: await code(email, 2), password: NEW })
  const state = await client.password.logIn({ email, password: NEW })
  expect(state).toMatchObject({ kind: 'pending', stage: { id: 'mfa_authenticate' } })
  expect((await client.secondFactor.authenticate(totpCode(secret))).kind).toBe('authenticated')
})

test('a code logs in; a wrong one does not, and says at which field', async () => {
  const client = app()
  const email = await join(client)
  await client.logOut()
  expect(await client.code.request({ email })).toMatchObject({ kind: 'pending', stage: { id: 'login_by_code' } })
  expect(await failure(client.code.confirm('WRNG-CODE'))).toMatchObject({
    kind: 'input',
    faults: [{ code: 'incorrect_code', param: 'code' }]
  })
  await client.code.resend()
  expect((await client.code.confirm(await code(email, 2))).kind).toBe('authenticated')
})

test('the password is changed, and the session goes on', async () => {
  const client = browser()
  await join(client)
  expect(await failure(client.password.change({ current_password: 'wrong', new_password: NEW }))).toMatchObject({
    faults: [{ code: 'enter_current_password', param: 'current_password' }]
  })
  await client.password.change({ current_password: PASSWORD, new_password: NEW })
  expect((await client.session()).kind).toBe('authenticated')
})
