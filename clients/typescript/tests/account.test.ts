import { expect, test } from 'vitest'

import { anybody, app, code, failure, join, key, PASSWORD, url } from './visitors.js'

test('an address is added, proved, made the primary one, and the old one removed', async () => {
  const client = app()
  const [first, second] = [await join(client), anybody()]
  expect(await client.email.add(second)).toContainEqual({ email: second, primary: false, verified: false })
  expect(await failure(client.email.makePrimary(second))).toMatchObject({
    kind: 'input',
    faults: [{ code: 'unverified_primary_email', param: 'email' }]
  })
  await app().email.verify(await key(second))
  expect(await client.email.makePrimary(second)).toContainEqual({ email: second, primary: true, verified: true })
  expect(await client.email.remove(first)).toEqual([{ email: second, primary: true, verified: true }])
  expect(await client.session()).toMatchObject({ user: { email: second } })
})

test('a mail is sent again as often as the settings say', async () => {
  const client = app()
  await join(client)
  const second = anybody()
  await client.email.add(second)
  let refused: unknown
  for (let tries = 0; tries < 6 && refused === undefined; tries += 1) {
    refused = await client.email.sendAgain(second).then(
      () => undefined,
      (problem: unknown) => problem
    )
  }
  expect(refused).toMatchObject({ kind: 'forbidden' })
})

test('a phone number is changed by the code from the SMS', async () => {
  const client = app()
  await join(client)
  const number = `+4915112${String(Math.random()).slice(2, 8)}`
  expect(await client.phone.change(number)).toEqual([{ phone: number, verified: false }])
  expect(await client.phone.verify(await code(number))).toMatchObject({ kind: 'authenticated' })
  expect(await client.phone.list()).toEqual([{ phone: number, verified: true }])
})

test('sessions are listed and ended; the ended app finds itself logged out', async () => {
  const [here, there] = [app(), app()]
  const email = await join(here)
  await there.password.logIn({ email, password: PASSWORD })
  const all = await here.sessions.list()
  expect(all.map(one => one.is_current)).toEqual([true, false])
  expect(all[1]?.device).toBe('')
  expect(await here.sessions.end(all[1]!.id)).toHaveLength(1)
  // The server answers 410; the client drops the token and asks again as nobody.
  expect(await failure(there.sessions.list())).toMatchObject({ kind: 'unauthenticated', state: { kind: 'anonymous' } })
  expect(there.state?.kind).toBe('anonymous')
  expect((await there.session()).kind).toBe('anonymous')
  expect((await here.session()).kind).toBe('authenticated')
})

test('ending all of them ends this one', async () => {
  const client = app()
  await join(client)
  const [only] = await client.sessions.list()
  expect(await failure(client.sessions.end(only!.id))).toMatchObject({ kind: 'unauthenticated' })
  expect(client.state?.kind).toBe('anonymous')
})

test('tokens and keys are listed and ended beside the sessions', async () => {
  const client = app()
  await join(client)
  client.onReauthenticate(async () => (await client.password.reauthenticate({ password: PASSWORD })).kind !== undefined)
  const { entry } = await client.keys.create({ name: 'backup' })
  expect(await client.logins.list()).toMatchObject([{ id: entry.id, kind: 'key', name: 'backup', wire: '' }])
  expect(await client.logins.end(entry.id)).toEqual([])
})

test('signing out everywhere ends this session, the others and the keys', async () => {
  const [here, there] = [app(), app()]
  const email = await join(here)
  await there.password.logIn({ email, password: PASSWORD })
  expect(await here.logins.endAll()).toMatchObject({ kind: 'anonymous' })
  expect((await there.session()).kind).toBe('anonymous')
})

test('who is not logged in gets no list, and is told how to go on', async () => {
  const error = await failure(app().email.list())
  expect(error).toMatchObject({ kind: 'unauthenticated', status: 401 })
  if (error.kind !== 'unauthenticated' || error.state.kind !== 'anonymous') throw new Error()
  expect(error.state.flows.map(flow => flow.id)).toContain('login')
})

test('an operation that the settings switch off is missing', async () => {
  const client = app({ url, prefix: '/nowhere' })
  expect(await failure(client.config())).toMatchObject({ kind: 'missing' })
})

test('an account is deleted, and nobody logs in to it any more', async () => {
  const client = app()
  const email = await join(client)
  client.onReauthenticate(async () => (await client.password.reauthenticate({ password: PASSWORD })).kind !== undefined)
  expect((await client.account.remove()).kind).toBe('anonymous')
  expect(await failure(client.password.logIn({ email, password: PASSWORD }))).toMatchObject({ kind: 'input' })
})
