import { language } from './index'

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60]
] as const

/** How long ago, in words; `at` in Unix seconds. */
export function ago(at: number): string {
  const seconds = at - Date.now() / 1000
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit)
  }
  return words.format(0, 'second')
}

/** A date in the current language; `at` in Unix seconds. */
export function day(at: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(at * 1000)
}

/** The end of a wait in words, like “in 5 minutes”, rounded up to its largest unit. */
export function after(seconds: number): string {
  const [unit, length] = STEPS.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  const count = Math.ceil(seconds / length)
  return new Intl.RelativeTimeFormat(language.value).format(count, unit)
}
