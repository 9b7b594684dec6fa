import type { State } from '@gatepost/client'
import { useAuth } from '@gatepost/client/vue'
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { client } from './client'
import { destination, remember } from './destination'
import { focusPage } from './focus'
import { say } from './i18n'
import { waitingLink } from './features/social/waiting'
import { inside, site, type MailedAction } from './site'
import { useVisit } from './visit'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may open it: `visitor` (not logged in), `user` (logged in), or everyone if absent. */
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
const everyone = (path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw => ({
  path,
  component,
  meta: { title }
})
/** The page for a link in a mail of a REST dialect, if the server mounts that dialect. */
const mailed = (action: MailedAction, path: string, title: () => string, component: () => Promise<unknown>): RouteRecordRaw[] =>
  site.mailed?.[action] ? [everyone(path, title, component)] : []

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => (useAuth().likely ? (inside(site.home) ?? '/account') : '/account/login') },
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
      visitor('login/code', () => say.value.code.title, () => import('./features/code/RequestPage.vue')),
      everyone('login/code/:key', () => say.value.code.linkTitle, () => import('./features/code/LinkPage.vue')),
      everyone('continue', () => say.value.login.title, () => import('./pages/ContinuePage.vue')),
      visitor('password/reset', () => say.value.reset.title, () => import('./features/password/ForgotPage.vue')),
      everyone('password/reset/key/:key', () => say.value.reset.keyTitle, () => import('./features/password/ResetPage.vue')),
      everyone('verify-email/:key', () => say.value.verifyEmail.landingTitle, () => import('./features/email/LandingPage.vue')),
      visitor('provider/link', () => say.value.social.linkTitle, () => import('./features/social/LinkPage.vue')),
      user('provider/connect', () => say.value.social.linkTitle, () => import('./features/social/ConnectPage.vue')),
      everyone('provider/callback', () => say.value.social.signingInSomewhere, () => import('./features/social/CallbackPage.vue')),
      ...mailed('activate', 'activate/:uid?/:token?', () => say.value.links.activateTitle, () => import('./features/links/ActivatePage.vue')),
      ...mailed('rename', 'username/reset/:uid?/:token?', () => say.value.links.renameTitle, () => import('./features/links/RenamePage.vue')),
      ...mailed('reset', 'password/reset/:uid/:token', () => say.value.reset.keyTitle, () => import('./features/links/NewPasswordPage.vue')),
      everyone(':rest(.*)*', () => say.value.errors.notFoundTitle, () => import('./pages/NotFoundPage.vue'))
    ]
  }
]

if (site.provider)
  routes.push({
    path: '/account',
    component: () => import('./layout/EntryLayout.vue'),
    children: [
      everyone('authorize', () => say.value.account.apps.title, () => import('./features/provider/AuthorizePage.vue')),
      everyone('logout', () => say.value.account.logOut, () => import('./features/provider/LogoutPage.vue')),
      user('device', () => say.value.device.title, () => import('./features/provider/DevicePage.vue'))
    ]
  })
if (site.social)
  routes.push({
    path: '/auth',
    component: () => import('./layout/EntryLayout.vue'),
    children: [everyone(':provider/callback', () => say.value.social.signingInSomewhere, () => import('./features/social/CodePage.vue'))]
  })

export const router = createRouter({
  history: createWebHistory(site.base || '/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 }
})

router.beforeEach(async to => {
  const visit = useVisit()
  if (to.query.next !== undefined) remember(to.query.next)
  const state = await visit.ready()
  if (to.meta.for === 'user' && state.kind !== 'authenticated') {
    remember(site.base + to.fullPath)
    return state.kind === 'pending' ? '/account/continue' : '/account/login'
  }
  if (to.meta.for === 'visitor' && state.kind === 'authenticated') {
    const path = destination()
    const own = ownPage(path)
    if (!own) location.assign(path)
    return own ?? false
  }
  // A pending provider link takes over the login page until the visitor confirms or cancels it.
  if (to.path === '/account/login' && waitingLink()) return '/account/provider/link'
  if (to.path === '/account/provider/link' && !waitingLink()) return '/account/login'
  return true
})

router.afterEach((to, from, failure) => {
  if (failure) return
  document.title = [to.meta.title?.(), site.name].filter(Boolean).join(' · ')
  if (from.matched.length > 0) void nextTick(focusPage)
})

/** Follow logins and logouts in other tabs. */
client.subscribe((state, cause) => {
  const { meta, fullPath } = router.currentRoute.value
  if (cause !== 'elsewhere') return
  if (meta.for === 'visitor' && state.kind === 'authenticated') void openPage(destination())
  if (meta.for === 'user' && state.kind !== 'authenticated') {
    remember(site.base + fullPath)
    void router.push('/account/login')
  }
})

/** Go to the page that belongs to a state. */
export async function follow(state: State): Promise<void> {
  if (state.kind === 'pending') await router.push('/account/continue')
  else if (state.kind === 'anonymous') await router.push('/account/login')
  else await openPage(destination())
}

/** A path of this site as the router knows it, if it is one of the app's pages. */
function ownPage(path: string): string | undefined {
  const own = inside(path)
  return own !== undefined && /^\/(?:$|[?#]|account(?:$|[/?#]))/.test(own) ? own : undefined
}

/** Pages of another application need a full page load. */
async function openPage(path: string): Promise<void> {
  const own = ownPage(path)
  if (own) await router.replace(own)
  else location.assign(path)
}
