import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { habits, readingOf } from './compat.ts'
import { operationHabits, schemasHabits } from './habits-of-bodies.ts'
import { valueHabits } from './habits-of-values.ts'
import { core, ent, learning } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import type { Attribute } from './schema.ts'
import { groupType, resourceTypes, userType } from './schemas/index.ts'

const allAttributes = resourceTypes
  .flatMap((type) => [type.schema, ...type.extensions.map(({ schema }) => schema)])
  .flatMap(({ attributes }) => attributes)
  .flatMap((attribute) => [attribute, ...(attribute.subAttributes ?? [])])

/** One value the RFC allows. */
function validSingle(attribute: Attribute): fc.Arbitrary<unknown> {
  switch (attribute.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer()
    case 'decimal':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'dateTime':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
    case 'complex':
      return fc.record(
        Object.fromEntries(
          (attribute.subAttributes ?? []).map((sub) => [sub.name, validSingle(sub)]),
        ),
        { requiredKeys: [] },
      )
    default:
      return attribute.canonicalValues && attribute.mutability === 'immutable'
        ? fc.constantFrom(...attribute.canonicalValues)
        : fc.string()
  }
}

/** An attribute with a value the RFC allows, and the form in which it is read. */
const validValue = fc.constantFrom(...allAttributes).chain((attribute) => {
  const single = fc.record({
    attribute: fc.constant(attribute),
    value: validSingle(attribute),
    form: fc.constant('single' as const),
  })
  const list = fc.record({
    attribute: fc.constant(attribute),
    value: fc.array(validSingle(attribute)),
    form: fc.constant('list' as const),
  })
  return attribute.multiValued ? fc.oneof(single, list) : single
})

const validOperation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace'),
  path: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  value: fc.jsonValue(),
})

describe('a habit leaves what the RFC allows as it was', () => {
  test.each(valueHabits)('$who $what', ({ mend }) => {
    fc.assert(
      fc.property(validValue, ({ attribute, value, form }) => {
        expect(mend(value, attribute, form)).toBe(value)
      }),
      { numRuns: 500 },
    )
  })

  test.each(operationHabits)('$who $what', ({ mend }) => {
    fc.assert(
      fc.property(validOperation, (operation) => {
        expect(mend(operation)).toBe(operation)
      }),
    )
  })

  test.each(schemasHabits)('$who $what', ({ mend }) => {
    fc.assert(
      fc.property(fc.subarray([ent, learning]), fc.subarray([ent, learning]), (named, used) => {
        const urns = [core, ...new Set([...named, ...used])]
        expect(mend(urns, userType, used)).toEqual(urns)
      }),
    )
  })
})

test('whatever the value, the habits come to an end with it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...allAttributes),
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom('list' as const, 'single' as const),
      (attribute, value, form) => {
        let mended: unknown = value
        let steps = 0
        for (let before: unknown = NaN; before !== mended; steps++) {
          if (steps > 20) break
          before = mended
          for (const habit of valueHabits) mended = habit.mend(mended, attribute, form)
        }
        expect(steps).toBeLessThan(20)
      },
    ),
  )
})

test('every habit has a name of its own and says who does what', () => {
  expect(new Set(habits.map(({ name }) => name)).size).toBe(habits.length)
  for (const { name, who, what } of habits) {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(who).not.toBe('')
    expect(what).not.toBe('')
  }
})

test('a strict reading has no habits, and a body fewer than a PATCH', () => {
  expect(readingOf(startReading(true), 'PATCH').habits).toEqual([])
  expect(readingOf(startReading(false), 'PATCH').habits).toEqual(valueHabits)
  expect(readingOf(startReading(false), 'POST').habits.length).toBeLessThan(valueHabits.length)
})

test('the type of a member is all that is bound to its canonical values', () => {
  const members = groupType.schema.attributes.find(({ name }) => name === 'members')
  const type = members?.subAttributes?.find(({ name }) => name === 'type')
  const habit = valueHabits.find(({ name }) => name === 'type-of-member')
  const closed = allAttributes.filter(
    (attribute) => habit?.mend('elsewhere', attribute, 'single') !== 'elsewhere',
  )
  expect(closed).toEqual([type])
})
