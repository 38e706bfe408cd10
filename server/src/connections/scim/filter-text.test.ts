/** What a client writes never becomes SQL, and what cannot be searched is refused. */
import {
  type Filter,
  groupType,
  parseFilter,
  type ResourceType,
  startReading,
  userSchema,
  userType,
} from '@rollbook/scim'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  filterSketch,
  namesOf,
  unsearchable,
  writeFilter,
} from '../../../../test/support/hostile-filter.ts'
import { type Dialect, postgresDialect, sqliteDialect } from '../../database/dialect.ts'
import { compileFilter } from './filter-sql.ts'

const scope = {
  organizationId: '01890000-0000-7000-8000-000000000001',
  connectionId: '01890000-0000-7000-8000-000000000002',
}

describe.each([sqliteDialect, postgresDialect])('on $name', (dialect: Dialect) => {
  const compile = (filter: Filter, type: ResourceType) =>
    compileFilter(filter, type, { dialect, ...scope })
  const compileText = (text: string, type: ResourceType) =>
    compile(parseFilter(text, type, startReading(true)), type)

  test('no value of a client is in the SQL text; each is bound', () => {
    fc.assert(
      fc.property(filterSketch, fc.constantFrom(userType, groupType), (sketch, type) => {
        // Every text there is carries a mark that no text of ours has.
        const mark = 'zqxj'
        const marked = JSON.parse(JSON.stringify(sketch), (key, value) =>
          key === 'text' ? mark + value + mark : key === 'from' ? null : value,
        )
        const { sql, values } = compileText(writeFilter(marked, type, []), type)
        expect(sql.toLowerCase()).not.toContain(mark)
        expect(sql.match(/\?/g)?.length ?? 0).toBe(values.length)
        // Letters, digits and signs of SQL: no text of any other kind gets in.
        expect(sql).toMatch(/^[\w\s.,:$?'"()<>=*|[\]{}-]*$/)
      }),
      { numRuns: 500 },
    )
  })

  test('filters that differ in values of one kind are one statement', () => {
    for (const [one, other] of [
      ['userName eq "ada"', `userName eq "' or 1=1 --"`],
      ['userName co "ada"', 'userName co "%_\\\\"'],
      [
        'emails[type eq "work" and value eq "ada@x.example"]',
        'emails[type eq "?" and value eq "$1"]',
      ],
      ['title sw "a"', 'title sw "{gate}"'],
    ] as const)
      expect(compileText(one, userType).sql).toBe(compileText(other, userType).sql)
  })

  test.each([
    { type: userType, name: 'userName', operators: ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'le'] },
    { type: userType, name: 'meta.created', operators: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] },
    { type: groupType, name: 'displayName', operators: ['eq', 'ne', 'co', 'sw', 'ew', 'ge', 'lt'] },
  ])('$type.name can be asked for by $name in every way', ({ type, name, operators }) => {
    for (const operator of operators) {
      const { values } = compileText(`${name} ${operator} "2026-01-31T12:00:00Z"`, type)
      expect(values.length, operator).toBeGreaterThan(0)
    }
  })

  test('every attribute but those that are kept nowhere can be asked for', () => {
    for (const type of [userType, groupType])
      for (const { text } of namesOf(type))
        expect(compileText(`${text} pr`, type).sql, text).not.toBe('')
  })

  test.each([...unsearchable])('%s is refused, with a sentence that names it', (name) => {
    const type = name.startsWith('members') ? groupType : userType
    const last = name.slice(name.lastIndexOf('.') + 1)
    for (const text of [`${name} pr`, `${name} eq "x"`, `not (${name} sw "x")`])
      expect(() => compileText(text, type)).toThrow(
        expect.objectContaining({
          scimType: 'invalidFilter',
          message: expect.stringContaining(last),
        }),
      )
  })

  test('the password is refused, even where no parser stands before', () => {
    const attribute = userSchema.attributes.find(({ name }) => name === 'password')!
    const filters: Filter[] = [
      { kind: 'present', path: { attribute } },
      { kind: 'compare', path: { attribute }, operator: 'sw', value: 'a' },
    ]
    for (const filter of filters)
      expect(() => compile(filter, userType)).toThrow(
        expect.objectContaining({
          scimType: 'invalidFilter',
          message: expect.stringContaining('password'),
        }),
      )
  })

  test('an operator without meaning for the attribute is refused by name', () => {
    const attribute = userSchema.attributes.find(({ name }) => name === 'active')!
    const filter: Filter = { kind: 'compare', path: { attribute }, operator: 'gt', value: true }
    expect(() => compile(filter, userType)).toThrow(/"active".+"gt"/)
  })

  test('an attribute of another resource type is refused', () => {
    const filter = parseFilter('members pr', groupType, startReading(true))
    expect(() => compile(filter, userType)).toThrow(/"members"/)
  })
})
