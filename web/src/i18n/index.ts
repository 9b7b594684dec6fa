import { computed, shallowReactive } from 'vue'
import { inBrowser } from '@/browser_storage'
import { en, type Texts } from './en'

/** Languages by code, each loaded when it is chosen. */
const LOADERS: Record<string, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: () => import('./de').then(module => module.de),
  fr: () => import('./fr').then(module => module.fr),
  es: () => import('./es').then(module => module.es)
}
const KEPT = 'gatepost.language'

/** Languages by their own names. */
export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'fr', name: 'Français' },
  { code: 'es', name: 'Español' }
] as const

const state = shallowReactive({ code: 'en', texts: en })

/** The texts in the current language. */
export const say = computed(() => state.texts)

/** The current language's code. */
export const language = computed(() => state.code)

/** The first of some languages that we have. */
export const firstKnown = (codes: readonly (string | null | undefined)[]): string | undefined =>
  codes.map(code => code?.split('-')[0]?.toLowerCase() ?? '').find(code => Object.keys(LOADERS).includes(code))

/** The language chosen in this browser before, else the browser's first language that we have. */
export const preferred = (): string => firstKnown([inBrowser.read(KEPT), ...navigator.languages]) ?? 'en'

/** Switch to the first language of an app's `ui_locales` that we have, unless one was chosen in this browser. */
export async function speakFor(locales: string): Promise<void> {
  const code = firstKnown(locales.split(' '))
  if (code && !inBrowser.read(KEPT)) await speak(code).catch(() => undefined)
}

/** Switch to a language. Throws, without switching, if its texts can't be loaded. */
export async function speak(code: string, keep = false): Promise<void> {
  const load = LOADERS[code]
  if (!load) return
  state.texts = await load()
  state.code = code
  document.documentElement.lang = code
  if (keep) inBrowser.write(KEPT, code)
}
