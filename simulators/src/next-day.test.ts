import { describe, expect, test } from 'vitest'
import type { Company } from './company.ts'
import { makeCompany, peopleInScope } from './company.ts'
import { nextDay } from './next-day.ts'
import { pair } from './pair.ts'
import type { Person } from './person.ts'

const companies: Company[] = [makeCompany({ people: 400, groups: 20 })]
for (let day = 1; day <= 12; day++) companies.push(nextDay(companies.at(-1)!))

/** Everybody as they were one evening and the next, over all days. */
const steps = companies
  .slice(1)
  .flatMap((after, index) => pair(companies[index]!.people, after.people))

function happened(what: (was: Person, is: Person) => boolean): boolean {
  return steps.some(({ was, is }) => was !== undefined && is !== undefined && what(was, is))
}

describe('the next day', () => {
  test('is the same for the same company and seed, and leaves the day before as it was', () => {
    const before = JSON.stringify(companies[0])
    expect(nextDay(companies[0]!)).toEqual(companies[1])
    expect(JSON.stringify(companies[0])).toBe(before)
    expect(nextDay(companies[0]!, 'rain')).not.toEqual(companies[1])
  })

  test('brings hires and leavers', () => {
    expect(steps.some(({ was }) => was === undefined)).toBe(true)
    expect(happened((was, is) => was.accountEnabled && !is.accountEnabled)).toBe(true)
  })

  test.each(['displayName', 'userPrincipalName', 'managerId', 'department', 'mail'] as const)(
    'changes the %s of somebody',
    (key) => expect(happened((was, is) => was[key] !== is[key])).toBe(true),
  )

  test('gives and takes optional attributes', () => {
    expect(happened((was, is) => !was.mobilePhone && !!is.mobilePhone)).toBe(true)
    expect(happened((was, is) => !!was.mobilePhone && !is.mobilePhone)).toBe(true)
    expect(happened((was, is) => !!was.jobTitle && !is.jobTitle)).toBe(true)
  })

  test('unassigns people and assigns them again', () => {
    expect(happened((was, is) => was.assigned && !is.assigned)).toBe(true)
    expect(happened((was, is) => !was.assigned && is.assigned)).toBe(true)
  })

  test('moves accounts to the bin, from where some come back and others are purged', () => {
    const binned = steps.filter(({ was, is }) => is?.deletedOn !== undefined && !was?.deletedOn)
    expect(binned.length).toBeGreaterThan(0)
    for (const { is } of binned)
      expect(is?.userPrincipalName.slice(0, 32)).toBe(is?.objectId.replaceAll('-', ''))
    const restored = steps.find(({ was, is }) => was?.deletedOn && is && !is.deletedOn)
    expect(restored?.is?.userPrincipalName).toBe(restored?.was?.userPrincipalName.slice(32))
    expect(steps.some(({ was, is }) => was?.deletedOn !== undefined && !is)).toBe(true)
  })

  test('renames, makes and deletes groups and changes who is in them', () => {
    const groups = companies
      .slice(1)
      .flatMap((after, i) => pair(companies[i]!.groups, after.groups))
    expect(groups.some(({ was, is }) => was && is && was.displayName !== is.displayName)).toBe(true)
    expect(groups.some(({ was }) => !was)).toBe(true)
    expect(groups.some(({ is }) => !is)).toBe(true)
    expect(groups.some(({ was, is }) => is && was && is.members.length < was.members.length)).toBe(
      true,
    )
  })

  test('never touches Ada or Grace', () => {
    expect(companies.at(-1)?.people.slice(0, 2)).toEqual(companies[0]?.people.slice(0, 2))
  })

  test.each(companies)('keeps names, ids and the tree of managers sound on day $day', (company) => {
    for (const key of ['objectId', 'userPrincipalName', 'mail', 'employeeId'] as const) {
      const values = company.people.flatMap((person) => person[key]?.toLowerCase() ?? [])
      expect(new Set(values).size).toBe(values.length)
    }
    const names = company.groups.map(({ displayName }) => displayName.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    const byId = new Map(company.people.map((person) => [person.objectId, person]))
    for (const { members } of company.groups)
      expect(members.filter((id) => !byId.has(id))).toEqual([])
    for (const person of company.people) {
      const above = new Set<string>()
      for (let id = person.managerId; id !== undefined; id = byId.get(id)?.managerId) {
        expect(byId.has(id)).toBe(true)
        expect(above.has(id)).toBe(false)
        above.add(id)
      }
    }
  })

  test('is harmless for the smallest of companies', () => {
    let company = makeCompany({ people: 1, groups: 1 })
    for (let day = 0; day < 20; day++) company = nextDay(company)
    expect(company.day).toBe(20)
    expect(peopleInScope(company).length).toBeGreaterThanOrEqual(1)
  })
})
