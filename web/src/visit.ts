import type { Config, State } from '@gatepost/client'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from './client'

/** The server's configuration, and where the last code was sent. In memory only. */
export const useVisit = defineStore('visit', () => {
  const config = shallowRef<Config>()
  /** The address or number of the last code or link; empty after a reload. */
  const sentTo = ref('')
  const loginMethods = computed(() => config.value?.account.login_methods ?? [])
  const providers = computed(() => config.value?.socialaccount?.providers ?? [])
  const factors = computed(() => config.value?.mfa?.supported_types ?? [])

  /** Load the session's state and, on the first call, the server's configuration. */
  async function ready(): Promise<State> {
    const [state, offered] = await Promise.all([client.ready(), config.value ?? client.config()])
    config.value = offered
    return state
  }

  return { config, sentTo, loginMethods, providers, factors, ready }
})
