import { useAuth } from '@gatepost/client/vue'
import { watch } from 'vue'
import { client } from '@/client'

/** Tell password managers the user's new name or address, which they show beside a passkey. */
export function reportNewName(): void {
  const auth = useAuth()
  watch(() => auth.user, (now, before) => {
    if (!now || now.id !== before?.id) return
    if (now.email !== before.email || now.display !== before.display) void client.passkey.signalName()
  })
}
