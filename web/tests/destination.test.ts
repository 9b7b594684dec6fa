import { describe, expect, it } from 'vitest'
import { ownPath } from '@/destination'

const origin = 'https://id.example.org'

describe('where a login leads', () => {
  it.each(['/account', '/account/devices?x=1#y', '/admin/'])('may be the page %s of this site', path => {
    expect(ownPath(path, origin)).toBe(path)
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'account', '', undefined, ['/x']])(
    'is never %s', wanted => {
      expect(ownPath(wanted, origin)).toBeUndefined()
    }
  )

  it('stays here whatever is in a path', () => {
    expect(ownPath('/a/../../b', origin)).toBe('/b')
    expect(ownPath('/\t/evil.example', origin)).toBeUndefined()
  })
})
