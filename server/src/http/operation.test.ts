import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operationOf } from './operation.ts'

const root = '/scim/v2/{connection}'

test.each([
  ['GET', '/Users', 'list_user', '/Users'],
  ['GET', '/Users/', 'list_user', '/Users'],
  ['HEAD', '/Users', 'list_user', '/Users'],
  ['POST', '/Users', 'create_user', '/Users'],
  ['GET', '/Users/7b', 'get_user', '/Users/{id}'],
  ['PUT', '/Users/7b', 'replace_user', '/Users/{id}'],
  ['PATCH', '/Users/7b', 'patch_user', '/Users/{id}'],
  ['DELETE', '/Users/7b/', 'delete_user', '/Users/{id}'],
  ['POST', '/Users/.search', 'search_user', '/Users/.search'],
  ['PATCH', '/Groups/7b', 'patch_group', '/Groups/{id}'],
  ['POST', '/Bulk', 'bulk', '/Bulk'],
  ['POST', '/.search', 'search', '/.search'],
  ['GET', '/Me', 'me', '/Me'],
  ['GET', '/ServiceProviderConfig', 'discovery', '/ServiceProviderConfig'],
  ['GET', '/Schemas', 'discovery', '/Schemas'],
  ['GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', 'discovery', '/Schemas/{id}'],
  ['GET', '', 'other', '/…'],
  ['GET', '/Users/7b/emails', 'other', '/…'],
  ['DELETE', '/Users', 'other', '/…'],
  ['GET', '/Users/.search', 'other', '/…'],
  ['PROPFIND', '/Bulk', 'other', '/…'],
  ['GET', '/Userz', 'other', '/…'],
  ['GET', '/__proto__/constructor', 'other', '/…'],
])('%s %s is %s', (method, path, name, route) => {
  expect(operationOf(method, path)).toEqual({ name, route: root + route })
})

test('nothing a client writes comes into a name', () => {
  const known = /^[a-z_]+$/
  fc.assert(
    fc.property(fc.string(), fc.webPath(), (method, path) => {
      const { name, route } = operationOf(method, path)
      expect(name).toMatch(known)
      expect(route).toMatch(/^\/scim\/v2\/\{connection\}\/[\w.]+(?:\/(?:\{id\}|\.search))?$|…$/)
    }),
  )
})
