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

  it.each([
    '/%2e//evil.example',
    '/.//evil.example',
    '/account/..//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\\\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https://id.example.org@evil.example/',
    'https://id.example.org:pass@evil.example/',
    'https://id.example.org.evil.example/',
    '//user@evil.example/',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '%2f%2fevil.example',
    '%2F%2Fevil.example',
    'https%3A%2F%2Fevil.example'
  ])('is never another host, as %j', wanted => {
    expect(ownPath(wanted, origin)).toBeUndefined()
  })

  it.each([
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
    ['/@evil.example', '/@evil.example'],
    ['/account/%5cevil.example', '/account/%5cevil.example'],
    ['/shop/?next=https://evil.example', '/shop/?next=https://evil.example']
  ])('leaves %s on this host', (wanted, path) => {
    expect(ownPath(wanted, origin)).toBe(path)
    expect(new URL(path, origin).origin).toBe(origin)
  })

  it('stays here whatever is in a path', () => {
    expect(ownPath('/a/../../b', origin)).toBe('/b')
    expect(ownPath('/\t/evil.example', origin)).toBeUndefined()
  })
})
