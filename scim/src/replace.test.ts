import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineSchema } from './define.ts'
import { ada, core, deepFreeze, ent, group, learning, refusalOf } from './patch.test-support.ts'
import { project, projectionOf, schemasOf } from './project.ts'
import { startReading } from './reading.ts'
import { replaceResource } from './replace.ts'
import { isSame } from './same.ts'
import type { Resource, ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'
import { writableOf } from './writable.ts'

function put(body: Resource, before = ada, strict = false): Resource {
  return replaceResource(userType, before, body, startReading(strict), '1').after
}

const minimal = { schemas: [core], userName: 'ada@contoso.com' }

test('§3.5.1 what the body leaves out is cleared', () => {
  expect(put({ ...minimal, active: true, title: 'Lead' })).toEqual({
    userName: 'ada@contoso.com',
    active: true,
    title: 'Lead',
    [ent]: { employeeNumber: '0007', department: 'R&D' },
  })
})

describe('what stays though it is left out', () => {
  test.each([true, false])('O-34, X8, case 168 active %s', (active) => {
    expect(put(minimal, { ...ada, active })['active']).toBe(active)
  })

  test('a password, which no client can read', () => {
    expect(put(minimal, { ...ada, password: 'kept' })['password']).toBe('kept')
    expect(put({ ...minimal, password: 'new' }, ada)['password']).toBe('new')
  })

  test('O-28, case 170 an extension the body does not name', () => {
    expect(put(minimal)[ent]).toEqual(ada[ent])
    expect(put({ ...minimal, manager: 'M' })[ent]).toEqual({
      ...(ada[ent] as Resource),
      manager: { value: 'M' },
    })
  })

  test('O-28 but not one it names in schemas or as a key', () => {
    expect(put({ ...minimal, schemas: [core, ent] })[ent]).toBeUndefined()
    expect(put({ ...minimal, [ent]: { division: 'V' } })[ent]).toEqual({ division: 'V' })
    expect(put({ ...minimal, [ent]: null })[ent]).toBeUndefined()
    expect(put({ ...minimal, [ent]: {} })[ent]).toBeUndefined()
  })
})

test('an attribute that is null or empty is cleared', () => {
  const cleared = put({ ...minimal, title: null, displayName: '', emails: [] })
  expect(cleared).not.toHaveProperty('title')
  expect(cleared).not.toHaveProperty('displayName')
  expect(cleared).not.toHaveProperty('emails')
})

test('E-95 active can be neither null nor empty', () => {
  for (const active of [null, '', []])
    expect(refusalOf(() => put({ ...minimal, active })).scimType).toBe('invalidValue')
})

test('O-33 the whole object with active false', () => {
  const body = { ...writableOf(userType, ada), schemas: [core, ent], active: false }
  expect(put(body)).toEqual({ ...writableOf(userType, ada), active: false })
})

test('O-37 an echoed ListResponse changes nothing', () => {
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    Resources: [{ userName: 'ada' }],
    active: false,
  }
  expect(refusalOf(() => put(body)).scimType).toBe('invalidSyntax')
  expect(refusalOf(() => put({ active: false })).scimType).toBe('invalidValue')
})

describe('the id in the body', () => {
  const reading = startReading(false)
  test('O-26 that is the one of the URL is fine', () => {
    expect(put({ ...minimal, id: '1' }, ada, true)['userName']).toBe('ada@contoso.com')
  })

  test('O-29, case 49 that is another is ignored, or refused when strict', () => {
    const body = { ...minimal, id: 'w' }
    expect(replaceResource(userType, ada, body, reading, '1').after).not.toHaveProperty('id')
    expect(reading.repairs).toContain('other-id-in-body')
    expect(refusalOf(() => put(body, ada, true)).scimType).toBe('mutability')
  })
})

describe('members', () => {
  function putGroup(body: Resource) {
    const before = { displayName: 'Sales', externalId: 'o' }
    const all = { schemas: [group], displayName: 'Sales', ...body }
    return replaceResource(groupType, before, all, startReading(false), 'g')
  }

  test('O-60, X-54 that are sent are exactly the members', () => {
    const { after, deltas } = putGroup({ id: 'g', members: [{ value: 'U', display: null }] })
    expect(after).toEqual({ displayName: 'Sales' })
    expect(deltas.get('members')).toEqual({ reset: true, add: [{ value: 'U' }], remove: [] })
  })

  test('that are an empty list leave nobody', () => {
    expect(putGroup({ members: [] }).deltas.get('members')).toMatchObject({ reset: true, add: [] })
  })

  test('T-01 that are not sent stay', () => {
    expect(putGroup({}).deltas.size).toBe(0)
    expect(putGroup({ members: null }).deltas.size).toBe(0)
  })
})

