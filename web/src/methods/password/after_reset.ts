import type { State } from '@gatepost/client'
import { say } from '@/i18n'
import { follow } from '@/router'
import { tell } from '@/tell'

/** A new password is set: go on as the server says, most often to a login with it. */
export async function afterReset(state: State): Promise<void> {
  if (state.kind === 'anonymous') tell(say.value.login.passwordSet)
  await follow(state)
}
