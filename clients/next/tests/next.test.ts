import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { NextRequest } from 'next/server.js'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { withGatepost } from '../src/config.js'
import { protect } from '../src/proxy.js'
import { wanted } from '../src/session.js'

const USER = { data: { user: { display: 'Ann' }, methods: [] }, meta: { is_authenticated: true } }
const NONE = { data: { flows: [{ id: 'login' }] }, meta: { is_authenticated: false } }

let gatepost: Server
let server: string

beforeEach(async () => {
  gatepost = createServer((request, answer) => {
    const known = request.headers.cookie?.includes('sessionid=good')
    answer.writeHead(known ? 200 : 401, { 'Set-Cookie': 'csrftoken=new; Path=/', 'Content-Type': 'application/json' })
    answer.end(JSON.stringify(known ? USER : NONE))
  })
  await new Promise<void>(done => gatepost.listen(0, '127.0.0.1', done))
  server = `http://127.0.0.1:${(gatepost.address() as AddressInfo).port}`
})
afterEach(() => gatepost.close())

const visit = (cookie: string) =>
  protect({ server })(new NextRequest('http://localhost:3000/account?tab=keys', { headers: { cookie } }))

test('a signed-in user passes, with the cookies that the server renews', async () => {
  const answer = await visit('sessionid=good')
  expect([answer.status, answer.headers.get('x-middleware-next')]).toEqual([200, '1'])
  expect(answer.headers.getSetCookie()).toEqual(['csrftoken=new; Path=/'])
})

test.each(['', 'sessionid=bad', 'other=1'])('with the cookies %j a visitor gets to the login page', async cookie => {
  const answer = await visit(cookie)
  expect(answer.status).toBe(307)
  expect(answer.headers.get('location')).toBe('http://localhost:3000/login?next=%2Faccount%3Ftab%3Dkeys')
})

test('while the server does not answer, nobody passes', async () => {
  await new Promise(done => gatepost.close(done))
  expect((await visit('sessionid=good')).status).toBe(503)
})

test('the API is passed on to the server, beside the rewrites that are there', async () => {
  const api = { source: '/_allauth/:path*', destination: 'http://auth/_allauth/:path*' }
  const own = { source: '/a', destination: '/b' }
  expect(await withGatepost({}, { server: 'http://auth' }).rewrites!()).toEqual([api])
  const listed = { rewrites: () => Promise.resolve([own]) }
  expect(await withGatepost(listed, { server: 'http://auth' }).rewrites!()).toEqual([own, api])
  const sorted = { rewrites: () => Promise.resolve({ beforeFiles: [own] }) }
  expect(await withGatepost(sorted, { server: 'http://auth' }).rewrites!()).toEqual({ beforeFiles: [api, own] })
})

test.each(['//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example', 'account', '', undefined])(
  'a login never ends at %j',
  next => expect(wanted(next, '/home')).toBe('/home')
)

test('a login ends at a path of the application', () => {
  expect(wanted('/account?tab=keys#new')).toBe('/account?tab=keys#new')
})
