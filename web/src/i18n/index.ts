import { computed, shallowReactive } from 'vue'
import { en, type Texts } from './en'

/** Languages by code, each loaded when it is chosen. */
const LOADERS: Record<string, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: () => import('./de').then(module => module.de)
}
const KEPT = 'gatepost.language'

/** Languages in their own words. */
export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' }
] as const

const state = shallowReactive({ code: 'en', texts: en })

/** The texts in the present language. */
export const say = computed(() => state.texts)

/** The present language's code. */
export const language = computed(() => state.code)

/** The language that was chosen here, else the first of the browser's that we know. */
export function preferred(): string {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map(code => code?.split('-')[0] ?? '')
  return wanted.find(code => code in LOADERS) ?? 'en'
}

/** Speak a language; the page keeps the present one if its texts can't be loaded. */
export async function speak(code: string, keep = false): Promise<void> {
  const load = LOADERS[code]
  if (!load) return
  state.texts = await load()
  state.code = code
  document.documentElement.lang = code
  if (keep) localStorage.setItem(KEPT, code)
}
