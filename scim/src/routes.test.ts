import { describe, expect, test } from 'vitest'
import { checkMethod, findRoute, parseTarget } from './routes.ts'
import { groupType, userType } from './schemas/index.ts'

const types = new Map([
  ['Users', userType],
  ['Groups', groupType],
])

describe('parseTarget', () => {
  test.each([
    ['https://a.example/scim/v2/Users?x=1', { path: '/Users', query: 'x=1' }],
    ['https://a.example/scim/v2/Users?', { path: '/Users', query: '' }],
    ['https://a.example/scim/v2', { path: '', query: '' }],
    ['https://a.example/scim/v2?x', { path: '', query: 'x' }],
    ['https://a.example/scim/v2/Users#x?y', { path: '/Users', query: '' }],
    ['/scim/v2/Users?a=/b?c', { path: '/Users', query: 'a=/b?c' }],
  ])('cuts %s apart', (url, target) => {
    expect(parseTarget(url, '/scim/v2')).toEqual(target)
    expect(parseTarget(url, '/scim/v2/')).toEqual(target)
  })

  test.each(['https://a.example/scim/v22/Users', 'https://a.example', 'https://a.example/Users'])(
    'answers 404 to %s, outside the prefix',
    (url) => {
      expect(() => parseTarget(url, '/scim/v2')).toThrow(expect.objectContaining({ status: 404 }))
    },
  )

  test('needs no prefix', () => {
    expect(parseTarget('https://a.example/Users', '')).toEqual({ path: '/Users', query: '' })
    expect(parseTarget('https://a.example', '')).toEqual({ path: '', query: '' })
  })
})

describe('findRoute', () => {
  test.each([
    ['', { kind: 'root' }],
    ['/', { kind: 'root' }],
    ['/Users', { kind: 'type', type: userType }],
    ['//Users/', { kind: 'type', type: userType }],
    ['/Groups/a%20b', { kind: 'resource', type: groupType, id: 'a b' }],
    ['/Users/%2541', { kind: 'resource', type: userType, id: '%41' }],
    ['/Users/a%2Fb', { kind: 'resource', type: userType, id: 'a/b' }],
    ['/Users/.search', { kind: 'search', type: userType }],
    ['/.search', { kind: 'search' }],
    ['/Bulk', { kind: 'bulk' }],
    ['/Me', { kind: 'me' }],
    ['/Me/anything', { kind: 'me' }],
    ['/ServiceProviderConfig', { kind: 'configuration' }],
    ['/ResourceTypes', { kind: 'resourceTypes' }],
    ['/ResourceTypes/User', { kind: 'resourceTypes', id: 'User' }],
    ['/Schemas/urn:x:y', { kind: 'schemas', id: 'urn:x:y' }],
  ])('finds %j', (path, route) => {
    expect(findRoute(types, path)).toEqual(route)
  })

  test.each([
    '/users',
    '/T2/Users',
    '/Users/a/b',
    '/Bulk/a',
    '/Users/%zz',
    '/__proto__',
    '/%55sers',
  ])('answers 404 to %s', (path) => {
    expect(() => findRoute(types, path)).toThrow(expect.objectContaining({ status: 404 }))
  })
})

test('a method the endpoint does not know is answered with 405 and those it knows', () => {
  expect(() => checkMethod({ kind: 'type', type: userType }, 'PATCH')).toThrow(
    expect.objectContaining({
      status: 405,
      headers: { allow: 'GET, HEAD, POST, OPTIONS' },
    }),
  )
})
