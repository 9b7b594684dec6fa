import { defineStore } from 'pinia'
import { computed, inject, ref, shallowRef, type App, type InjectionKey } from 'vue'
import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'

import type { Client, Stage, State } from './index.js'

const CLIENT: InjectionKey<Client> = Symbol('gatepost')
const HINT = 'gatepost.authenticated'

declare module 'vue-router' {
  interface RouteMeta {
    /** Only for users who are logged in. */
    requiresLogin?: boolean
    /** Only for visitors who are not, as a login page. */
    requiresAnonymous?: boolean
  }
}

/** `app.use(pinia).use(gatepost(client))` lets every component call `useAuth()`. */
export const gatepost = (client: Client) => ({
  install: (app: App) => void app.provide(CLIENT, client)
})

/** Whether somebody was logged in when this browser last knew; no secret, and no proof. */
const hint = {
  read: (): boolean => globalThis.localStorage?.getItem(HINT) === 'yes',
  write(yes: boolean): void {
    if (yes) globalThis.localStorage?.setItem(HINT, 'yes')
    else globalThis.localStorage?.removeItem(HINT)
  }
}

/** The session as a store, kept true across tabs. */
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
    /** How things stand; undefined before the first answer. */
    state,
    /** What to believe before the first answer: whether somebody was logged in when this browser last knew. */
    likely,
    authenticated: computed(() => state.value?.kind === 'authenticated'),
    user: computed(() => (state.value?.kind === 'authenticated' ? state.value.user : undefined)),
    stage: computed(() => (state.value?.kind === 'pending' ? state.value.stage : undefined)),
    ready: () => client.ready(),
    logOut: () => client.logOut()
  }
})

export interface GuardOptions {
  /** Where visitors log in. */
  login: RouteLocationRaw & object
  /** Where those go who are logged in already. */
  home: RouteLocationRaw & object
  /** Where a step that is missing is taken; the login page, if left out. */
  stage?: (stage: Stage) => RouteLocationRaw & object
}

/**
 * Lets nobody into routes with `meta.requiresLogin` who isn't logged in, and remembers in the query, as `next`, where
 * one wanted to go. Who is logged out on such a page, in whatever tab, leaves it.
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

/** Where one wanted to go: a path of this application, never another host. */
export function wanted(route: RouteLocationNormalized, fallback: RouteLocationRaw): RouteLocationRaw {
  const next = route.query['next']
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : fallback
}
