import type { Authenticated, Mailed, State, User } from '../state.js'
import type { Wire } from '../wire.js'

/** One name, by the login methods of the server's config. */
export type Name =
  | { email: string; username?: never; phone?: never }
  | { username: string; email?: never; phone?: never }
  | { phone: string; email?: never; username?: never }

/** The declared fields of a sign-up; which are asked for is the server's setting. */
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
    /** Log in with a name and a password. */
    logIn: (given: Name & { password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/login', { body: given })),

    /** Make an account. */
    signUp: (given: SignUp & { password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/signup', { body: given as never })),

    /** Give a fresh proof. */
    reauthenticate: (given: { password: string }): Promise<Authenticated> =>
      wire.authenticated(() => http.POST('/auth/reauthenticate', { body: given })),

    /** Change the password, or set a first one (then `current_password` is left out). */
    change: (given: { current_password?: string; new_password: string }): Promise<State> =>
      wire.state(() => http.POST('/account/password/change', { body: given })),

    /** Ask for a reset: `mailed` where a link was sent, else `pending` with the stage `password_reset_by_code`. */
    requestReset: (given: Name): Promise<State | Mailed> =>
      wire.stateOrMailed(() => http.POST('/auth/password/request', { body: given })),

    /** Whose password a mailed key may set; uses nothing up. */
    checkReset: async (key: string): Promise<User> =>
      (await wire.data(() => http.GET('/auth/password/reset', { params: { header: { 'X-Password-Reset-Key': key } } })))
        .user,

    /** Set a new password with a mailed key or code. An `anonymous` state means: done, now log in. */
    reset: (given: { key: string; password: string }): Promise<State> =>
      wire.state(() => http.POST('/auth/password/reset', { body: given }))
  }
}
