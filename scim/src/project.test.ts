import { describe, expect, test } from 'vitest'
import { defineSchema } from './define.ts'
import { ScimError } from './error.ts'
import { project, projectionOf, schemasOf } from './project.ts'
import { startReading } from './reading.ts'
import type { Resource, ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const ada: Resource = {
  schemas: [core, enterprise],
  id: '1',
  userName: 'ada@contoso.com',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@contoso.com', type: 'work', primary: true }, { value: 'a@home' }],
  [enterprise]: { department: 'Engines', manager: { value: '2', displayName: 'Bo' } },
  meta: { resourceType: 'User', version: 'W/"1"' },
}

function show(query: string, type: ResourceType = userType, resource = ada): Resource {
  const projection = projectionOf(new URLSearchParams(query), type, startReading(true))
  return project(type, resource, projection)
}

test('without a wish all is shown as it is', () => {
  expect(show('')).toEqual(ada)
  expect(projectionOf({}, userType, startReading(true)).whole).toBe(true)
})

test('what was asked for is not the whole', () => {
  for (const query of [{ attributes: 'userName' }, { excludedAttributes: 'emails' }])
    expect(projectionOf(query, userType, startReading(true)).whole).toBe(false)
})

describe('§3.9 attributes', () => {
  test('E-25 shows what is named, and id and schemas', () => {
    expect(show(`attributes=userName,${enterprise}:department,name.givenName`)).toEqual({
      schemas: ada['schemas'],
      id: '1',
      userName: 'ada@contoso.com',
      name: { givenName: 'Ada' },
      [enterprise]: { department: 'Engines' },
    })
  })

  test.each([
    ['USERNAME', { userName: 'ada@contoso.com' }],
    [`${core}:userName`, { userName: 'ada@contoso.com' }],
    ['emails.value', { emails: [{ value: 'ada@contoso.com' }, { value: 'a@home' }] }],
    ['emails.type', { emails: [{ type: 'work' }] }],
    ['emails.display', {}],
    [enterprise, { [enterprise]: ada[enterprise] }],
    [`${enterprise}:manager.value`, { [enterprise]: { manager: { value: '2' } } }],
    ['meta.version', { meta: { version: 'W/"1"' } }],
    ['nickName', {}],
    ['constructor,toString,__proto__', {}],
    ['id', {}],
  ])('%s', (attributes, shown) => {
    expect(show(`attributes=${attributes}`)).toEqual({
      schemas: ada['schemas'],
      id: '1',
      ...shown,
    })
  })
})

describe('§3.9 excludedAttributes', () => {
  test.each(['members', 'Members', 'urn:ietf:params:scim:schemas:core:2.0:Group:members'])(
    'E-22, E-25 %s',
    (excluded) => {
      const group = { id: '1', displayName: 'Sales', members: [{ value: 'u' }] }
      expect(show(`excludedAttributes=${excluded}`, groupType, group)).toEqual({
        schemas: [groupType.schema.id],
        id: '1',
        displayName: 'Sales',
      })
      const query = { excludedAttributes: excluded }
      const projection = projectionOf(query, groupType, startReading(true))
      expect(projection.includes('members')).toBe(false)
      expect(projection.includes('displayName')).toBe(true)
    },
  )

  test('T-10 what is not named stays, extensions too', () => {
    const { emails: _, ...rest } = ada
    expect(show('excludedAttributes=emails')).toEqual(rest)
  })

  test('an empty collection is shown as an empty list', () => {
    const group = { id: '1', displayName: 'Sales', members: [] }
    expect(show('', groupType, group)['members']).toEqual([])
    expect(show('attributes=members.value', groupType, group)['members']).toEqual([])
  })

  test.each([
    ['id,schemas', ada],
    ['name.givenName', { ...ada, name: { familyName: 'Lovelace' } }],
    ['name.givenName,name.familyName', omit('name')],
    [enterprise, omit(enterprise)],
    [
      `${enterprise}:manager,emails.type`,
      {
        ...ada,
        emails: [{ value: 'ada@contoso.com', primary: true }, { value: 'a@home' }],
        [enterprise]: { department: 'Engines' },
      },
    ],
  ])('%s', (excluded, shown) => {
    expect(show(`excludedAttributes=${excluded}`)).toEqual(shown)
  })
})

test('both at once are refused', () => {
  expect(() => show('attributes=userName&excludedAttributes=emails')).toThrow(ScimError)
})

test('a password is never shown, whoever asks', () => {
  const leaky = { ...ada, password: 'secret' }
  for (const query of ['', 'attributes=password', 'attributes=password,userName'])
    expect(JSON.stringify(show(query, userType, leaky))).not.toContain('secret')
})

test('what the schemas do not have, and null, is never shown', () => {
  const odd = { ...ada, tenantId: 't', title: null, ['constructor']: 1 }
  expect(show('', userType, odd)).toEqual(ada)
})

test('§2.4 "always" is shown when not asked for, "request" only when it is', () => {
  const schema = defineSchema({
    id: 'urn:example:Badge',
    name: 'Badge',
    description: 'A badge.',
    attributes: {
      number: { description: 'Its number.', returned: 'always' },
      scan: { description: 'Its picture.', returned: 'request' },
      colour: { description: 'Its colour.' },
      holder: {
        description: 'Who has it.',
        type: 'complex',
        subAttributes: {
          id: { description: 'Their id.', returned: 'always' },
          name: { description: 'Their name.' },
          photo: { description: 'Their photo.', returned: 'request' },
        },
      },
    },
  })
  const type: ResourceType = {
    name: 'Badge',
    endpoint: '/Badges',
    description: 'Badges.',
    schema,
    extensions: [],
    collections: [],
  }
  const holder = { id: '7', name: 'Ada', photo: 'p' }
  const badge = { schemas: [schema.id], id: '1', number: '5', scan: 's', colour: 'red', holder }
  const always = { schemas: [schema.id], id: '1', number: '5' }
  expect(show('', type, badge)).toEqual({
    ...always,
    colour: 'red',
    holder: { id: '7', name: 'Ada' },
  })
  expect(show('attributes=scan', type, badge)).toEqual({ ...always, scan: 's' })
  expect(show('attributes=holder.photo', type, badge)).toEqual({
    ...always,
    holder: { id: '7', photo: 'p' },
  })
  expect(show('excludedAttributes=number,holder.id,colour', type, badge)).toEqual({
    ...always,
    holder: { id: '7', name: 'Ada' },
  })
})

test('E-94 schemas lists an extension only while something of it is there', () => {
  expect(schemasOf(userType, ada)).toEqual([core, enterprise])
  expect(schemasOf(userType, { userName: 'ada' })).toEqual([core])
  expect(schemasOf(userType, { userName: 'ada', [enterprise]: {} })).toEqual([core])
})

function omit(name: string): Resource {
  const { [name]: _, ...rest } = ada
  return rest
}
