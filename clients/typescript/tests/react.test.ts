import { act, createElement } from 'react'
import { Window } from 'happy-dom'
import { expect, test, vi } from 'vitest'

import { useAuth } from '../src/react.js'
import type { Client } from '../src/index.js'
import { browser, join } from './visitors.js'

// The page alone; requests go the way that Node's go, with the cookies of the jar.
const window = new Window()
vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
vi.stubGlobal('window', window)
vi.stubGlobal('document', window.document)
vi.stubGlobal('navigator', window.navigator)
const { createRoot } = await import('react-dom/client')

function Name({ client }: { client: Client }) {
  const state = useAuth(client)
  return createElement('p', null, state?.kind === 'authenticated' ? state.user.email : (state?.kind ?? 'unknown'))
}

test('a component shows how things stand, and follows', async () => {
  const client = browser()
  const place = document.createElement('div')
  const root = createRoot(place)
  act(() => root.render(createElement(Name, { client })))
  expect(place.textContent).toBe('unknown')
  await act(() => client.ready())
  expect(place.textContent).toBe('anonymous')
  const email = await act(() => join(client))
  expect(place.textContent).toBe(email)
  await act(() => client.logOut())
  expect(place.textContent).toBe('anonymous')
  act(() => root.unmount())
})
