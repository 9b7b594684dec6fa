/** A project's own fields of a user, added to the type as docs/client.md says; checked by the compiler. */
import type { State, User } from '../src/index.js'

declare module '../src/index.js' {
  interface UserFields {
    birthday: string | null
    company: number
  }
}

export const greeting = (state: State): string =>
  state.kind === 'authenticated' ? `${state.user.display} ${state.user.company} ${state.user.birthday ?? '-'}` : ''

// @ts-expect-error what was not added is not there
export const unknown: keyof User = 'salary'
