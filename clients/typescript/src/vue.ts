import { defineStore } from 'pinia'
import { computed, inject, ref, shallowRef, type App, type InjectionKey } from 'vue'
import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'

import type { Client, Stage, State } from './index.js'
import { webStorage } from './storage.js'

const CLIENT: InjectionKey<Client> = Symbol('gatepost')
const HINT = 'gatepost.authenticated'

declare module 'vue-router' {
  interface RouteMeta {
    /** Only for signed-in users. */
    requiresLogin?: boolean
    /** Only for anonymous visitors, such as the login page. */
    requiresAnonymous?: boolean
  }
}

/** `app.use(pinia).use(gatepost(client))` lets every component call `useAuth()`. */
export const gatepost = (client: Client) => ({
  install: (app: App) => void app.provide(CLIENT, client)
})

/** Whether a user was logged in when this browser last knew: a hint, neither secret nor a credential. */
const hint = {
  read: (): boolean => webStorage()?.getItem(HINT) === 'yes',
  write(yes: boolean): void {
    if (yes) webStorage()?.setItem(HINT, 'yes')
    else webStorage()?.removeItem(HINT)
  }
}

/** The session as a store, kept in sync across tabs. */
export const useAuth = defineStore('gatepost', () => {
  const client = inject(CLIENT, null)
  if (!client) throw new Error('call app.use(gatepost(client)) before useAuth()')
  const state = shallowRef<State | undefined>(client.state)
  const likely = ref(hint.read())
  const take = (next: State) => {
    state.value = next
    likely.value = next.kind === 'authenticated'
    hint.write(likely.value)
  }
  if (state.value) take(state.value)
  client.subscribe(take)

  return {
    /** The current state; undefined before the first response. */
    state,
    /** What to assume before the first response: whether a user was logged in when this browser last knew. */
    likely,
    authenticated: computed(() => state.value?.kind === 'authenticated'),
    user: computed(() => (state.value?.kind === 'authenticated' ? state.value.user : undefined)),
    stage: computed(() => (state.value?.kind === 'pending' ? state.value.stage : undefined)),
    ready: () => client.ready(),
    logOut: () => client.logOut()
  }
})

export interface GuardOptions {
  /** The login page. */
  login: RouteLocationRaw & object
  /** Where signed-in users go from pages for visitors. */
  home: RouteLocationRaw & object
  /** The page for pending steps; the login page by default. */
  stage?: (stage: Stage) => RouteLocationRaw & object
}

/**
 * Allows routes with `meta.requiresLogin` only to signed-in users, and passes the requested path to the login page in
 * the query, as `next`. A logout in any tab leaves such a page.
 */
export function guard(router: Router, client: Client, options: GuardOptions): () => void {
  const elsewhere = (to: RouteLocationNormalized, state: State): RouteLocationRaw | undefined => {
    if (to.meta.requiresAnonymous && state.kind === 'authenticated') return wanted(to, options.home)
    if (!to.meta.requiresLogin || state.kind === 'authenticated') return undefined
    const target = state.kind === 'pending' && options.stage ? options.stage(state.stage) : options.login
    return { ...target, query: { ...('query' in target ? target.query : {}), next: to.fullPath } }
  }
  const remove = router.beforeEach(async to => {
    if (!to.meta.requiresLogin && !to.meta.requiresAnonymous) return true
    return elsewhere(to, await client.ready()) ?? true
  })
  const unsubscribe = client.subscribe(state => {
    const here = router.currentRoute.value
    if (here.meta.requiresLogin && state.kind !== 'authenticated') {
      const target = elsewhere(here, state)
      if (target) void router.replace(target)
    }
  })
  return () => {
    remove()
    unsubscribe()
  }
}

/** The requested path: one of this application, never another host. */
export function wanted(route: RouteLocationNormalized, fallback: RouteLocationRaw): RouteLocationRaw {
  const next = route.query['next']
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : fallback
}
