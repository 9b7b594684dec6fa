import { expect, test } from 'vitest'
import { initials } from '@/initials'

test.each([
  ['Ann', 'A'],
  ['Ann Maria Lee', 'AL'],
  ['ann.lee@example.org', 'AL'],
  ['élodie', 'É'],
  ['𝒜nn', '𝒜'],
  ['', '?'],
  ['@', '?']
])('the initials of %j are %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})
