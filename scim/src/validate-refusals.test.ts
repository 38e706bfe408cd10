import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { core, ent, entraBody, learning, post, postAda, refusalOf } from './patch.test-support.ts'
import type { Resource } from './schema.ts'

describe('unknown attributes (E-45)', () => {
  const unknown: readonly Resource[] = [
    { favouriteColour: 'blue' },
    { name: { formatted: 'J Y', givenName: 'J', familyName: 'Y', nick: 'A' } },
    { emails: [{ value: 'a@b', verified: true }] },
    { [ent]: { salary: 1 } },
    { 'urn:example:Custom:2.0:User': { tag: 'x' } },
    { 'urn:example:Custom:2.0:User:tag': 'x' },
    { email: 'a@b' },
    JSON.parse('{"__proto__":{"isAdmin":true}}') as Resource,
    { constructor: { prototype: { isAdmin: true } } },
    { toString: 'x' },
    { 'emails[type eq "work"].verified': true },
  ]

  test.each(unknown)('%j are dropped with a warning', (attributes) => {
    const { resource, warnings, repairs } = post({ ...entraBody, ...attributes })
    const expected = post(entraBody).resource
    expect({ ...resource, emails: [] }).toEqual({ ...expected, emails: [] })
    expect(JSON.stringify(resource)).not.toMatch(/verified|isAdmin|blue|salary|tag|nick/)
    expect(warnings).toHaveLength(1)
    expect(repairs).toContain('unknown-attribute')
  })

  test.each(unknown)('%j are refused in strict mode', (attributes) => {
    const error = refusalOf(() => post({ ...entraBody, ...attributes }, true))
    expect([error.status, error.scimType]).toEqual([400, 'invalidSyntax'])
  })
})

describe('refused by both', () => {
  test.each([
    ['userName', ['ada']],
    ['userName', { value: 'ada' }],
    ['userName', 5],
    ['userName', true],
    ['userName', null],
    ['userName', ''],
    ['userName', ' \u00a0'],
    ['userName', []],
    ['externalId', 5],
    ['externalId', 1e20],
    ['displayName', -0],
    ['active', 'yes'],
    ['active', 'false '],
    ['active', 1],
    ['active', 0],
    ['active', '0'],
    ['active', []],
    ['active', {}],
    ['active', null],
    ['active', ''],
    ['emails', 'a@b'],
    ['emails', {}],
    ['emails', [[]]],
    ['emails', [null]],
    ['emails', [5]],
    ['emails', ['a@b']],
    ['emails', [{ value: 5 }]],
    [
      'emails',
      [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    ],
    ['emails', [{ value: 'a', primary: 'yes' }]],
    ['name', 'x'],
    ['name', ['x']],
    ['name', { givenName: 5 }],
    ['title', 5],
    [ent, 'x'],
    [ent, { manager: { value: 5 } }],
    [ent, { department: ['R&D'] }],
    [learning, { hireDate: 'soon' }],
    [learning, { hireDate: '2026-02-30T00:00:00Z' }],
    [learning, { customFields: [{ value: 'without a name' }] }],
  ])('case 59 %s as %j', (name, value) => {
    for (const strict of [true, false]) {
      const body = { schemas: [core, ent, learning], userName: 'ada', [name]: value }
      const error = refusalOf(() => post(body, strict))
      expect([error.status, error.scimType]).toEqual([400, 'invalidValue'])
    }
  })

  test('the detail names attribute, value and what is wanted', () => {
    const detail = (attributes: Resource) => refusalOf(() => postAda(attributes)).message
    expect(detail({ active: 'yes' })).toBe('"active" must be true or false, not the text "yes".')
    expect(detail({ externalId: 5 })).toBe('"externalId" must be a text in quotation marks, not 5.')
    expect(detail({ emails: 'a@b' })).toBe(
      '"emails" must be a list, each element an object, not the text "a@b".',
    )
    expect(detail({ name: { givenName: {} } })).toContain('"name.givenName"')
  })

  test('Q a password is not quoted', () => {
    expect(refusalOf(() => postAda({ password: 31337 })).message).not.toContain('31337')
  })

  test.each([
    ['null', null],
    ['a list', [entraBody]],
    ['a text', 'ada'],
    [
      'O-37 a ListResponse',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        Resources: [],
        totalResults: 0,
      },
    ],
    [
      'O-37 a ListResponse without schemas',
      { resources: [{ userName: 'ada' }], userName: 'ada', active: false },
    ],
    ['a PatchOp', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], userName: 'ada' }],
    ['P7 two spellings of one name', { schemas: [core], userName: 'ada', username: 'bo' }],
    [
      'P7 two spellings within',
      { schemas: [core], userName: 'ada', name: { givenName: 'A', GivenName: 'B' } },
    ],
    [
      'P7 two spellings of a URN',
      { schemas: [core], userName: 'ada', [ent]: {}, [ent.toLowerCase()]: {} },
    ],
  ])('%s as invalidSyntax', (_, body) => {
    for (const strict of [true, false])
      expect(refusalOf(() => post(body, strict)).scimType).toBe('invalidSyntax')
  })

  test('X-97 a resource of SCIM 1.1', () => {
    const body = { schemas: ['urn:scim:schemas:core:1.0'], userName: 'ada' }
    expect(refusalOf(() => post(body)).scimType).toBe('invalidVers')
  })

  test('more values than an attribute may have', () => {
    const emails = Array.from({ length: limits.valuesMax + 1 }, (_, at) => ({ value: `${at}` }))
    expect(postAda({ emails: emails.slice(1) })['emails']).toHaveLength(limits.valuesMax)
    expect(refusalOf(() => postAda({ emails })).scimType).toBe('tooMany')
    const schemas = emails.map(({ value }) => value)
    expect(refusalOf(() => postAda({ schemas })).scimType).toBe('tooMany')
  })
})
