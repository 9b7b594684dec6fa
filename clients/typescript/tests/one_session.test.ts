import { expect, test } from 'vitest'
import { browserDoor } from '../src/door.js'

const API = 'https://auth.example.org/_allauth/browser/v1'

/** A server whose responses wait for `answer`. */
function slowServer() {
  const sent: string[] = []
  const waiting = new Map<string, () => void>()
  return {
    sent,
    answer: (path: string) => waiting.get(path)?.(),
    fetch: (request: Request) =>
      new Promise<Response>(done => {
        const path = request.url.slice(API.length)
        sent.push(path)
        waiting.set(path, () => done(Response.json({})))
      })
  }
}

const settled = () => new Promise(done => setTimeout(done, 0))

test('a login sent while the challenge of a passkey was loading lost its session to the slower response', async () => {
  const door = browserDoor(() => 'token', `${API}/config`)
  const server = slowServer()
  const challenge = door.send(new Request(`${API}/auth/webauthn/login`), server.fetch)
  const login = door.send(new Request(`${API}/auth/login`, { method: 'POST' }), server.fetch)
  const config = door.send(new Request(`${API}/config`), server.fetch)
  await settled()
  expect(server.sent).toEqual(['/config', '/auth/webauthn/login'])
  server.answer('/auth/webauthn/login')
  await challenge
  await settled()
  expect(server.sent.at(-1)).toBe('/auth/login')
  server.answer('/auth/login')
  server.answer('/config')
  await Promise.all([login, config])
})

test('a request that fails does not hold up those after it', async () => {
  const door = browserDoor(() => 'token', `${API}/config`)
  const lost = door.send(new Request(`${API}/auth/webauthn/login`), () => Promise.reject(new Error('offline')))
  const login = door.send(new Request(`${API}/auth/login`, { method: 'POST' }), () =>
    Promise.resolve(Response.json({}))
  )
  await expect(lost).rejects.toThrow('offline')
  expect((await login).status).toBe(200)
})
