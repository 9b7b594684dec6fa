import type { Config, State } from '@gatepost/client'
import { useAuth } from '@gatepost/client/vue'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from './client'

/** What the server offers, and what this page remembers of a visit; in memory only. */
export const useVisit = defineStore('visit', () => {
  const config = shallowRef<Config>()
  /** Where the last code or link went, as far as this page knows. */
  const target = ref('')
  const loginMethods = computed(() => config.value?.account.login_methods ?? [])
  const providers = computed(() => config.value?.socialaccount?.providers ?? [])
  const factors = computed(() => config.value?.mfa?.supported_types ?? [])

  /** Ask the server, once, how things stand and what it offers. */
  async function ready(): Promise<State> {
    const [state, offered] = await Promise.all([client.ready(), config.value ?? client.config()])
    config.value = offered
    return state
  }

  return { config, target, loginMethods, providers, factors, ready }
})

export { useAuth }
