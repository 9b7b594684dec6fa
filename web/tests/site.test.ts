import { describe, expect, it } from 'vitest'
import { inside, siteFrom, textOn } from '@/site'

describe('the site', () => {
  it('has the server’s own defaults where no server filled the page in', () => {
    expect(siteFrom('').signup.fields.map(field => field.name)).toEqual(['email', 'password'])
    expect(siteFrom(undefined).api).toBe('/_allauth')
  })

  it('is what the server says', () => {
    expect(siteFrom('{"name": "Acme", "api": "/auth"}')).toMatchObject({ name: 'Acme', api: '/auth', home: '/account' })
  })
})

describe('a path below the prefix of the project', () => {
  it.each([['/app', '/'], ['/app/', '/'], ['/app/account', '/account'], ['/app?x=1', '/?x=1'], ['/app/account#y', '/account#y']])(
    'is known to the router without it: %s', (path, known) => {
      expect(inside(path, '/app')).toBe(known)
    }
  )

  it.each(['/', '/application', '/account'])('is not %s', path => {
    expect(inside(path, '/app')).toBeUndefined()
  })

  it('is every path at the root', () => {
    expect(inside('/account', '')).toBe('/account')
  })
})

describe('text on the site’s colour', () => {
  it.each([['#000000', '#ffffff'], ['#ffffff', '#000000'], ['#1d6b57', '#ffffff'], ['#ffd400', '#000000']])(
    'is readable on %s', (ground, text) => {
      expect(textOn(ground)).toBe(text)
    }
  )
})
