import { useAuth } from '@gatepost/client/vue'
import { remember } from './destination'
import { say } from './i18n'
import { notify } from './notify'
import { router } from './router'
import { site } from './site'

let ending = false

/**
 * End the session by this request, then show the login page. Requests still running at that moment are answered with 401;
 * they must not report an expired session.
 */
export async function endSession(request: () => Promise<unknown>): Promise<void> {
  ending = true
  try {
    await request()
    await router.push('/account/login')
  } finally {
    ending = false
  }
}

/** Handle a session that expired or was revoked elsewhere: ask for a login, then return to this page. */
export async function logInAgain(): Promise<void> {
  if (ending) return
  const auth = useAuth()
  const { fullPath, meta } = router.currentRoute.value
  if (meta.for === 'user') remember(site.base + fullPath)
  if (auth.state?.kind !== 'pending') notify(say.value.login.ended)
  await router.push(auth.state?.kind === 'pending' ? '/account/continue' : '/account/login')
}
