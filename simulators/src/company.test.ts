import { describe, expect, test } from 'vitest'
import type { Company } from './company.ts'
import { inDirectoryOrder, makeCompany, peopleInScope } from './company.ts'
import type { Person } from './person.ts'

const company = makeCompany({ seed: 'a school year', people: 1000, groups: 40 })

/** How many people stand above and including this one. */
function levelOf(person: Person, { people }: Company): number {
  const byId = new Map(people.map((one) => [one.objectId, one]))
  let level = 1
  for (let above = byId.get(person.managerId ?? ''); above; above = byId.get(above.managerId ?? ''))
    if (++level > people.length) throw new Error(`${person.displayName} is in a loop of managers.`)
  return level
}

describe('the made-up company', () => {
  test('is the same to the byte for the same seed and size', () => {
    const again = makeCompany({ seed: 'a school year', people: 1000, groups: 40 })
    expect(JSON.stringify(again)).toBe(JSON.stringify(company))
  })

  test('takes a number for the text of that number', () => {
    expect(makeCompany({ seed: 7, people: 9, groups: 3 })).toEqual(
      makeCompany({ seed: '7', people: 9, groups: 3 }),
    )
  })

  test('is another one for another seed', () => {
    const other = makeCompany({ seed: 'another', people: 1000, groups: 40 })
    const ids = new Set(company.people.map(({ objectId }) => objectId))
    expect(other.people.filter(({ objectId }) => ids.has(objectId))).toEqual([])
  })

  test('has exactly as many people in scope as were asked for, and some disabled on top', () => {
    expect(peopleInScope(company)).toHaveLength(1000)
    expect(company.people).toHaveLength(1020)
    expect(company.people.some(({ leftOn }) => leftOn !== undefined)).toBe(true)
    expect(company.people.some((p) => !p.accountEnabled && p.leftOn === undefined)).toBe(true)
  })

  test.each([1, 2, 3, 5, 8, 13])('can be as small as %i', (people) => {
    const small = makeCompany({ people, groups: 6 })
    expect(peopleInScope(small)).toHaveLength(people)
    expect(small.groups).toHaveLength(6)
  })

  test('begins with Ada, who has no manager, and Grace, whose manager is Ada', () => {
    const [ada, grace] = company.people
    expect(ada).toMatchObject({ givenName: 'Ada', familyName: 'Lovelace', employeeId: '0000001' })
    expect(ada).not.toHaveProperty('managerId')
    expect(grace).toMatchObject({ givenName: 'Grace', managerId: ada?.objectId })
  })

  test.each(['objectId', 'oktaId', 'mailNickname', 'mail', 'employeeId'] as const)(
    'gives nobody the %s of somebody else',
    (key) => {
      const values = company.people.flatMap((person) => person[key]?.toLowerCase() ?? [])
      expect(new Set(values).size).toBe(values.length)
    },
  )

  test('tells people apart by userPrincipalName, letter case aside', () => {
    const names = company.people.map((person) => person.userPrincipalName.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    expect(company.people.some((person) => /[A-Z]/.test(person.userPrincipalName))).toBe(true)
  })

  test.each([8, 20, 50, 200, 1000])('of %i people has managers on four to six levels', (people) => {
    const sized = makeCompany({ people, groups: 0 })
    const deepest = Math.max(...sized.people.map((person) => levelOf(person, sized)))
    expect(deepest).toBeGreaterThanOrEqual(4)
    expect(deepest).toBeLessThanOrEqual(6)
  })

  test('has nobody managed by a disabled account', () => {
    const inScope = new Set(peopleInScope(company).map(({ objectId }) => objectId))
    const managers = company.people.flatMap(({ managerId }) => managerId ?? [])
    expect(managers.filter((id) => !inScope.has(id))).toEqual([])
  })

  test('lists reports before managers somewhere, in the order of a directory', () => {
    const order = inDirectoryOrder(company.people).map(({ objectId }) => objectId)
    const place = new Map(order.map((id, index) => [id, index]))
    const early = company.people.filter(
      ({ objectId, managerId }) => Number(place.get(objectId)) < Number(place.get(managerId ?? '')),
    )
    expect(early.length).toBeGreaterThan(100)
  })

  test.each([
    ['ö', /ö/],
    ['Ł', /Ł/],
    ['Arabic', /\p{Script=Arabic}/u],
    ['Chinese characters', /\p{Script=Han}/u],
    ['characters beyond U+FFFF', /[\u{10000}-\u{10ffff}]/u],
    ['both apostrophes', /O['’]/],
    ['combining marks', /\p{Mn}/u],
  ])('has names with %s', (_, pattern) => {
    expect(company.people.some(({ displayName }) => pattern.test(displayName))).toBe(true)
  })

  test.each(['mail', 'employeeId', 'businessPhone', 'streetAddress', 'jobTitle'] as const)(
    'has people with and without %s',
    (key) => {
      const having = company.people.filter((person) => person[key] !== undefined).length
      expect(having).toBeGreaterThan(500)
      expect(having).toBeLessThan(company.people.length)
    },
  )

  test('has groups of everybody, nobody, one, three and half of the company', () => {
    expect(company.groups.slice(0, 5).map(({ members }) => members.length)).toEqual([
      1020, 0, 1, 3, 510,
    ])
  })

  test('has all other groups between one and half of the company, by unique names', () => {
    const sizes = company.groups.slice(5).map(({ members }) => members.length)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(510)
    const names = company.groups.map(({ displayName }) => displayName.toLowerCase())
    expect(new Set(names).size).toBe(40)
    expect(names.some((name) => name.includes('"'))).toBe(true)
    expect(names.some((name) => name.includes('\\'))).toBe(true)
  })

  test('has only its own people in its groups, each once', () => {
    const ids = new Set(company.people.map(({ objectId }) => objectId))
    for (const { members } of company.groups) {
      expect(new Set(members).size).toBe(members.length)
      expect(members.filter((id) => !ids.has(id))).toEqual([])
    }
  })

  test.each([
    { people: 0, groups: 1 },
    { people: 1.5, groups: 1 },
    { people: 1, groups: -1 },
    { people: Number.NaN, groups: 1 },
  ])('cannot be of size $people and $groups', (size) => {
    expect(() => makeCompany(size)).toThrow(RangeError)
  })
})
