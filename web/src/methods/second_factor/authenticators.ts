import type { Authenticator, RecoveryCodes, TotpAuthenticator, WebAuthnAuthenticator } from '@gatepost/client'
import { computed } from 'vue'
import { client } from '@/client'
import { useList } from '@/list'

/** Everything that the user can show beside a password, by type. */
export function useAuthenticators(offered: () => boolean) {
  const { items, loaded, problem, reload } = useList<Authenticator>(async () =>
    offered() ? (await client.secondFactor.list()).authenticators : []
  )
  const app = computed(() => items.value.find((one): one is TotpAuthenticator => one.type === 'totp'))
  const recovery = computed(() => items.value.find((one): one is RecoveryCodes => one.type === 'recovery_codes'))
  const keys = computed(() => items.value.filter((one): one is WebAuthnAuthenticator => one.type === 'webauthn'))
  const any = computed(() => !!app.value || keys.value.length > 0)
  return { app, recovery, keys, any, loaded, problem, reload }
}
