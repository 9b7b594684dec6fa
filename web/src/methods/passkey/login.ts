import { GatepostError } from '@gatepost/client'
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useAct } from '@/act'
import { useVisit } from '@/auth'
import { client } from '@/client'
import { say } from '@/i18n'
import { follow } from '@/router'

/** Log in with a passkey: by its button, or from the list that the name's field opens. */
export function usePasskeyLogin() {
  const visit = useVisit()
  const supported = client.passkey.supported()
  const { busy, problem, act } = useAct()
  const note = ref<string>()
  let gone = false

  const logIn = () => act(async () => {
    note.value = undefined
    try {
      await follow(await client.passkey.logIn())
    } catch (error) {
      if (!(error instanceof GatepostError) || error.kind === 'network') throw error
      if (!gone) note.value = say.value.login.noPasskey
    }
  })

  onMounted(async () => {
    if (!supported || visit.config?.mfa?.passkey_login_enabled !== true) return
    if (!(await client.passkey.autofillSupported()) || gone) return
    // Nobody asked for it: whatever goes wrong in the background is not told.
    const state = await client.passkey.logIn({ autofill: true }).catch(() => undefined)
    if (state && !gone) await follow(state)
  })
  onBeforeUnmount(() => {
    gone = true
    client.passkey.cancel()
  })

  return { supported, busy, logIn, problem: { get value() { return note.value ?? problem.value } } }
}
