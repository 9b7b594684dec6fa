import { expect, inject, test } from 'vitest'

import {
  anybody,
  app,
  browser,
  code,
  earlierCode,
  failure,
  Jar,
  join,
  PASSWORD,
  totpCode,
  withApp
} from './visitors.js'

const strict = inject('strict')

test('an authenticator app is set up with a fresh proof, and asked for at the next login', async () => {
  const client = app()
  const email = await join(client)
  const found = await client.totp.get()
  if (!('enrolment' in found)) throw new Error()
  expect(found.enrolment.url).toContain('otpauth://totp/')
  const { secret } = found.enrolment
  const reauthenticate = { kind: 'reauthenticate', status: 401, flows: [{ id: 'reauthenticate' }] }
  expect(await failure(client.totp.qr())).toEqual(reauthenticate)
  expect(await failure(client.totp.activate(totpCode(secret)))).toEqual(reauthenticate)
  await client.password.reauthenticate({ password: PASSWORD })
  expect(await client.totp.qr()).toContain('<svg')
  const enrolled = await client.totp.activate(await earlierCode(secret))
  expect(enrolled).toMatchObject({ authenticator: { type: 'totp' }, recoveryCodesGenerated: true })
  expect(enrolled.state).toBeUndefined()
  expect(await client.totp.get()).toMatchObject({ authenticator: { type: 'totp' } })

  await client.logOut()
  const state = await client.password.logIn({ email, password: PASSWORD })
  expect(state).toMatchObject({ stage: { id: 'mfa_authenticate', types: ['recovery_codes', 'totp'] } })
  expect(await failure(client.secondFactor.authenticate('000000'))).toMatchObject({ kind: 'input' })
  expect(await client.secondFactor.authenticate(totpCode(secret))).toMatchObject({
    kind: 'authenticated',
    methods: [{ method: 'password' }, { method: 'mfa', type: 'totp' }]
  })
})

test('recovery codes are shown, made again, and let one in', async () => {
  const client = app()
  const email = await join(client)
  await client.password.reauthenticate({ password: PASSWORD })
  expect(await client.recoveryCodes.get()).toBeNull()
  await withApp(client)
  const first = await client.recoveryCodes.get()
  expect(first).toMatchObject({ type: 'recovery_codes', unused_code_count: 10, total_code_count: 10 })
  const fresh = await client.recoveryCodes.generate()
  expect(fresh.unused_codes).not.toEqual(first?.unused_codes)
  await client.logOut()
  await client.password.logIn({ email, password: PASSWORD })
  const state = await client.secondFactor.authenticate(fresh.unused_codes![0]!)
  expect(state).toMatchObject({ methods: [{ method: 'password' }, { method: 'mfa', type: 'recovery_codes' }] })
  const { authenticators } = await client.secondFactor.list()
  expect(authenticators).toContainEqual(expect.objectContaining({ type: 'recovery_codes', unused_code_count: 9 }))
})

test('the app is removed again', async () => {
  const client = app()
  const email = await join(client)
  await withApp(client)
  const before = await client.secondFactor.list()
  expect(before.authenticators.map(one => one.type)).toEqual(['totp', 'recovery_codes'])
  await client.totp.deactivate()
  expect((await client.secondFactor.list()).authenticators).toEqual([])
  await client.logOut()
  expect((await client.password.logIn({ email, password: PASSWORD })).kind).toBe('authenticated')
})

test('a trusted browser is not asked again', async () => {
  const jar = new Jar()
  const client = browser(jar)
  const email = await join(client)
  const secret = await withApp(client)
  await client.logOut()
  await client.password.logIn({ email, password: PASSWORD })
  expect(await client.secondFactor.authenticate(totpCode(secret))).toMatchObject({ stage: { id: 'mfa_trust' } })
  expect((await client.trust(true)).kind).toBe('authenticated')
  await client.logOut()
  expect((await client.password.logIn({ email, password: PASSWORD })).kind).toBe('authenticated')
  const [trusted] = await client.trustedBrowsers.list()
  expect(trusted).toMatchObject({ is_current: true })
  expect(await client.trustedBrowsers.remove(trusted!.id)).toEqual([])
})

test('where everybody must have one, the login waits until it is set up', async () => {
  const client = app({ url: strict })
  const email = anybody()
  await client.password.signUp({ email, password: PASSWORD })
  const state = await client.email.verify(await code(email, 0, strict))
  expect(state).toMatchObject({ kind: 'pending', stage: { id: 'mfa_enrol', types: ['totp', 'webauthn'] } })
  const found = await client.totp.get()
  if (!('enrolment' in found)) throw new Error()
  const enrolled = await client.totp.activate(totpCode(found.enrolment.secret))
  expect(enrolled).toMatchObject({ recoveryCodesGenerated: true, state: { kind: 'authenticated', user: { email } } })
  expect(client.state?.kind).toBe('authenticated')
})

test('what needs a fresh proof asks for it once, and is done then', async () => {
  const client = app()
  await join(client)
  const asked: string[] = []
  client.onReauthenticate(async flows => {
    asked.push(...flows.map(flow => flow.id))
    return (await client.password.reauthenticate({ password: PASSWORD })).kind === 'authenticated'
  })
  const made = await client.keys.create({ name: 'deploy', scope: 'read', expires_in: 86_400 })
  expect(made.key).toMatch(/^gpk_/)
  expect(asked).toEqual(['reauthenticate'])
  expect(await client.keys.list()).toEqual([made.entry])
  expect(await client.keys.remove(made.entry.id)).toEqual([])
  expect(asked).toHaveLength(1)

  const other = app()
  await join(other)
  other.onReauthenticate(() => Promise.resolve(false))
  expect(await failure(other.keys.create({ name: 'deploy' }))).toMatchObject({ kind: 'reauthenticate' })
})
