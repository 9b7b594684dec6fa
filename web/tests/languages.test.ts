import { expect, it } from 'vitest'
import { de } from '@/i18n/de'
import { en } from '@/i18n/en'

type Tree = { [key: string]: unknown }
const leaves = (tree: Tree, path = ''): [string, unknown][] =>
  Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? leaves(value as Tree, `${path}${key}.`) : [[path + key, value]]
  )

it('has every text in both languages, faults included', () => {
  expect(leaves(de as unknown as Tree).map(([path]) => path).sort()).toEqual(leaves(en as unknown as Tree).map(([path]) => path).sort())
})

it('translates what it says', () => {
  const german = new Map(leaves(de as unknown as Tree))
  const same = leaves(en as unknown as Tree).filter(([path, text]) => typeof text === 'string' && text.includes(' ') && german.get(path) === text)
  expect(same).toEqual([])
})
