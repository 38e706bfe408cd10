import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterText } from '../../test/support/filter-texts.ts'
import { matches } from './evaluate.ts'
import { parseFilter } from './filter-parser.ts'
import type { Filter } from './filter.ts'
import { startReading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import type { Resource } from './schema.ts'
import { userType } from './schemas/index.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const learning = 'urn:rollbook:params:scim:schemas:extension:learning:2.0:User'

const ada: Resource = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  id: '48af03ac',
  externalId: 'AbC1',
  userName: 'Ada@School.example',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  displayName: 'Straße',
  title: '',
  nickName: null,
  active: true,
  emails: [
    { value: 'ada@school.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home', primary: false },
  ],
  phoneNumbers: [],
  addresses: [{}],
  ims: [null, { value: null }],
  roles: [{ value: 'Pupil', primary: false }],
  meta: { resourceType: 'User', created: '2026-01-31T12:00:00.000Z', version: 'W/"1"' },
  [enterprise]: { department: 'Maths', manager: { value: 'Bo' } },
  [learning]: { hireDate: '2026-01-31T14:00:00+02:00' },
}

function parse(text: string): Filter {
  return parseFilter(text, userType, startReading(true))
}

function isMatch(text: string, resource: Resource = ada): boolean {
  return matches(parse(text), resource)
}

describe('RFC 7644 §3.4.2.2 matches', () => {
  test.each([
    ['E-08 userName in another letter case', 'userName eq "ada@school.EXAMPLE"'],
    ['E-09 externalId in the same letter case', 'externalId eq "AbC1"'],
    ['text spelled otherwise by Unicode', 'displayName eq "STRASSE"'],
    ['a part', 'userName co "@SCHOOL"'],
    ['the start', 'userName sw "ada@"'],
    ['the end', 'userName ew ".EXAMPLE"'],
    ['the whole by co, sw and ew', 'id co "48af03ac" and id sw "48af03ac" and id ew "48af03ac"'],
    ['what comes later in the alphabet', 'userName gt "ada" and userName ge "ADA@school.example"'],
    ['what comes before', 'userName lt "b" and userName le "ada@school.example"'],
    ['a boolean', 'active eq true and active ne false'],
    ['a sub-attribute', 'name.familyName eq "lovelace"'],
    ['an attribute of an extension', `${enterprise}:department eq "maths"`],
    ['a sub-attribute of an extension', `${enterprise}:manager eq "Bo"`],
    ['one of several values', 'emails eq "ada@home.example" and emails.type eq "work"'],
    ['one of several texts', `schemas eq "${enterprise}"`],
    ['different values for two comparisons', 'emails.type eq "work" and emails.value co "home"'],
    ['one value for both in a value path', 'emails[type eq "work" and value co "school"]'],
    ['E-03 a sub-attribute behind a value path', 'emails[type eq "work"].value sw "ada"'],
    ['a value path of a single complex attribute', 'name[givenName eq "ada"]'],
    ['an instant in another zone', `${learning}:hireDate eq "2026-01-31T12:00:00Z"`],
    ['an instant that is later', 'meta.created gt "2026-01-31T12:30:00+01:00"'],
    ['an instant that is the same', 'meta.created ge "2026-01-31T12:00:00Z"'],
    ['and before or', 'active eq false and title pr or id pr'],
  ])('%s: %s', (_, text) => {
    expect(isMatch(text)).toBe(true)
  })
})

describe('RFC 7644 §3.4.2.2 does not match', () => {
  test.each([
    ['E-09 externalId in another letter case', 'externalId eq "abc1"'],
    ['the id of a manager in another letter case', `${enterprise}:manager eq "bo"`],
    ['two values that are not of one element', 'emails[type eq "work" and value co "home"]'],
    ['an instant that is the same', 'meta.created gt "2026-01-31T12:00:00Z"'],
    [
      'the same by gt and lt',
      'userName lt "ada@school.example" or userName gt "ada@school.example"',
    ],
    ['absent attributes by any comparison', 'userType eq "x" or userType co "" or userType gt ""'],
    ['absent booleans', 'roles.primary eq true'],
    ['absent extensions', `${learning}:region sw ""`],
    ['not', 'not (userName pr)'],
  ])('%s: %s', (_, text) => {
    expect(isMatch(text)).toBe(false)
  })
})

describe('pr', () => {
  test.each([
    'userName',
    'emails',
    'name',
    'active',
    'roles.primary',
    'meta',
    `${enterprise}:manager`,
  ])('%s is present', (name) => {
    expect(isMatch(`${name} pr`)).toBe(true)
    expect(isMatch(`${name} ne null`)).toBe(true)
    expect(isMatch(`${name} eq null`)).toBe(false)
  })

  test.each([
    ['absent', 'userType'],
    ['an empty text', 'title'],
    ['null', 'nickName'],
    ['an empty list', 'phoneNumbers'],
    ['a list of nothing', 'addresses'],
    ['a list of null', 'ims'],
    ['a sub-attribute no value has', 'emails.display'],
  ])('what is %s is not', (_, name) => {
    expect(isMatch(`${name} pr`)).toBe(false)
    expect(isMatch(`${name} ne null`)).toBe(false)
    expect(isMatch(`${name} eq null`)).toBe(true)
  })

  test('false is present', () => {
    expect(isMatch('active pr', { active: false })).toBe(true)
  })
})

