import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { applyPatch, needsCollection, parsePatch } from './patch.ts'
import { goodPatch, kept, object, patch, value } from './patch-arbitraries.test-support.ts'
import { core, deepFreeze, ent, group } from './patch.test-support.ts'
import { schemasOf } from './project.ts'
import { startReading } from './reading.ts'
import { replaceResource } from './replace.ts'
import { isSame } from './same.ts'
import type { Resource, ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'

/** Everything inherited that a hostile name could reach. */
const inherited = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise].map(
  ({ prototype }: { prototype: object }) => [prototype, describeOwn(prototype)] as const,
)

function describeOwn(object: object): string {
  return Reflect.ownKeys(object).map(String).join()
}

afterEach(() => {
  for (const [prototype, before] of inherited) expect(describeOwn(prototype)).toBe(before)
})

const runs = 1000

interface Outcome {
  readonly refused?: ScimError
  readonly after?: Resource
  readonly deltas?: string
  readonly noticed: readonly string[]
}

/** What comes of a request; any error but a ScimError is passed on, and fails the test. */
function outcomeOf(
  strict: boolean,
  act: (reading: ReturnType<typeof startReading>) => {
    readonly after: Resource | undefined
    readonly deltas: ReadonlyMap<string, unknown>
  },
): Outcome {
  const reading = startReading(strict)
  try {
    const { after, deltas } = act(reading)
    const noticed = [...reading.repairs, ...reading.warnings]
    return { ...(after && { after }), deltas: JSON.stringify([...deltas]), noticed }
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { refused: error, noticed: [] }
  }
}

function patched(type: ResourceType, before: Resource, body: unknown, strict: boolean): Outcome {
  return outcomeOf(strict, (reading) => {
    const operations = parsePatch(body, type, reading)
    expect(typeof needsCollection(type, operations)).toBe('boolean')
    return applyPatch(type, before, operations, reading, '1')
  })
}

describe('any PATCH of any person', () => {
  test.each([true, false])('is applied wholly or refused with a ScimError, strict %s', (strict) => {
    fc.assert(
      fc.property(kept, patch, (before, body) => {
        const copy = structuredClone(before)
        const { refused, after } = patched(userType, before, deepFreeze(body), strict)
        expect(before).toEqual(copy)
        if (refused) {
          expect(refused.status).toBe(400)
          expect(refused.message.length).toBeLessThan(1000)
        } else expect(after).toBeDefined()
      }),
      { numRuns: runs },
    )
  })

  test('leaves a person whom a POST would have made just so', () => {
    let applied = 0
    fc.assert(
      fc.property(kept, fc.oneof(patch, goodPatch), (before, body) => {
        const { after } = patched(userType, before, body, false)
        if (!after) return
        applied++
        const whole = { schemas: schemasOf(userType, after), ...after }
        const { resource } = parseResource(userType, whole, startReading(true))
        expect(isSame(resource, after)).toBe(true)
      }),
      { numRuns: runs },
    )
    expect(applied).toBeGreaterThan(runs / 4)
  })

  test('means the same in every reading, if the strict one accepts it', () => {
    let accepted = 0
    fc.assert(
      fc.property(kept, goodPatch, (before, body) => {
        const strict = patched(userType, before, body, true)
        if (strict.refused) return
        accepted++
        expect(patched(userType, before, body, false)).toEqual(strict)
      }),
      { numRuns: runs },
    )
    expect(accepted).toBeGreaterThan(runs / 4)
  })
})

test('any PATCH of any group is folded or refused, and means the same in every reading', () => {
  const members = [{ value: 'a', type: 'User' }, { value: 'b' }]
  const before = deepFreeze({ displayName: 'Sales', members })
  fc.assert(
    fc.property(patch, (body) => {
      const compat = patched(groupType, before, deepFreeze(body), false)
      const strict = patched(groupType, before, body, true)
      expect(strict.refused ? undefined : compat).toEqual(strict.refused ? undefined : strict)
      expect(compat.after ?? before).toHaveProperty('displayName')
    }),
    { numRuns: runs },
  )
})

describe('any body', () => {
  const body = fc.oneof(
    object.map((attributes) => ({ schemas: [core, ent], userName: 'ada', ...attributes })),
    object.map((attributes) => ({ schemas: [core, ent], userName: 'ada', [ent]: attributes })),
    fc.record({ schemas: value, userName: value, name: object, emails: fc.array(object) }),
    object,
    fc.jsonValue({ maxDepth: 3 }),
  )

  test('of a POST is read or refused, and means the same in every reading', () => {
    fc.assert(
      fc.property(body, (sent) => {
        const read = (strict: boolean) =>
          outcomeOf(strict, (reading) => {
            const { resource, deltas } = parseResource(userType, deepFreeze(sent), reading)
            return { after: resource, deltas }
          })
        const strict = read(true)
        const compat = read(false)
        expect(strict.refused ? undefined : compat).toEqual(strict.refused ? undefined : strict)
        expect(compat.refused?.status ?? compat.after?.['userName']).not.toBeUndefined()
      }),
      { numRuns: runs },
    )
  })

  test('of a PUT is applied or refused, and leaves what was before as it was', () => {
    fc.assert(
      fc.property(kept, body, (before, sent) => {
        const copy = structuredClone(before)
        const put = (strict: boolean) =>
          outcomeOf(strict, (reading) => replaceResource(userType, before, sent, reading, '1'))
        const strict = put(true)
        const compat = put(false)
        if (!strict.refused) expect(compat).toEqual(strict)
        if (compat.after) expect(compat.after['active']).toBeOneOf([before['active'], true, false])
        expect(before).toEqual(copy)
      }),
      { numRuns: runs },
    )
  })

  test('of a group is read or refused', () => {
    fc.assert(
      fc.property(value, object, (members, attributes) => {
        const sent = { schemas: [group], displayName: 'Sales', ...attributes, members }
        const { refused, after } = outcomeOf(false, (reading) => {
          const { resource, deltas } = parseResource(groupType, sent, reading)
          return { after: resource, deltas }
        })
        expect(refused?.status ?? after?.['displayName']).toBeOneOf([400, expect.any(String)])
      }),
      { numRuns: runs },
    )
  })
})
