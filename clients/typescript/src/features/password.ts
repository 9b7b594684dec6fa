import type { Authenticated, Mailed, NamedUser, State } from '../state.js'
import type { Wire } from '../wire.js'

/** One name, of a kind in the server's `login_methods`. */
export type Name =
  | { email: string; username?: never; phone?: never }
  | { username: string; email?: never; phone?: never }
  | { phone: string; email?: never; username?: never }

/** Sign-up fields; the server's settings decide which are required. */
export interface SignUp {
  email?: string
  username?: string
  phone?: string
  password?: string
  [declared: string]: string | undefined
}

export function password(wire: Wire) {
  const { http } = wire
  return {
    /** Log in with a password. */
    logIn: (given: Name & { password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/login', { body: given })),

    /** Create an account. */
    signUp: (given: SignUp & { password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/signup', { body: given as never })),

    /** Reauthenticate with the password. */
    reauthenticate: (given: { password: string }): Promise<Authenticated> =>
      wire.authenticated(() => http.POST('/auth/reauthenticate', { body: given })),

    /** Change the password, or set a first one (without `current_password`). */
    change: (given: { current_password?: string; new_password: string }): Promise<State> =>
      wire.state(() => http.POST('/account/password/change', { body: given })),

    /** Request a reset: `mailed` if a link was sent, else `pending` with the stage `password_reset_by_code`. */
    requestReset: (given: Name): Promise<State | Mailed> =>
      wire.stateOrMailed(() => http.POST('/auth/password/request', { body: given })),

    /** The user of a mailed key; doesn't use it up. */
    checkReset: async (key: string): Promise<NamedUser> =>
      (await wire.data(() => http.GET('/auth/password/reset', { params: { header: { 'X-Password-Reset-Key': key } } })))
        .user,

    /** Reset the password with a mailed key or code. `anonymous` means done, but not logged in. */
    reset: (given: { key: string; password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/password/reset', { body: given }))
  }
}
