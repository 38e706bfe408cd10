import { describe, expect, test } from 'vitest'
import { ada, ent, learning, patchUser, refusalOf } from './patch.test-support.ts'
import type { Resource } from './schema.ts'
import { userType } from './schemas/index.ts'
import { writableOf } from './writable.ts'

const unchanged = writableOf(userType, ada)
const both = [true, false]

describe('single values', () => {
  test('E-50 one operation per attribute', () => {
    const { after } = patchUser({ ...ada, nickName: 'Countess' }, [
      { op: 'Replace', path: 'displayName', value: 'New' },
      { op: 'Add', path: 'title', value: 'Dr' },
      { op: 'Remove', path: 'nickName' },
    ])
    expect(after).toEqual({ ...unchanged, displayName: 'New', title: 'Dr' })
  })

  test.each([
    ['False', false],
    ['false', false],
    ['FALSE', false],
    ['True', true],
    ['TRUE', true],
  ])('E-52, E-53 active "%s" is %s, unless strict', (value, active) => {
    const operation = { op: 'replace', path: 'active', value }
    const { after, repairs } = patchUser({ ...ada, active: !active }, [operation])
    expect(after['active']).toBe(active)
    expect(repairs).toEqual(['boolean-as-text'])
    expect(refusalOf(() => patchUser(ada, [operation], true)).scimType).toBe('invalidValue')
  })

  test.each(['false ', '0', 0, 1, 'no', {}, [true, false], ''])(
    'case 79, 169 active %j is refused',
    (value) => {
      const operation = { op: 'replace', path: 'active', value }
      expect(refusalOf(() => patchUser(ada, [operation])).scimType).toBe('invalidValue')
    },
  )

  test.each(['displayName', 'title', 'userType', 'locale', 'timezone', `${ent}:employeeNumber`])(
    'E-55, E-56 %s in a list of one, or in an object, unless strict',
    (path) => {
      for (const value of [['New'], [{ $ref: null, value: 'New' }], { value: 'New' }]) {
        const operation = { op: 'add', path, value }
        expect(JSON.stringify(patchUser(ada, [operation]).after)).toContain('"New"')
        expect(refusalOf(() => patchUser(ada, [operation], true)).scimType).toBe('invalidValue')
      }
    },
  )

  test.each([['a', 'b'], [['a'], ['b']], [5], { other: 'a' }, { value: 5 }, 5, true])(
    'E-55 %j as a text is refused',
    (...values) => {
      const value = values.length > 1 ? values : values[0]
      const operation = { op: 'replace', path: 'displayName', value }
      expect(refusalOf(() => patchUser(ada, [operation])).scimType).toBe('invalidValue')
    },
  )

  test('E-68 a new userName', () => {
    const operation = { op: 'Replace', path: 'userName', value: 'new@contoso.com' }
    expect(patchUser(ada, [operation]).after['userName']).toBe('new@contoso.com')
  })

  test('E-73, E-54 values that are there already change nothing', () => {
    const { after } = patchUser(ada, [
      { op: 'replace', path: 'active', value: true },
      { op: 'add', path: 'title', value: 'Engineer' },
      { op: 'replace', path: 'name', value: ada['name'] },
      { op: 'replace', path: 'emails', value: ada['emails'] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada@contoso.com' },
    ])
    expect(after).toEqual(unchanged)
  })

  test('E-79 operations on one attribute take effect in order', () => {
    const { after } = patchUser(ada, [
      { op: 'remove', path: 'displayName' },
      { op: 'add', path: 'displayName', value: 'A' },
      { op: 'replace', path: 'displayName', value: 'B' },
    ])
    expect(after['displayName']).toBe('B')
    const switched = [false, true].map((value) => ({ op: 'replace', path: 'active', value }))
    expect(patchUser(ada, switched).after['active']).toBe(true)
  })

  test('E-162 a tombstone renames and disables in one request', () => {
    const { after } = patchUser(ada, [
      { op: 'Replace', path: 'userName', value: '0123456789abcdef0123456789abcdefada@contoso.com' },
      { op: 'Replace', path: 'active', value: 'False' },
    ])
    expect(after).toMatchObject({ active: false, title: 'Engineer' })
  })
})

describe('all or nothing', () => {
  test('E-69, case 69 one bad operation, and none is applied', () => {
    const operations = [
      { op: 'replace', path: 'title', value: 'Lead' },
      { op: 'replace', path: 'displayName', value: 'New' },
      { op: 'replace', path: 'active', value: 'maybe' },
    ]
    // `ada` is frozen through and through: a change of it would throw another error.
    expect(refusalOf(() => patchUser(ada, operations)).scimType).toBe('invalidValue')
  })

  test('T-23 what is not touched may be invalid', () => {
    const old: Resource = {
      ...ada,
      title: 5,
      userName: null,
      emails: [{ type: 'work' }, { type: 'home', primary: true }, { value: 'x', primary: true }],
      phoneNumbers: 'none',
    }
    const { after } = patchUser(old, [{ op: 'replace', path: 'displayName', value: 'New' }])
    expect(after).toMatchObject({ displayName: 'New', title: 5, phoneNumbers: 'none' })
    expect(after['emails']).toEqual(old['emails'])
    const added = { op: 'add', path: 'emails', value: [{ value: 'new' }] }
    expect(patchUser(old, [added]).after['emails']).toEqual([
      ...(old['emails'] as Resource[]),
      { value: 'new' },
    ])
  })
})

test('T-23 what is there without what it requires stays, beside what is new', () => {
  const fields = `${learning}:customFields`
  const old: Resource = { userName: 'ada', [learning]: { customFields: [{ value: 'nameless' }] } }
  const add = { op: 'add', path: fields, value: [{ name: 'badge', value: '7' }] }
  expect(patchUser(old, [add], true).after[learning]).toEqual({
    customFields: [{ value: 'nameless' }, { name: 'badge', value: '7' }],
  })
  const again = { op: 'add', path: fields, value: [] }
  expect(patchUser(old, [again], true).after).toEqual(old)
  const bad = { op: 'add', path: fields, value: [{ value: 'nameless too' }] }
  expect(refusalOf(() => patchUser(old, [bad], true)).scimType).toBe('invalidValue')
})

describe('what is required', () => {
  test.each([
    [{ op: 'remove', path: 'userName' }, 'mutability'],
    [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    [{ op: 'replace', path: 'userName', value: null }, 'invalidValue'],
    [{ op: 'replace', value: { userName: '' } }, 'invalidValue'],
    [{ op: 'remove', path: 'active' }, 'mutability'],
    [{ op: 'replace', path: 'active', value: null }, 'invalidValue'],
    [{ op: 'replace', path: 'active', value: '' }, 'invalidValue'],
    [{ op: 'add', value: { active: null } }, 'invalidValue'],
  ])('E-81, E-95, case 75 %j is refused', (operation, scimType) => {
    for (const strict of both)
      expect(refusalOf(() => patchUser(ada, [operation], strict)).scimType).toBe(scimType)
  })

  test('E-95 active null is refused even where there was none', () => {
    const { active: _, ...without } = ada
    const operation = { op: 'replace', path: 'active', value: null }
    expect(refusalOf(() => patchUser(without, [operation])).scimType).toBe('invalidValue')
  })

  test('a sub-attribute of a value that was touched', () => {
    const field = `${learning}:customFields`
    const add = { op: 'add', path: `${field}[name eq "badge"].value`, value: '7' }
    expect(JSON.stringify(patchUser(ada, [add]).after)).toContain('[{"name":"badge","value":"7"}]')
    const remove = { op: 'remove', path: `${field}[name eq "badge"].name` }
    expect(refusalOf(() => patchUser(ada, [add, remove])).message).toContain('customFields.name')
  })
})

describe('clearing', () => {
  test.each([
    ['E-90', 'title', ''],
    ['E-91', 'title', null],
    ['E-90', `${ent}:department`, ''],
    ['E-91', `${ent}:department`, null],
    ['E-91', 'emails', null],
    ['E-90', 'emails', ''],
    ['', 'emails', []],
    ['E-71', 'name.familyName', null],
  ])('%s replace %s by %j', (_, path, value) => {
    for (const strict of both) {
      const operation = { op: 'replace', path, value }
      const { after } = patchUser(ada, [operation], strict)
      expect(after).toEqual(patchUser(ada, [{ op: 'remove', path }], strict).after)
      expect(after).not.toEqual(unchanged)
      expect(JSON.stringify(after)).not.toMatch(/null|""|\[\]|\{\}/)
      // E-92, and again
      expect(patchUser(after, [operation], strict).after).toEqual(after)
    }
  })

  test.each([
    'nickName',
    'addresses',
    'name.middleName',
    'phoneNumbers[type eq "fax"].value',
    'phoneNumbers[type eq "fax"]',
    `${ent}:manager`,
    `${ent}:manager.value`,
  ])('E-92 what is not there: %s', (path) => {
    for (const strict of both)
      for (const operation of [
        { op: 'replace', path, value: null },
        { op: 'replace', path, value: '' },
        { op: 'add', path, value: null },
        { op: 'remove', path },
      ])
        expect(patchUser(ada, [operation], strict).after).toEqual(unchanged)
  })

  test('E-71 a part of the name by null', () => {
    const operation = { op: 'Replace', path: 'name', value: { familyName: null } }
    expect(patchUser(ada, [operation]).after['name']).toEqual({
      formatted: 'Ada L',
      givenName: 'Ada',
    })
  })

  test('E-94 the last attribute of an extension takes the extension with it', () => {
    const { after } = patchUser(ada, [
      { op: 'replace', path: `${ent}:department`, value: '' },
      { op: 'remove', path: `${ent}:employeeNumber` },
    ])
    expect(after).not.toHaveProperty([ent])
  })

  test('an extension as a whole', () => {
    for (const operation of [
      { op: 'remove', path: ent },
      { op: 'replace', path: ent, value: null },
      { op: 'replace', value: { [ent]: null } },
    ])
      expect(patchUser(ada, [operation], true).after).not.toHaveProperty([ent])
  })

  test('the last part of a name takes the name with it', () => {
    const parts = ['formatted', 'familyName', 'givenName']
    const operations = parts.map((part) => ({ op: 'remove', path: `name.${part}` }))
    expect(patchUser(ada, operations).after).not.toHaveProperty('name')
  })
})
