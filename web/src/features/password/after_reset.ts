import type { State } from '@gatepost/client'
import { say } from '@/i18n'
import { notify } from '@/notify'
import { follow } from '@/router'

/** After a new password was set: follow the server's state, usually to the login page. */
export async function afterReset(state: State): Promise<void> {
  if (state.kind === 'anonymous') notify(say.value.login.passwordSet)
  await follow(state)
}
