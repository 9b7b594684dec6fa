import { GatepostError, type Client, type Config, type State } from '@gatepost/client'
import { act, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import {
  AuthFlow,
  GatepostProvider,
  LogOutForm,
  ReauthenticationDialog,
  SetUpTotpForm,
  SignedIn,
  useUser
} from '../src/index.js'

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)

const CONFIG = { account: { login_methods: ['email'], email_verification_by_code_enabled: true } } as unknown as Config
const ANONYMOUS: State = { kind: 'anonymous', flows: [{ id: 'login' }, { id: 'signup' }] }
const VERIFY: State = { kind: 'pending', stage: { id: 'verify_email' }, stages: [], flows: [] }
const USER = { kind: 'authenticated', user: { display: 'Ann' }, methods: [] } as unknown as State

/** The parts of a client that the tests use; `set` is an answer of the server. */
function fake() {
  const listeners = new Set<() => void>()
  let prove: ((flows: object[]) => Promise<boolean>) | undefined
  const client = {
    state: undefined as State | undefined,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ready: () => Promise.resolve(ANONYMOUS),
    config: () => Promise.resolve(CONFIG),
    onReauthenticate: (given: typeof prove) => void (prove = given),
    ask: (flows: object[]) => prove!(flows),
    password: { logIn: vi.fn(), signUp: vi.fn(), reauthenticate: vi.fn(() => Promise.resolve()) },
    email: { verify: vi.fn(), resend: vi.fn(() => Promise.resolve()) },
    passkey: { supported: () => false },
    totp: {
      get: () => Promise.resolve({ enrolment: { secret: 'ABCD' } }),
      qr: () => Promise.resolve('<svg/>'),
      activate: () => Promise.resolve({ recoveryCodesGenerated: true })
    },
    recoveryCodes: { get: () => Promise.resolve({ unused_codes: ['aaaa-bbbb'] }) },
    set: (state: State) => {
      client.state = state
      for (const listener of listeners) listener()
    }
  }
  return client
}

let client: ReturnType<typeof fake>
let root: Root
let place: HTMLElement

async function show(children: ReactNode) {
  await act(async () => {
    root.render(<GatepostProvider client={client as unknown as Client}>{children}</GatepostProvider>)
    await Promise.resolve()
  })
}
const set = (state: State) => act(() => client.set(state))
const find = (selector: string) => place.querySelector<HTMLElement>(selector)!
const press = (selector: string) =>
  act(async () => {
    find(selector).click()
    await Promise.resolve()
  })
const write = (name: string, text: string) => ((find(`input[name=${name}]`) as HTMLInputElement).value = text)

beforeEach(() => {
  client = fake()
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
})
afterEach(() => {
  act(() => root.unmount())
  place.remove()
})

test('the flow follows the state, from sign-up to the signed-in user', async () => {
  function Name() {
    return <b>{useUser()?.display}</b>
  }
  await show(
    <>
      <AuthFlow />
      <SignedIn>
        <Name />
      </SignedIn>
    </>
  )
  expect(place.textContent).toBe('')
  set(ANONYMOUS)
  expect(find('form').dataset['gatepost']).toBe('login')
  await press('[data-choose=sign_up]')
  write('email', ' ann@example.org ')
  write('password', ' secret ')
  client.password.signUp.mockImplementation(() => (client.set(VERIFY), Promise.resolve(VERIFY)))
  await press('[data-part=submit]')
  expect(client.password.signUp).toHaveBeenCalledWith({ email: 'ann@example.org', password: ' secret ' })
  expect(find('form').dataset['gatepost']).toBe('verify_email')
  await press('[data-action=resend]')
  expect(find('[data-part=notice]').textContent).toBe('Sent again.')
  set(USER)
  expect(place.textContent).toBe('Ann')
})

test('errors are at their fields, announced, focused, and end when the field changes', async () => {
  await show(<AuthFlow />)
  set(VERIFY)
  const faults = [{ code: 'incorrect_code', message: 'Incorrect code.', param: 'key' }]
  client.email.verify.mockRejectedValue(new GatepostError({ kind: 'input', status: 400, faults }))
  write('code', 'wrong')
  await press('[data-part=submit]')
  const input = find('input[name=code]')
  expect(document.activeElement).toBe(input)
  expect(input.getAttribute('aria-invalid')).toBe('true')
  const described = document.getElementById(input.getAttribute('aria-describedby')!)!
  expect([described.textContent, described.getAttribute('role')]).toEqual(['Incorrect code.', 'alert'])
  // The same state again, as when another tab asks, must not reset the form.
  set({ ...VERIFY })
  expect(find('[data-part=fault]').textContent).toBe('Incorrect code.')
  act(() => {
    write('code', 'x')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  expect(find('[data-part=fault]')).toBeNull()
})

test('an authenticator app is set up, and its recovery codes are shown', async () => {
  await show(<SetUpTotpForm />)
  expect(find('[data-part=secret]').textContent).toBe('ABCD')
  expect(find('img').getAttribute('alt')).toBeTruthy()
  write('code', '123456')
  await press('[data-part=submit]')
  expect(find('[data-part=codes]').textContent).toBe('aaaa-bbbb')
})

test('the dialog reauthenticates, and the operation continues', async () => {
  await show(<ReauthenticationDialog />)
  let proved: Promise<boolean> | undefined
  await act(async () => {
    proved = client.ask([{ id: 'reauthenticate' }])
    await Promise.resolve()
  })
  write('password', 'secret')
  await press('[data-part=submit]')
  expect(client.password.reauthenticate).toHaveBeenCalledWith({ password: 'secret' })
  expect(await proved).toBe(true)
  expect(find('dialog')).toBeNull()

  await act(async () => {
    proved = client.ask([{ id: 'reauthenticate' }])
    await Promise.resolve()
  })
  await press('[data-part=cancel]')
  expect(await proved).toBe(false)
})

test('a form sent before the page was taken over wrote what was typed into the address', async () => {
  place.innerHTML = renderToString(
    <GatepostProvider client={client as unknown as Client}>
      <LogOutForm />
    </GatepostProvider>
  )
  expect((find('form') as HTMLFormElement).method).toBe('post')
  expect(find('[data-part=submit]')).toHaveProperty('disabled', true)
  place.innerHTML = ''
  await show(<LogOutForm />)
  expect(find('[data-part=submit]')).toHaveProperty('disabled', false)
})
