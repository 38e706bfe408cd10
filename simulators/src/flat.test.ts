import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from './flat.ts'
import { enterpriseUrn, putAt, valueAt } from './flat.ts'

const ada = {
  title: 'Chief Executive',
  name: { givenName: 'Ada' },
  emails: [
    { type: 'home', value: 'ada@home.example' },
    { type: 'work', value: 'ada@work.example' },
    { type: 'work', value: 'second@work.example' },
  ],
  [enterpriseUrn]: { department: 'Board', manager: { value: '7' } },
}

describe('paths of mappings', () => {
  test.each([
    ['title', 'Chief Executive'],
    ['name.givenName', 'Ada'],
    ['name.familyName', undefined],
    ['emails[type eq "work"].value', 'ada@work.example'],
    ['emails[type eq "other"].value', undefined],
    [`${enterpriseUrn}:department`, 'Board'],
    [`${enterpriseUrn}:manager.value`, '7'],
    [`${enterpriseUrn}:division`, undefined],
    ['toString', undefined],
    ['constructor.name', undefined],
  ])('find at %s %s', (path, value) => {
    expect(valueAt(ada, path)).toBe(value)
  })

  test.each([null, undefined, 'text', 7, [], { emails: 'no list', name: 'no object' }])(
    'find nothing in %j',
    (resource) => {
      for (const path of ['title', 'name.givenName', 'emails[type eq "work"].value'])
        expect(valueAt(resource, path)).toBeUndefined()
    },
  )

  test('of another form are refused', () => {
    expect(() => valueAt(ada, 'emails[value co "x"].type')).toThrow(SyntaxError)
  })

  test('show what was put there, and nothing when it was taken away', () => {
    const path = fc.constantFrom(
      'title',
      'name.familyName',
      'emails[type eq "work"].value',
      'phoneNumbers[type eq "mobile"].value',
      `${enterpriseUrn}:costCenter`,
      `${enterpriseUrn}:manager.value`,
    )
    fc.assert(
      fc.property(path, fc.string(), (there, value) => {
        const resource: JsonObject = structuredClone(ada)
        putAt(resource, there, value)
        expect(valueAt(resource, there)).toBe(value)
        putAt(resource, there, undefined)
        expect(valueAt(resource, there)).toBeUndefined()
      }),
    )
  })

  test('leave other elements alone, and make none to take something away', () => {
    const resource: JsonObject = structuredClone(ada)
    putAt(resource, 'emails[type eq "work"].value', 'new@work.example')
    putAt(resource, 'phoneNumbers[type eq "fax"].value', undefined)
    expect(resource).toEqual({
      ...ada,
      emails: [ada.emails[0], { type: 'work', value: 'new@work.example' }, ada.emails[2]],
    })
  })
})
