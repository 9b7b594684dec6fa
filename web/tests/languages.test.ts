import { expect, it } from 'vitest'
import { de } from '@/i18n/de'
import { en } from '@/i18n/en'
import { es } from '@/i18n/es'
import { fr } from '@/i18n/fr'
import { firstKnown } from '@/i18n'

type Tree = { [key: string]: unknown }
const leaves = (tree: object, path = ''): [string, unknown][] =>
  Object.entries(tree as Tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}${key}.`) : [[path + key, value]]
  )
const paths = (tree: object) => leaves(tree).map(([path]) => path).sort()

const OTHERS = Object.entries({ de, es, fr })

it.each(OTHERS)('has every text in %s, faults included', (_, texts) => {
  expect(paths(texts)).toEqual(paths(en))
})

it.each(OTHERS)('translates every sentence to %s', (_, texts) => {
  const translated = new Map(leaves(texts))
  const same = leaves(en).filter(([path, text]) => typeof text === 'string' && text.includes(' ') && translated.get(path) === text)
  expect(same).toEqual([])
})

it.each(OTHERS)('uses every value that a text gets in %s', (_, texts) => {
  const translated = new Map(leaves(texts))
  for (const [path, text] of leaves(en)) {
    if (typeof text !== 'function') continue
    const values = Array.from({ length: text.length }, (_, place) => `‹${place}›`)
    const used = (make: unknown) => values.filter(value => (make as (...given: string[]) => string)(...values).includes(value))
    expect([path, used(translated.get(path))]).toEqual([path, used(text)])
  }
})

const written = (text: unknown): string =>
  typeof text === 'function' ? String((text as (...given: unknown[]) => unknown)(...Array.from({ length: text.length }, () => 'x'))) : String(text)

it('separates French punctuation by spaces at which no line ends', () => {
  expect(leaves(fr).map(([, text]) => written(text)).filter(text => / [?!;:»]|« /.test(text))).toEqual([])
})

it.each(Object.entries({ de, en, es, fr }))('has typographic quotes and apostrophes in %s', (_, texts) => {
  expect(leaves(texts).map(([, text]) => written(text)).filter(text => /["']|\.\.\./.test(text))).toEqual([])
})

it.each([['pt FR-ca de', 'fr'], ['pt', undefined], ['', undefined], ['constructor', undefined]])('an app that asks for “%s” gets %s', (locales, code) => {
  expect(firstKnown(locales.split(' '))).toBe(code)
})
