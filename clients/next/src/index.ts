import type { State, User } from '@gatepost/client'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'

import { visitOf } from './session.js'

export { wanted } from './session.js'

/** The session's state, for server components, route handlers and server actions; asked for once a request. */
export const getState = cache(async (): Promise<State> => (await visitOf((await cookies()).toString())).state)

/** The signed-in user, if any. */
export async function getUser(): Promise<User | undefined> {
  const state = await getState()
  return state.kind === 'authenticated' ? state.user : undefined
}

/** The signed-in user; everyone else is redirected to the login page, which gets `next` in its query. */
export async function requireUser({ login = '/login', next }: { login?: string; next?: string } = {}): Promise<User> {
  const user = await getUser()
  return user ?? redirect(next === undefined ? login : `${login}?${new URLSearchParams({ next })}`)
}
