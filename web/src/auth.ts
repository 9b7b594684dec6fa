import type { Config, State, User } from '@gatepost/client'
import { acceptHMRUpdate, defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from './client'

const HINT = 'gatepost.authenticated'

/** How things stand, for every page and every tab. The storage holds a hint that somebody is logged in, and no secret. */
export const useAuth = defineStore('auth', () => {
  const state = shallowRef<State>()
  const config = shallowRef<Config>()
  const hinted = ref(localStorage.getItem(HINT) === '1')
  /** Where the last code or link went, as far as this page knows. */
  const target = ref('')

  const authenticated = computed(() => (state.value ? state.value.kind === 'authenticated' : hinted.value))
  const user = computed<User | undefined>(() => (state.value?.kind === 'authenticated' ? state.value.user : undefined))
  const stage = computed(() => (state.value?.kind === 'pending' ? state.value.stage : undefined))

  function hear(heard: State): void {
    state.value = heard
    hinted.value = heard.kind === 'authenticated'
    if (hinted.value) localStorage.setItem(HINT, '1')
    else localStorage.removeItem(HINT)
  }

  /** Ask the server how things stand, and what it offers, once. */
  async function ready(): Promise<State> {
    const [known, offered] = await Promise.all([client.ready(), config.value ?? client.config()])
    config.value = offered
    return known
  }

  client.subscribe(hear)
  addEventListener('storage', event => {
    if (event.key === HINT && event.newValue !== event.oldValue) void client.session().catch(() => undefined)
  })

  return { state, config, target, authenticated, user, stage, ready }
})

if (import.meta.hot) import.meta.hot.accept(acceptHMRUpdate(useAuth, import.meta.hot))
