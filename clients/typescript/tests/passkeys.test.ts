import { afterEach, expect, test, vi } from 'vitest'

import { browserPasskeys, creationOptions, credentialJSON, requestOptions } from '../src/passkeys.js'
import { app, failure, url } from './visitors.js'
import type { Passkeys } from '../src/index.js'

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
