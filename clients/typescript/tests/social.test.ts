import { expect, inject, test } from 'vitest'

import { proofKey } from '../src/index.js'
import { app, browser, failure, Jar, join, PASSWORD, url } from './visitors.js'

const PAGE = 'https://app.example.org/done'
const DEEP_LINK = 'org.example.app:/done'

/** Says yes at the provider; where that leads. */
async function sayYes(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' })
  return answer.headers.get('Location')!
}

test('the ways in name the providers', async () => {
  const state = await browser().session()
  if (state.kind !== 'anonymous') throw new Error()
  expect(state.flows).toContainEqual({ id: 'provider_redirect', providers: ['test'] })
  expect((await app().config()).socialaccount?.providers).toMatchObject([{ id: 'test' }])
})

test('a page of the client takes the answer of the provider itself', async () => {
  const client = browser()
  const begun = await client.social.authorize({ provider: 'test', callbackUrl: PAGE })
  const back = await sayYes(begun.url)
  expect(new URL(back).searchParams.get('state')).toBe(begun.state)
  const state = await client.social.finish(back)
  expect(state).toMatchObject({ kind: 'authenticated', methods: [{ method: 'socialaccount', provider: 'test' }] })
  expect(await failure(browser().social.finish(back))).toMatchObject({ kind: 'input', faults: [{ param: 'state' }] })

  const [account] = await client.social.list()
  expect(account).toMatchObject({ provider: { id: 'test' } })
  const last = await failure(client.social.disconnect({ provider: 'test', account: account!.uid }))
  expect(last).toMatchObject({ kind: 'input', faults: [{ code: 'no_password' }] })
})

test('an app takes what its deep link brought, and nobody else can', async () => {
  const client = app()
  const { verifier, challenge } = await proofKey()
  const begun = await client.social.authorize({ provider: 'test', callbackUrl: DEEP_LINK, challenge })
  const answer = await fetch(await sayYes(begun.url).then(onThisServer), { redirect: 'manual' })
  const link = answer.headers.get('Location')!
  expect(link).toMatch(/^org\.example\.app:\/done\?code=/)
  expect(await failure(app().social.finish(link, verifier))).toMatchObject({ kind: 'input' })
  expect((await client.social.finish(link, verifier)).kind).toBe('authenticated')
})

/** The provider sends people to the address that is registered there; here, to the server's own port. */
function onThisServer(address: string): string {
  const { pathname, search } = new URL(address)
  return `${url}${pathname}${search}`
}

test('whose address belongs to an account logs in to it first, and connects then', async () => {
  const token = inject('idToken')
  const client = app()
  await join(client, 'joe@example.org')
  await client.logOut()
  const asked = await client.social.withToken({ provider: 'test', token })
  if (asked.kind !== 'link') throw new Error(asked.kind)
  expect(asked.provider.id).toBe('test')
  expect(client.state?.kind).toBe('anonymous')
  await client.password.logIn({ email: 'joe@example.org', password: PASSWORD })
  expect(await client.social.connect(asked.key)).toMatchObject({ user: { email: 'joe@example.org' } })
  expect(await client.social.list()).toHaveLength(1)
})

test('a page that the server sent one back to tells how it ended', async () => {
  const jar = new Jar()
  const email = await join(browser(jar))
  const client = browser(jar)
  expect(await client.social.callback(`${url}/done`)).toMatchObject({ kind: 'authenticated', user: { email } })
  expect(await client.social.callback(`${url}/done?error=cancelled&error_process=connect`)).toEqual({
    kind: 'failed',
    error: 'cancelled',
    process: 'connect'
  })
  expect(
    await client.social.callback(`${url}/done?error=unknown&error_process=login&error_code=provider_unavailable`)
  ).toEqual({ kind: 'failed', error: 'unknown', process: 'login', code: 'provider_unavailable' })
})

test('so does one to which the key of a login that is asked for first came', async () => {
  const client = browser()
  const link = await client.social.callback(`${url}/done#provider_link=gpx_1&provider=test`)
  expect(link).toMatchObject({ kind: 'link', key: 'gpx_1', provider: { id: 'test' } })
  expect(await client.social.callback(`${url}/done#provider_link=gpx_1&provider=none`)).toMatchObject({
    kind: 'anonymous'
  })
})
