import { GatepostError } from '@gatepost/client'
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useAction } from '@/action'
import { client } from '@/client'
import { say } from '@/i18n'
import { follow } from '@/router'
import { site } from '@/site'
import { useVisit } from '@/visit'

/** Log in with a passkey: with its button, or from the name field's autofill list. */
export function usePasskeyLogin() {
  const visit = useVisit()
  const supported = client.passkey.supported()
  const { busy, problem, run } = useAction()
  const note = ref<string>()
  let gone = false
  let offered = false

  /** Offer passkeys in the name field's autofill. The user didn't ask for it, so failures before a key is picked stay silent. */
  async function offer(tries = 3): Promise<void> {
    if (!offered || gone || tries === 0) return
    try {
      const state = await client.passkey.logIn({ autofill: true })
      if (!gone) await follow(state)
    } catch (error) {
      // The challenge expires if the page stays open for long; ask for a new one.
      if (gone || !(error instanceof GatepostError) || error.kind !== 'input') return
      note.value = say.value.login.noPasskey
      await offer(tries - 1)
    }
  }

  const logIn = () => run(async () => {
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
    if (!supported || !site.local || visit.config?.mfa?.passkey_login_enabled !== true) return
    offered = await client.passkey.autofillSupported()
    await offer()
  })
  onBeforeUnmount(() => {
    gone = true
    client.passkey.cancel()
  })

  return { supported, busy, logIn, problem: { get value() { return note.value ?? problem.value } } }
}
