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

/** The language chosen in this browser before, else the browser's first language that we have. */
export function preferred(): string {
  const wanted = [inBrowser.read(KEPT), ...navigator.languages].map(code => code?.split('-')[0] ?? '')
  return wanted.find(code => code in LOADERS) ?? 'en'
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