describe('ne is the negation of eq', () => {
  test('an absent attribute is not equal', () => {
    expect(isMatch('userType ne "Employee"')).toBe(true)
    expect(isMatch('active ne true', {})).toBe(true)
  })

  test('a multi-valued attribute must not have the value at all', () => {
    expect(isMatch('emails.type ne "work"')).toBe(false)
    expect(isMatch('emails.type ne "other"')).toBe(true)
  })

  test('within a value path it speaks of one value', () => {
    expect(isMatch('emails[type ne "work"]')).toBe(true)
    expect(isMatch('emails[type ne "work"].value co "school"')).toBe(false)
  })
})

describe('whatever the filter and the resource', () => {
  const text = fc.constantFrom('ada', 'ADA', 'straße', 'STRASSE', 'e\u0301', '', 'x@y.example')
  const email = fc.record(
    { value: text, type: text, display: text, primary: fc.boolean() },
    { requiredKeys: [] },
  )
  const resource = fc.record(
    {
      userName: text,
      externalId: text,
      title: fc.option(text),
      displayName: text,
      active: fc.boolean(),
      name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      emails: fc.array(email, { maxLength: 3 }),
      meta: fc.constant({ created: '2026-01-31T12:00:00.000Z' }),
      [enterprise]: fc.record(
        { department: text, manager: fc.record({ value: text }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )

  const holds = (law: (text: string, resource: Resource) => void) =>
    fc.assert(fc.property(filterText, resource, law), { numRuns: 500 })

  test('not negates', () => {
    holds((text, resource) => {
      expect(isMatch(`not (${text})`, resource)).toBe(!isMatch(text, resource))
    })
  })

  test('with itself and its negation, and and or are what logic says', () => {
    holds((text, resource) => {
      expect(isMatch(`(${text}) and not (${text})`, resource)).toBe(false)
      expect(isMatch(`(${text}) or not (${text})`, resource)).toBe(true)
      expect(isMatch(`(${text}) and id eq null`, resource)).toBe(isMatch(text, resource))
    })
  })

  test('ne is not eq, le is lt or eq, ge is gt or eq', () => {
    const name = fc.constantFrom('userName', 'title', 'name.givenName', `${enterprise}:department`)
    fc.assert(
      fc.property(name, text, resource, (attribute, value, resource) => {
        const is = (operator: string) =>
          isMatch(`${attribute} ${operator} ${JSON.stringify(value)}`, resource)
        expect(is('ne')).toBe(!is('eq'))
        expect(is('le')).toBe(is('lt') || is('eq'))
        expect(is('ge')).toBe(is('gt') || is('eq'))
        expect(is('lt') && is('gt')).toBe(false)
        expect(is('eq') && !(is('co') && is('sw') && is('ew'))).toBe(false)
        expect(is('le') || is('gt')).toBe(isMatch(`${attribute} pr`, resource))
      }),
    )
  })

  test('a value path matches when its filter matches one value alone', () => {
    fc.assert(
      fc.property(resource, text, text, (resource, type, value) => {
        const filter = `type eq ${JSON.stringify(type)} and value co ${JSON.stringify(value)}`
        const alone = (resource.emails ?? []).some((one) =>
          isMatch(filter.replace('type', 'emails.type').replace('value', 'emails.value'), {
            emails: [one],
          }),
        )
        expect(isMatch(`emails[${filter}]`, resource)).toBe(alone)
      }),
    )
  })
})

test('values of the wrong type equal nothing and break nothing', () => {
  const odd: Resource = {
    userName: 5,
    active: 'true',
    emails: 'x',
    name: [],
    meta: { created: 'x' },
  }
  for (const text of [
    'userName eq "5"',
    'active eq true',
    'emails.value eq "x"',
    'emails[value eq "x"]',
    'name.givenName eq "x"',
    'meta.created gt "2020-01-01T00:00:00Z"',
  ])
    expect([text, isMatch(text, odd)]).toEqual([text, false])
})

test('only what a resource has of its own counts', () => {
  const heir = Object.create({ userName: 'ada' }) as Resource
  expect(isMatch('userName eq "ada"', heir)).toBe(false)
})

test('numbers compare as numbers', () => {
  const path = resolvePath(userType, 'title', startReading(true))
  const attribute = { ...path!.attribute!, type: 'integer' as const }
  const filter = (operator: 'gt' | 'eq', value: number): Filter => ({
    kind: 'compare',
    path: { attribute },
    operator,
    value,
  })
  expect(matches(filter('gt', 9), { title: 10 })).toBe(true)
  expect(matches(filter('eq', 10), { title: 10 })).toBe(true)
  expect(matches(filter('gt', 10), { title: 10 })).toBe(false)
})
