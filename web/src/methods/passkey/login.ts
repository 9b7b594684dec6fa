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
  let offered = false

  /** Offer the list of the name's field; nobody asked for it, so what goes wrong before a key was picked is not told. */
  async function offer(tries = 3): Promise<void> {
    if (!offered || gone || tries === 0) return
    try {
      const state = await client.passkey.logIn({ autofill: true })
      if (!gone) await follow(state)
    } catch (error) {
      // The challenge is too old where the page stood open for long: the next one is fresh.
      if (gone || !(error instanceof GatepostError) || error.kind !== 'input') return
      note.value = say.value.login.noPasskey
      await offer(tries - 1)
    }
  }

  const logIn = () => act(async () => {
    note.value = undefined
    try {
      await follow(await client.passkey.logIn())
    } catch (error) {
      void offer()
      if (!(error instanceof GatepostError) || error.kind === 'network') throw error
      if (!gone) note.value = say.value.login.noPasskey
    }
  })

  onMounted(async () => {
    if (!supported || visit.config?.mfa?.passkey_login_enabled !== true) return
    offered = await client.passkey.autofillSupported()
    await offer()
  })
  onBeforeUnmount(() => {
    gone = true
    client.passkey.cancel()
  })

  return { supported, busy, logIn, problem: { get value() { return note.value ?? problem.value } } }
}
