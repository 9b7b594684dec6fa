import type { State } from '@gatepost/client'
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useAuth, useVisit } from './auth'
import { client } from './client'
import { destination, remember } from './destination'
import { say } from './i18n'
import { waitingLink } from './methods/social/waiting'
import { site, type MailedAct } from './site'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may see it: `visitor` (nobody is logged in), `user`, or anybody. */
    for?: 'visitor' | 'user'
    title?: () => string
  }
}

const user = (path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw => ({
  path,
  component,
  meta: { for: 'user', title }
})
const visitor = (path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw => ({
  path,
  component,
  meta: { for: 'visitor', title }
})
const anybody = (path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw => ({
  path,
  component,
  meta: { title }
})
/** For a link that a REST dialect mails, where that dialect is there. */
const mailed = (act: MailedAct, path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw[] =>
  site.mailed?.[act] ? [anybody(path, title, component)] : []

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => (useAuth().likely ? site.home : '/account/login') },
  {
    path: '/account',
    component: () => import('./layout/AccountLayout.vue'),
    children: [
      user('', () => say.value.account.sections.profile, () => import('./pages/account/ProfilePage.vue')),
      user('security', () => say.value.account.sections.security, () => import('./pages/account/SecurityPage.vue')),
      user('devices', () => say.value.account.sections.devices, () => import('./pages/account/DevicesPage.vue')),
      user('tokens', () => say.value.account.sections.tokens, () => import('./pages/account/TokensPage.vue'))
    ]
  },
  {
    path: '/account',
    component: () => import('./layout/EntryLayout.vue'),
    children: [
      visitor('login', () => say.value.login.title, () => import('./pages/LoginPage.vue')),
      visitor('signup', () => say.value.signup.title, () => import('./pages/SignupPage.vue')),
      visitor('login/code', () => say.value.code.title, () => import('./methods/code/RequestPage.vue')),
      anybody('login/code/:key', () => say.value.code.linkTitle, () => import('./methods/code/LinkPage.vue')),
      anybody('continue', () => say.value.login.title, () => import('./pages/ContinuePage.vue')),
      visitor('password/reset', () => say.value.reset.title, () => import('./methods/password/ForgotPage.vue')),
      anybody('password/reset/key/:key', () => say.value.reset.keyTitle, () => import('./methods/password/ResetPage.vue')),
      anybody('verify-email/:key', () => say.value.verifyEmail.landingTitle, () => import('./methods/email/LandingPage.vue')),
      visitor('provider/link', () => say.value.social.linkTitle, () => import('./methods/social/LinkPage.vue')),
      user('provider/connect', () => say.value.social.linkTitle, () => import('./methods/social/ConnectPage.vue')),
      anybody('provider/callback', () => say.value.social.signingInSomewhere, () => import('./methods/social/CallbackPage.vue')),
      ...mailed('activate', 'activate/:uid?/:token?', () => say.value.links.activateTitle, () => import('./methods/links/ActivatePage.vue')),
      ...mailed('rename', 'username/reset/:uid?/:token?', () => say.value.links.renameTitle, () => import('./methods/links/RenamePage.vue')),
      ...mailed('reset', 'password/reset/:uid/:token', () => say.value.reset.keyTitle, () => import('./methods/links/NewPasswordPage.vue')),
      anybody(':rest(.*)*', () => say.value.errors.notFoundTitle, () => import('./pages/NotFoundPage.vue'))
    ]
  }
]

export const router = createRouter({
  history: createWebHistory('/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 }
})

router.beforeEach(async to => {
  const visit = useVisit()
  if (to.query.next !== undefined) remember(to.query.next)
  const state = await visit.ready()
  if (to.meta.for === 'user' && state.kind !== 'authenticated') {
    remember(to.fullPath)
    return state.kind === 'pending' ? '/account/continue' : '/account/login'
  }
  if (to.meta.for === 'visitor' && state.kind === 'authenticated') return destination()
  // Until it is given up, every login is for what waits, and says so.
  if (to.path === '/account/login' && waitingLink()) return '/account/provider/link'
  if (to.path === '/account/provider/link' && !waitingLink()) return '/account/login'
  return true
})

router.afterEach((to, from, failure) => {
  if (failure) return
  document.title = [to.meta.title?.(), site.name].filter(Boolean).join(' · ')
  if (from.matched.length > 0) void nextTick(focusPage)
})

/** After a change of page the focus stands at its beginning: its first field, or its title. */
function focusPage(): void {
  const main = document.querySelector<HTMLElement>('main')
  if (main?.contains(document.activeElement)) return
  main?.querySelector<HTMLElement>('h1')?.focus()
}

/** What another tab did: who is logged out there leaves the account here, who is logged in there need not log in again. */
client.subscribe((state, cause) => {
  const { meta, fullPath } = router.currentRoute.value
  if (cause !== 'elsewhere') return
  if (meta.for === 'visitor' && state.kind === 'authenticated') void leave(destination())
  if (meta.for === 'user' && state.kind !== 'authenticated') {
    remember(fullPath)
    void router.push('/account/login')
  }
})

/** Go where a state leads. Pages of another application are loaded, ours are shown. */
export async function follow(state: State): Promise<void> {
  if (state.kind === 'pending') await router.push('/account/continue')
  else if (state.kind === 'anonymous') await router.push('/account/login')
  else await leave(destination())
}

async function leave(path: string): Promise<void> {
  const own = path === '/' || path === '/account' || path.startsWith('/account/')
  if (own) await router.replace(path)
  else location.assign(path)
}
