import { afterEach, expect, inject, test, vi } from 'vitest'

import { browserPasskeys, creationOptions, credentialJSON, requestOptions } from '../src/passkeys.js'
import { anybody, app, code, failure, PASSWORD, url } from './visitors.js'
import type { KnownPasskeys, Passkeys } from '../src/index.js'

afterEach(() => vi.unstubAllGlobals())

const bytes = (...all: number[]) => Uint8Array.from(all).buffer

test('options become bytes, and what comes back becomes text', () => {
  const made = creationOptions({
    challenge: '-_8',
    rp: { id: 'localhost', name: 'x' },
    user: { id: 'AQID', name: 'ann', displayName: 'Ann' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    excludeCredentials: [{ type: 'public-key', id: 'AQ' }]
  })
  expect(made.challenge).toEqual(bytes(0xfb, 0xff))
  expect(made.user.id).toEqual(bytes(1, 2, 3))
  expect(made.excludeCredentials).toEqual([{ type: 'public-key', id: bytes(1) }])
  expect(requestOptions({ challenge: 'AQ', rpId: 'x' })).toEqual({
    challenge: bytes(1),
    rpId: 'x',
    allowCredentials: []
  })

  const json = credentialJSON({
    id: '-_8',
    rawId: bytes(0xfb, 0xff),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
    response: { clientDataJSON: bytes(1), attestationObject: bytes(2), getTransports: () => ['internal'] }
  } as unknown as PublicKeyCredential)
  expect(json).toEqual({
    id: '-_8',
    rawId: '-_8',
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: { credProps: { rk: true } },
    response: { clientDataJSON: 'AQ', attestationObject: 'Ag', transports: ['internal'] }
  })
})

test('a dialog that the user closes is cancelled, and a platform without passkeys unsupported', async () => {
  expect(await failure(app().passkey.logIn())).toEqual({ kind: 'unsupported', what: 'passkeys' })
  const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  vi.stubGlobal('PublicKeyCredential', { isConditionalMediationAvailable: () => Promise.resolve(true) })
  vi.stubGlobal('navigator', { credentials: { get: refuse, create: () => Promise.resolve(null) } })
  expect(browserPasskeys.supported()).toBe(true)
  expect(await app().passkey.autofillSupported()).toBe(true)
  expect(await failure(app().passkey.logIn())).toMatchObject({ kind: 'cancelled' })
  const how = { signal: new AbortController().signal }
  const options = { challenge: '', rp: { name: '' }, user: { id: '', name: '', displayName: '' }, pubKeyCredParams: [] }
  expect(await failure(browserPasskeys.create(options, how))).toMatchObject({ kind: 'cancelled' })
})

test('a ceremony ends the autofill that waits in the background', async () => {
  const asked: boolean[] = []
  const passkeys: Passkeys = {
    ...browserPasskeys,
    get: (_, { signal, autofill }) => {
      asked.push(autofill)
      if (!autofill) return Promise.resolve({ id: 'AQ', rawId: 'AQ', type: 'public-key', response: {} })
      return new Promise((_, refuse) => signal.addEventListener('abort', () => refuse(signal.reason as Error)))
    }
  }
  const client = app({ url, passkeys })
  const waiting = failure(client.passkey.logIn({ autofill: true }))
  await vi.waitFor(() => expect(asked).toEqual([true]))
  expect(await failure(client.passkey.logIn())).toMatchObject({ kind: 'input' })
  expect(await waiting).toMatchObject({ kind: 'cancelled' })
  const again = failure(client.passkey.logIn({ autofill: true }))
  await vi.waitFor(() => expect(asked).toHaveLength(3))
  client.passkey.cancel()
  expect(await again).toMatchObject({ kind: 'cancelled' })
})

test('autofill that is still asking the server ends no ceremony that a user began meanwhile', async () => {
  const shown: string[] = []
  const passkeys: Passkeys = {
    ...browserPasskeys,
    get: ({ challenge }, { signal, autofill }) => {
      shown.push(`${autofill ? 'autofill' : 'dialog'} ${challenge}`)
      return new Promise((_, refuse) => signal.addEventListener('abort', () => refuse(signal.reason as Error)))
    }
  }
  const challenges: string[] = []
  const asks = async (input: Request) => {
    const answer = await fetch(input)
    const body = (await answer.clone().json()) as { data: { request_options: { publicKey: { challenge: string } } } }
    challenges.push(body.data.request_options.publicKey.challenge)
    // The first question is the slow one.
    if (challenges.length === 1) await new Promise(done => setTimeout(done, 200))
    return answer
  }
  const client = app({ url, passkeys, fetch: asks })
  const background = failure(client.passkey.logIn({ autofill: true }))
  const begun = failure(client.passkey.logIn())
  expect(await background).toMatchObject({ kind: 'cancelled' })
  await vi.waitFor(() => expect(shown).toEqual([`dialog ${challenges.at(-1)}`]))
  expect(await failure(client.passkey.logIn({ autofill: true }))).toMatchObject({ kind: 'cancelled' })
  client.passkey.cancel()
  expect(await begun).toMatchObject({ kind: 'cancelled' })
  expect(shown).toHaveLength(1)
})

test('password managers learn of a key that the server does not know', async () => {
  const told: unknown[] = []
  const response = { clientDataJSON: 'AQ', authenticatorData: 'AQ', signature: 'AQ', userHandle: 'AQ' }
  const passkeys: Passkeys = {
    ...browserPasskeys,
    get: () => Promise.resolve({ id: 'AQID', rawId: 'AQID', type: 'public-key', response }),
    signalUnknown: key => {
      told.push(key)
      return Promise.reject(new Error('the hint fails'))
    }
  }
  expect(await failure(app({ url, passkeys }).passkey.logIn())).toMatchObject({ kind: 'input' })
  expect(told).toEqual([{ rpId: 'localhost', credentialId: 'AQID' }])
})

test('password managers learn the name of a user who has passkeys, and of no other', async () => {
  const told: unknown[] = []
  const signalName = (known: KnownPasskeys) => {
    told.push(known)
    return Promise.resolve()
  }
  const data = { rp_id: 'example.org', user_id: 'AQ', name: 'ann', display_name: 'Ann', credential_ids: ['AQID'] }
  const answers = [{ ...data, credential_ids: [] }, data]
  const fetched = () => Promise.resolve(Response.json({ status: 200, data: answers.shift() }))
  const client = app({ url, fetch: fetched, passkeys: { ...browserPasskeys, supported: () => true, signalName } })
  await client.passkey.signalName()
  expect(told).toEqual([])
  await client.passkey.signalName()
  expect(told).toEqual([data])
})

test('a key that a password manager will not add after a password login is no failure', async () => {
  const made: unknown[] = []
  const manager: Passkeys = {
    supported: () => true,
    autofillSupported: () => Promise.resolve(false),
    upgradeSupported: () => Promise.resolve(true),
    create: (options, { conditional }) => {
      made.push([options.authenticatorSelection?.userVerification, conditional])
      return Promise.reject(new DOMException('no saved password', 'NotAllowedError'))
    },
    get: () => Promise.reject(new Error('not asked'))
  }
  const server = inject('plain')
  const ann = app({ url: server, passkeys: manager })
  const email = anybody()
  await ann.password.signUp({ email, password: PASSWORD })
  await ann.email.verify(await code(email, 0, server))
  await ann.logOut()
  await ann.password.logIn({ email, password: PASSWORD })
  expect(await ann.passkey.upgrade()).toBeUndefined()
  expect(made).toEqual([['preferred', true]])
})

test('the browser says whether it can create keys without a dialog', async () => {
  expect(await browserPasskeys.upgradeSupported?.()).toBe(false)
  const asked: unknown[] = []
  const create = (options: CredentialCreationOptions) => {
    asked.push((options as { mediation?: string }).mediation)
    return Promise.resolve(null)
  }
  vi.stubGlobal('PublicKeyCredential', { getClientCapabilities: () => Promise.resolve({ conditionalCreate: true }) })
  vi.stubGlobal('navigator', { credentials: { create } })
  expect(await browserPasskeys.upgradeSupported?.()).toBe(true)
  const options = { challenge: '', rp: { name: '' }, user: { id: '', name: '', displayName: '' }, pubKeyCredParams: [] }
  const how = { signal: new AbortController().signal }
  await failure(browserPasskeys.create(options, how))
  await failure(browserPasskeys.create(options, { ...how, conditional: true }))
  expect(asked).toEqual([undefined, 'conditional'])
})
