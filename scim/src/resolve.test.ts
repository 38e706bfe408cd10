import { describe, expect, test } from 'vitest'
import { pathHabits } from './habits-of-paths.ts'
import { startReading } from './reading.ts'
import { findSubAttribute, resolvePath, resolveSubPath, valuePathOf } from './resolve.ts'
import { printName } from './filter-print.ts'
import { groupType, userType } from './schemas/index.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

function resolve(text: string, strict = true): string | undefined {
  const path = resolvePath(userType, text, startReading(strict))
  if (!path) return undefined
  return path.attribute ? printName(path) : path.extension.id
}

function habitsIn(text: string): { name: string | undefined; habits: readonly string[] } {
  const reading = startReading(false)
  const path = resolvePath(userType, text, reading)
  return { name: path?.attribute && printName(path), habits: reading.repairs }
}

describe('a name', () => {
  test.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['name.givenName', 'name.givenName'],
    ['Name.GIVENname', 'name.givenName'],
    ['id', 'id'],
    ['meta.lastModified', 'meta.lastModified'],
    [`${core}:userName`, 'userName'],
    [`${core}:name.familyName`, 'name.familyName'],
    [`${core}:id`, 'id'],
    [`${enterprise}:department`, `${enterprise}:department`],
    ['members.$ref', undefined],
    ['groups.$ref', 'groups.$ref'],
  ])('%s is %s', (text, name) => {
    expect(resolve(text)).toBe(name)
  })

  test('of every attribute counts in any letter case', () => {
    const parts = [userType.schema, ...userType.extensions.map(({ schema }) => schema)]
    for (const { id, attributes } of parts)
      for (const { name, subAttributes = [] } of attributes)
        for (const rest of ['', ...subAttributes.map((sub) => `.${sub.name}`)]) {
          const full = `${id}:${name}${rest}`
          expect(resolve(full.toUpperCase())).toBe(id === core ? `${name}${rest}` : full)
        }
  })

  test('E-66 a URN counts in any letter case', () => {
    expect(resolve(`${enterprise.toUpperCase()}:Department`)).toBe(`${enterprise}:department`)
  })

  test('E-105 the dot within a URN parts nothing', () => {
    expect(resolve(`${enterprise}:manager.value`)).toBe(`${enterprise}:manager.value`)
  })

  test('the URN of an extension alone is the whole extension', () => {
    expect(resolve(enterprise)).toBe(enterprise)
    expect(resolve(enterprise.toLowerCase())).toBe(enterprise)
  })

  test('of another resource type is unknown', () => {
    expect(resolve('members')).toBeUndefined()
    expect(resolvePath(groupType, 'userName', startReading(false))).toBeUndefined()
  })

  test.each([
    '',
    ' userName',
    'userName ',
    'name.',
    '.userName',
    'name..givenName',
    'name.givenName.x',
    'userName.value',
    core,
    `${core}:`,
    `${enterprise}:`,
    `${enterprise}:userName`,
    'urn:ietf:params:scim:schemas:extension:other:2.0:User:department',
    '__proto__',
    'constructor',
    'toString',
    'name.__proto__',
    'emails.constructor',
    'nic\u212aName',
    'x'.repeat(100_000),
  ])('%j is unknown, strictly and with habits repaired', (text) => {
    expect(resolve(text)).toBeUndefined()
    expect(resolve(text, false)).toBeUndefined()
  })

  test('leads to the same frozen path each time', () => {
    const reading = startReading(true)
    const path = resolvePath(userType, 'userName', reading)
    expect(resolvePath(userType, 'USERNAME', reading)).toBe(path)
    for (const name of ['userName', 'name.givenName', enterprise, `${enterprise}:manager`])
      expect(resolvePath(userType, name, reading)).toSatisfy(Object.isFrozen)
  })
})

describe('a habit', () => {
  test.each([
    ['urn-dot', `${enterprise}.department`, `${enterprise}:department`],
    ['urn-dot', `${enterprise.toUpperCase()}.MANAGER.value`, `${enterprise}:manager.value`],
    ['urn-dot', `${core}.userName`, 'userName'],
    ['missing-urn', 'manager', `${enterprise}:manager`],
    ['missing-urn', 'Manager.Value', `${enterprise}:manager.value`],
    ['missing-urn', 'employeeNumber', `${enterprise}:employeeNumber`],
    ['email-alias', 'email', 'emails'],
    ['email-alias', 'EMAIL.Value', 'emails.value'],
  ])('%s: %s is read as %s, and the repair is named', (habit, text, name) => {
    expect(habitsIn(text)).toEqual({ name, habits: [habit] })
    expect(pathHabits.map((known) => known.name)).toContain(habit)
  })

  test('is not repaired in strict mode', () => {
    for (const text of [`${enterprise}.department`, 'manager', 'email'])
      expect(resolve(text)).toBeUndefined()
  })

  test('is not named where a name is right as it is', () => {
    for (const text of ['userName', 'USERNAME', `${enterprise}:manager`])
      expect(habitsIn(text).habits).toEqual([])
  })

  test('is not named where the name stays unknown', () => {
    for (const text of [`${enterprise}.nothing`, 'email.nothing', 'nothing'])
      expect(habitsIn(text)).toEqual({ name: undefined, habits: [] })
  })
})

describe('sub-attributes', () => {
  const reading = startReading(true)
  const emails = resolvePath(userType, 'emails', reading)!.attribute!
  const userName = resolvePath(userType, 'userName', reading)!.attribute!

  test('are found by their name in any letter case', () => {
    expect(findSubAttribute(emails, 'Type')?.name).toBe('type')
    expect(resolveSubPath(emails, 'VALUE')).toEqual({
      attribute: findSubAttribute(emails, 'value'),
    })
  })

  test('are not found where there are none', () => {
    expect(findSubAttribute(userName, 'value')).toBeUndefined()
    for (const name of ['', '__proto__', 'constructor', 'emails.value', 'valu\u212a'])
      expect(findSubAttribute(emails, name)).toBeUndefined()
  })

  test('the value is what a complex attribute is compared by', () => {
    const value = (name: string) => {
      const path = resolvePath(userType, name, reading)
      return path?.attribute && valuePathOf(path)
    }
    expect(printName(value('emails')!)).toBe('emails.value')
    expect(printName(value(`${enterprise}:manager`)!)).toBe(`${enterprise}:manager.value`)
    expect(printName(value('userName')!)).toBe('userName')
    expect(printName(value('emails.type')!)).toBe('emails.type')
    expect(value('name')).toBeUndefined()
  })
})
