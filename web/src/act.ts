import { failureOf, type Failure } from '@gatepost/client'
import { computed, ref, shallowRef } from 'vue'
import { useAuth } from './auth'
import { remember } from './destination'
import { say } from './i18n'
import { span } from './i18n/moments'
import { router } from './router'
import { tell } from './tell'

/** A sentence for a failure that concerns no field. */
export function sentence(failure: Failure): string {
  const { errors } = say.value
  switch (failure.kind) {
    case 'limited':
      return failure.retryAfter ? errors.limitedFor(span(failure.retryAfter)) : errors.limited
    case 'input':
    case 'conflict':
      return failure.faults.map(wording).join(' ') || errors.conflict
    case 'network':
    case 'unavailable':
    case 'forbidden':
    case 'missing':
    case 'unsupported':
      return errors[failure.kind]
    default:
      return errors.unexpected
  }
}

/** A fault in the page's language; one that we don't know in the server's words. */
export function wording(fault: { code: string; message: string }): string {
  return say.value.faults[fault.code] ?? fault.message
}

let leaving = false

/** End the session by this act, and go to the login; what still loads meanwhile fails in silence. */
export async function leave(end: () => Promise<unknown>): Promise<void> {
  leaving = true
  try {
    await end()
    await router.push('/account/login')
  } finally {
    leaving = false
  }
}

/** The session ended meanwhile: log in, and come back to this page. */
async function comeBack(): Promise<void> {
  if (leaving) return
  const auth = useAuth()
  const { fullPath, meta } = router.currentRoute.value
  if (meta.for === 'user') remember(fullPath)
  if (auth.state?.kind !== 'pending') tell(say.value.login.ended)
  await router.push(auth.state?.kind === 'pending' ? '/account/continue' : '/account/login')
}

/**
 * What a form does: one act at a time, faults at their fields, the rest as a sentence. `fields` are the names that have a
 * place of their own.
 */
export function useAct(...fields: string[]) {
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  const faults = computed(() => (failure.value?.kind === 'input' ? failure.value.faults : []))

  async function act<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failure.value = undefined
    try {
      return await work()
    } catch (error) {
      const found = failureOf(error)
      if (found.kind === 'unauthenticated' && router.currentRoute.value.meta.for === 'user') await comeBack()
      else if (found.kind !== 'reauthenticate') failure.value = found
      return undefined
    } finally {
      busy.value = false
    }
  }

  /** What is wrong with a field. */
  function fault(param: string): string | undefined {
    return faults.value.filter(one => one.param === param).map(wording).join(' ') || undefined
  }

  /** What is wrong besides. */
  const problem = computed(() => {
    const found = failure.value
    if (!found) return undefined
    if (found.kind !== 'input') return sentence(found)
    const others = found.faults.filter(one => !one.param || !fields.includes(one.param))
    return others.length > 0 || found.faults.length === 0 ? sentence({ ...found, faults: others }) : undefined
  })

  return { busy, failure, problem, act, fault }
}