test('§2.2 an immutable value can be set once', () => {
  const schema = defineSchema({
    id: 'urn:example:Badge',
    name: 'Badge',
    description: 'A badge.',
    attributes: {
      number: { description: 'Its number.', mutability: 'immutable' },
      colour: { description: 'Its colour.' },
      scan: { description: 'Its picture.', returned: 'request' },
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
  const before = { number: '5', colour: 'red', scan: 's' }
  const replaced = (body: Resource) =>
    replaceResource(type, before, { schemas: [schema.id], ...body }, startReading(true), '1').after
  expect(replaced({})).toEqual({ number: '5', scan: 's' })
  expect(replaced({ number: '5', colour: 'blue' })).toEqual({
    number: '5',
    colour: 'blue',
    scan: 's',
  })
  expect(refusalOf(() => replaced({ number: '6' })).scimType).toBe('mutability')
})

/** Any person as a client may have written them. */
const person: fc.Arbitrary<Resource> = fc
  .record(
    {
      externalId: text(),
      active: fc.boolean(),
      displayName: text(),
      title: text(),
      name: fc.record({ givenName: text(), familyName: text() }, { requiredKeys: [] }),
      emails: entries(),
      roles: entries(),
      addresses: fc.array(fc.record({ type: text(), locality: text() })),
      [ent]: fc.record(
        { department: text(), manager: fc.record({ value: text() }) },
        { requiredKeys: [] },
      ),
      [learning]: fc.record(
        { customFields: fc.array(fc.record({ name: text(), value: text() })) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map((attributes) => ({ schemas: [core, ent, learning], userName: 'ada', ...attributes }))

function text(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, maxLength: 5 })
}

function entries(): fc.Arbitrary<Resource[]> {
  return fc
    .array(fc.record({ value: text(), type: text() }))
    .map((list) => list.map((entry, at) => ({ ...entry, ...(at === 0 && { primary: true }) })))
}

test.each([true, false])('O-26 a PUT of what GET gave changes nothing, strict %s', (strict) => {
  fc.assert(
    fc.property(person, (body) => {
      const { resource } = parseResource(userType, body, startReading(true))
      const before: Resource = deepFreeze({ ...withComputed(resource), groups: [{ value: 'g' }] })
      const whole = projectionOf({}, userType, startReading(true))
      const shown = project(
        userType,
        {
          schemas: schemasOf(userType, before),
          id: '1',
          ...before,
          meta: { resourceType: 'User', location: 'https://host/Users/1' },
        },
        whole,
      )
      const reading = startReading(strict)
      const { after, deltas } = replaceResource(userType, before, shown, reading, '1')
      expect(isSame(after, resource)).toBe(true)
      expect(isSame(after, writableOf(userType, before))).toBe(true)
      expect(deltas.size).toBe(0)
      expect(reading.repairs).toEqual([])
      expect(reading.warnings).toEqual([])
    }),
  )
})

/** What the service provider adds to a manager when it is read. */
function withComputed(resource: Resource): Resource {
  const part = resource[ent] as Resource | undefined
  if (!part?.['manager']) return resource
  const manager = { ...(part['manager'] as Resource), $ref: 'https://host/Users/2' }
  return { ...resource, [ent]: { ...part, manager: { ...manager, displayName: 'Bo' } } }
}

test('O-26 a PUT of a group as it was read names its members again', () => {
  const shown = {
    schemas: [group],
    id: 'g',
    displayName: 'Sales',
    members: [{ value: 'U', display: 'Ada', type: 'User', $ref: 'https://host/Users/U' }],
    meta: { resourceType: 'Group' },
  }
  const reading = startReading(true)
  const { after, deltas } = replaceResource(groupType, shown, shown, reading, 'g')
  expect(after).toEqual({ displayName: 'Sales' })
  expect(deltas.get('members')?.add).toEqual([{ value: 'U', type: 'User' }])
})
