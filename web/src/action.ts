import { failureOf, type Failure } from '@gatepost/client'
import { computed, ref, shallowRef } from 'vue'
import { describeFailure, describeFaults } from './failure_texts'
import { router } from './router'
import { logInAgain } from './session_end'

/**
 * The action of a form or button: one run at a time, with its errors. `fields` are the parameters that show their own
 * faults through `fault()`; everything else goes into `problem`.
 */
export function useAction(...fields: string[]) {
  const busy = ref(false)
  const failure = shallowRef<Failure>()
  const faults = computed(() => (failure.value?.kind === 'input' ? failure.value.faults : []))

  /** Run it unless it is running. Failures end up in `failure`; the result is undefined then. */
  async function run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failure.value = undefined
    try {
      return await work()
    } catch (error) {
      const found = failureOf(error)
      if (found.kind === 'unauthenticated' && router.currentRoute.value.meta.for === 'user') await logInAgain()
      // `reauthenticate` gets here only if the user closed the dialog, which needs no error message.
      else if (found.kind !== 'reauthenticate') failure.value = found
      return undefined
    } finally {
      busy.value = false
    }
  }

  /** The message for one field. */
  function fault(param: string): string | undefined {
    return describeFaults(faults.value.filter(one => one.param === param)) || undefined
  }

  /** The message for the form as a whole. */
  const problem = computed(() => {
    const found = failure.value
    if (!found) return undefined
    if (found.kind !== 'input') return describeFailure(found)
    const others = found.faults.filter(one => !one.param || !fields.includes(one.param))
    return others.length > 0 || found.faults.length === 0 ? describeFailure({ ...found, faults: others }) : undefined
  })

  return { busy, failure, problem, run, fault }
}
