import { describe, expect, it } from 'vitest'
import { expression, mismatches } from '@/pattern'

const DJANGO = '^[\\w.@+-]+$'

describe('a pattern of the server', () => {
  it.each(['jörg', 'анна', 'ann.b@c+d-e', '名前', ' ann ', 'ａｎｎ'])('takes %s', name => {
    expect(mismatches(name, DJANGO)).toBe(false)
  })

  it.each(['a b', 'a/b', 'a!', '😀'])('does not take %s', name => {
    expect(mismatches(name, DJANGO)).toBe(true)
  })

  it.each(['^\\w+$', '^\\d{3}$', '^[a-z\\d]+$'])('%s knows digits of every script', pattern => {
    expect(mismatches('٣٣٣', pattern)).toBe(false)
  })

  it.each(['(?P<name>x)', '(?i)x', '^[^\\W]+$', '('])('%s is left to the server', pattern => {
    expect(expression(pattern)).toBeUndefined()
    expect(mismatches('anything', pattern)).toBe(false)
  })

  it('says nothing of an empty value, or without a pattern', () => {
    expect(mismatches('  ', DJANGO)).toBe(false)
    expect(mismatches('a b', undefined)).toBe(false)
  })
})
