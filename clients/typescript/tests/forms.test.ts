import { expect, inject, test, vi } from 'vitest'

import {
  createKit,
  flowForms,
  FormControl,
  providerActions,
  ReauthenticationQueue,
  reauthenticationForms,
  recoveryCodesForm,
  resetLinkForm,
  setUpTotpForm,
  verifyLinkForm,
  type Form
} from '../src/forms/index.js'
import { nameOf } from '../src/forms/entry.js'
import type { Config, Passkeys, State } from '../src/index.js'
import { anybody, browser, code, earlierCode, join, key, PASSWORD } from './visitors.js'

const NEW = 'an0ther-l0ng-one'

async function visit(url?: string, passkeys?: Passkeys) {
  const client = browser(undefined, { ...(url && { url }), ...(passkeys && { passkeys }) })
  const kit = createKit({ client })
  const config = await client.config()
  await client.ready()
  const forms = () => flowForms(kit, client.state!, config)
  const named = (name: string): Form => {
    const found = forms().find(form => form.name === name)
    if (!found)
      throw new Error(
        `${name} is not offered, only ${forms()
          .map(form => form.name)
          .join()}`
      )
    return found
  }
  const control = (name: string) => new FormControl(named(name), kit.texts)
  const fill = async (name: string, values: Record<string, string>) => {
    const filled = control(name)
    await filled.submit(values)
    return filled.state()
  }
  return { client, kit, config, forms, named, control, fill }
}

const clean = { busy: false, faults: {}, shown: {} }

test('the forms lead through sign-up, log-out, login and reset', async () => {
  const { client, forms, fill, control } = await visit()
  const email = anybody()
  expect(forms().map(form => form.name)).toEqual(['login', 'sign_up', 'request_code', 'request_reset'])
  expect(await fill('sign_up', { email: ` ${email} `, password: PASSWORD })).toEqual(clean)
  const wrong = await fill('verify_email', { code: 'WRONG-CODE' })
  expect(Object.keys(wrong.faults)).toEqual(['code'])
  expect(await fill('verify_email', { code: ` ${await code(email)} ` })).toEqual(clean)
  expect(client.state?.kind).toBe('authenticated')
  expect(forms()).toEqual([])

  await client.logOut()
  const refused = await fill('login', { name: email, password: 'wrong' })
  expect(refused.busy).toBe(false)
  expect([refused.problem, ...Object.values(refused.faults)].join('')).toMatch(/password/i)
  expect(await fill('request_reset', { name: email })).toEqual(clean)
  const reset = await fill('password_reset_by_code', { code: 'WRONG-CODE', password: NEW })
  expect(Object.keys(reset.faults)).toEqual(['code'])
  expect(await fill('password_reset_by_code', { code: await code(email, 1), password: NEW })).toEqual(clean)
  expect(client.state?.kind).toBe('anonymous')
  const login = control('login')
  login.start()
  await vi.waitFor(() => expect(login.state().shown.notice).toMatch(/is set/))
  await login.submit({ name: email, password: NEW })
  expect(client.state?.kind).toBe('authenticated')
})

test('a code logs in, and a pending step can be sent again or given up', async () => {
  const { client, fill, named } = await visit()
  const email = await join(client)
  await client.logOut()
  await fill('request_code', { name: email })
  expect(named('login_by_code').actions.map(action => action.name)).toEqual(['resend', 'start_again'])
  await named('login_by_code').actions[1]!.run()
  expect(client.state?.kind).toBe('anonymous')
  await fill('request_code', { name: email })
  await fill('login_by_code', { code: await code(email, 2) })
  expect(client.state?.kind).toBe('authenticated')
})

test('an app is set up after reauthentication, and asked for, as is a recovery code', async () => {
  const { client, kit, forms, fill } = await visit()
  const email = await join(client)
  const queue = new ReauthenticationQueue(client)
  const heard = vi.fn()
  const leave = queue.subscribe(heard)
  const setUp = new FormControl(setUpTotpForm(kit), kit.texts)
  setUp.start()
  await vi.waitFor(() => expect(queue.current()).toBeDefined())
  const [byPassword] = reauthenticationForms(kit, queue.current()!.flows)
  await byPassword!.send({ password: PASSWORD })
  queue.current()!.answer(true)
  await vi.waitFor(() => expect(setUp.state().shown.secret).toBeTruthy())
  const { secret, picture } = setUp.state().shown
  expect(picture).toMatch(/^data:image\/svg\+xml,/)
  expect(await setUp.submit({ code: await earlierCode(secret!) })).toBe(true)
  const [recovery] = setUp.state().shown.codes!

  await client.logOut()
  await fill('login', { name: email, password: PASSWORD })
  expect(forms().map(form => form.name)).toEqual(['totp', 'recovery_codes'])
  await fill('recovery_codes', { code: recovery! })
  await fill('mfa_trust', {})
  expect(client.state?.kind).toBe('authenticated')

  const codes = new FormControl(recoveryCodesForm(kit), kit.texts)
  const generated = codes.submit({})
  await vi.waitFor(() => expect(queue.current()).toBeDefined())
  leave()
  expect(await generated).toBe(false)
  expect(codes.state().problem).toBeTruthy()
})

test('mailed links verify and reset, where a server sends links', async () => {
  const url = inject('strict')
  const { client, kit, fill, forms } = await visit(url)
  const email = anybody()
  await fill('sign_up', { email, password: PASSWORD })
  const verify = new FormControl(verifyLinkForm(kit, await key(email, 0, url)), kit.texts)
  expect(await verify.submit({})).toBe(true)
  expect(forms().map(form => form.name)).toEqual(['set_up_totp', 'add_passkey'])
  await client.logOut()
  expect((await fill('request_reset', { name: email })).shown.notice).toMatch(/link/)
  const reset = new FormControl(resetLinkForm(kit, 'gpr_junk'), kit.texts)
  expect(await reset.submit({ password: NEW })).toBe(false)
  expect(reset.state().faults['password']).toBeTruthy()
})

/** A password manager that offers passkeys in autofill, and adds them without a dialog once it is told to. */
function manager() {
  const asked: string[] = []
  const held: { end?: (key: Record<string, unknown>) => void } = {}
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, refuse) => signal.addEventListener('abort', () => refuse(signal.reason as Error)))
  const passkeys: Passkeys = {
    supported: () => true,
    autofillSupported: () => Promise.resolve(true),
    upgradeSupported: () => Promise.resolve(true),
    create: (_, { signal, conditional }) => {
      asked.push(conditional ? 'add quietly' : 'add')
      signal.addEventListener('abort', () => asked.push('cancelled'))
      return Promise.race([untilAborted(signal), new Promise<Record<string, unknown>>(end => (held.end = end))])
    },
    get: (_, { signal, autofill }) => {
      asked.push(autofill ? 'autofill' : 'log in')
      return untilAborted(signal)
    }
  }
  return { asked, held, passkeys }
}

test('a password login lets a password manager add a passkey, which the form does not cancel as it goes', async () => {
  const { asked, held, passkeys } = manager()
  const url = inject('plain')
  const { client, config, control } = await visit(url, passkeys)
  expect(config.mfa?.passkey_upgrade_enabled).toBe(true)
  const email = anybody()
  await client.password.signUp({ email, password: PASSWORD })
  await client.email.verify(await code(email, 0, url))
  await client.logOut()
  const login = control('login')
  const leave = login.start()
  await vi.waitFor(() => expect(asked).toEqual(['autofill']))
  expect(await login.submit({ name: email, password: PASSWORD })).toBe(true)
  expect(client.state?.kind).toBe('authenticated')
  await vi.waitFor(() => expect(asked).toEqual(['autofill', 'add quietly']))
  leave()
  held.end?.({ id: 'AQ' })
  await new Promise(done => setTimeout(done, 50))
  expect(asked).toEqual(['autofill', 'add quietly'])
})

test('where the server allows no such passkey, a login form adds none', async () => {
  const { asked, passkeys } = manager()
  const { client, control } = await visit(inject('url'), passkeys)
  const email = await join(client)
  await client.logOut()
  const login = control('login')
  expect(await login.submit({ name: email, password: 'wrong' })).toBe(false)
  expect(await login.submit({ name: email, password: PASSWORD })).toBe(true)
  await new Promise(done => setTimeout(done, 100))
  expect(asked).toEqual([])
})

test('a form is sent once at a time, and forgets an error when its field changes', async () => {
  const { kit } = await visit()
  let finish: () => void = () => undefined
  const send = vi.fn(() => new Promise<undefined>(done => (finish = () => done(undefined))))
  const form: Form = { name: 'x', title: '', choose: '', fields: [], actions: [], send }
  const control = new FormControl(form, kit.texts)
  const first = control.submit({})
  expect(await control.submit({})).toBe(false)
  finish()
  expect(await first).toBe(true)
  expect(send).toHaveBeenCalledOnce()

  const login = await visit()
  const filled = login.control('sign_up')
  await filled.submit({ email: 'no address', password: PASSWORD })
  expect(Object.keys(filled.state().faults)).toEqual(['email'])
  filled.clear('email')
  expect(filled.state().faults).toEqual({})
})

test('providers are buttons, and a name is of a kind that the server accepts', async () => {
  const { kit, config } = await visit()
  expect(providerActions(kit, config, '/').map(action => action.label)).toEqual(['Continue with OpenID Connect'])
  expect(nameOf(' +49 170 1234567 ', ['email', 'phone'])).toEqual({ phone: '+49 170 1234567' })
  expect(nameOf('ann', ['email', 'username'])).toEqual({ username: 'ann' })
  expect(nameOf('ann@example.org', ['email', 'username'])).toEqual({ email: 'ann@example.org' })
  expect(nameOf('12345', ['email'])).toEqual({ email: '12345' })
})

test('what is not offered has no form', () => {
  const kit = createKit({ client: browser() })
  const state: State = { kind: 'anonymous', flows: [{ id: 'login_by_code' }] }
  const config = { account: { login_methods: ['email'] } } as unknown as Config
  expect(flowForms(kit, state, config).map(form => form.name)).toEqual(['request_code'])
})
