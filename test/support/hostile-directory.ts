/** A directory of people and groups whose every text is hostile, at random, for tests of properties. */
import type { Attribute, Resource, Schema } from '@rollbook/scim'
import { enterpriseUserSchema, learningUserSchema, userSchema } from '@rollbook/scim'
import fc from 'fast-check'
import type { Database } from '../../server/src/database/database.ts'
import { uuidv7 } from '../../server/src/database/ids.ts'
import { createGroup, deleteGroup } from '../../server/src/directory/apply-group.ts'
import { bringPerson, Conflict, deletePerson } from '../../server/src/directory/apply-person.ts'
import { InvalidValue } from '../../server/src/directory/conflict.ts'
import type { Source } from '../../server/src/directory/source.ts'
import { connectService, type ServiceConnection } from './service.ts'

/** Texts that fold, compose, sort or look like syntax; some are alike without case. */
const peculiar = [
  ['ada', 'ADA', 'straße', 'STRASSE', 'ﬁona', 'FIONA', '\u212aelvin', 'kelvin', 'ａdmin', 'admin'],
  [
    'İ',
    'i\u0307',
    'ı',
    'I',
    'i',
    'é',
    'e\u0301',
    'É',
    'Å',
    '\u212b',
    'Σ',
    'ς',
    'σ',
    'ᾳ',
    'αι',
    'ǅ',
  ],
  ['\u{10400}', '\u{10428}', '\uffee', '\ue000', '\ud7ff', '\u{1f600}', '\u{10ffff}', '\u0301'],
  ['\u0345', '\u11a7', '가', '\u1100\u1161', '\u{1ccd6}', '\u{10d69}', '\u{105d2}\u0307', 'Ꭰ', 'ꭰ'],
  [
    '%',
    '_',
    '\\',
    '\\%',
    "o'neil",
    "' or 1=1 --",
    'a "b"',
    '?',
    '$1',
    '*',
    '{gate}',
    '{"$ne":null}',
  ],
  [' ', '  ', '\t', '\u00a0', 'ab', 'abc', 'null', 'true', 'User', 'group', 'direct', 'work', '-1'],
  ['2026-01-31T12:00:00Z', '00000000-0000-0000-0000-000000000000', 'x@y.example', 'X@Y.EXAMPLE'],
].flat()

/** A text of one to three of the peculiar ones, so that some are found within others. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...peculiar) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...peculiar), { minLength: 2, maxLength: 3 })
      .map((texts) => texts.join('')),
  },
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((text) => !text.includes('\0')),
)

const instant = fc.constantFrom(
  '2026-01-31T12:00:00Z',
  '2026-01-31T14:00:00+02:00',
  '2020-02-29T23:59:59.5Z',
  '1999-12-31T23:59:59',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  'yesterday',
)

/** What a person says of themselves: any attribute of any schema, or none of it. */
const document: fc.Arbitrary<Resource> = fc
  .tuple(
    attributesOf(userSchema, ['userName', 'active', 'password', 'groups']),
    attributesOf(enterpriseUserSchema, ['manager']),
    attributesOf(learningUserSchema, []),
  )
  .map(([own, enterprise, learning]) => ({
    ...own,
    ...(isPresent(enterprise) && { [enterpriseUserSchema.id]: enterprise }),
    ...(isPresent(learning) && { [learningUserSchema.id]: learning }),
  }))

/** Whether there is anything in it: an extension in which nothing is, is never stored. */
function isPresent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isPresent)
  return value !== '' && value !== undefined
}

function attributesOf(schema: Schema, without: readonly string[]): fc.Arbitrary<Resource> {
  return objectOf(schema.attributes.filter(({ name }) => !without.includes(name)))
}

function objectOf(attributes: readonly Attribute[]): fc.Arbitrary<Resource> {
  const model = Object.fromEntries(
    attributes.map((attribute) => [attribute.name, valueOf(attribute)]),
  )
  return fc.record(model, { requiredKeys: [] })
}

function valueOf(attribute: Attribute): fc.Arbitrary<unknown> {
  const { type, multiValued, subAttributes = [] } = attribute
  if (multiValued) return fc.array(objectOf(subAttributes), { maxLength: 3 })
  if (type === 'complex') return objectOf(subAttributes)
  if (type === 'boolean') return fc.boolean()
  if (type === 'dateTime') return instant
  return fc.oneof({ weight: 9, arbitrary: hostileText }, fc.constant(''))
}

/** How one person is made; numbers choose among those who are there already. */
const person = fc.record({
  document,
  userName: hostileText,
  externalId: fc.option(hostileText),
  active: fc.boolean(),
  manager: fc.option(fc.oneof(fc.nat(30), hostileText)),
  isDeleted: fc.nat(5).map((one) => one === 0),
})

const group = fc.record({
  displayName: hostileText.filter((text) => text.trim() !== ''),
  externalId: fc.option(hostileText),
  members: fc.array(fc.oneof(fc.nat(30), hostileText), { maxLength: 6 }),
  isDeleted: fc.nat(4).map((one) => one === 0),
})

/** A plan of a directory. */
export const hostileDirectory = fc.record({
  people: fc.array(person, { minLength: 8, maxLength: 16 }),
  groups: fc.array(group, { minLength: 2, maxLength: 5 }),
})

export type HostileDirectory =
  typeof hostileDirectory extends fc.Arbitrary<infer Plan> ? Plan : never

/** Brings it about through the door, for a new connection of a new organization. */
export async function makeDirectory(
  database: Database,
  plan: HostileDirectory,
): Promise<ServiceConnection> {
  const client = await connectService(database)
  const { connectionId } = client
  const source: Source = {
    // Told apart by Employee ID, people may share e-mail addresses.
    organization: { ...client.organization, identifier: 'employeeId' },
    connectionId,
    connectionName: 'Entra',
    actor: 'token:test',
    requestId: 'request',
    cycleId: uuidv7(),
    repairs: [],
    warnings: [],
  }
  const made: string[] = []
  const idOf = (one: number | string) =>
    typeof one === 'number' ? (made[one % (made.length + 1)] ?? 'nobody') : one
  for (const { document, userName, externalId, active, manager, isDeleted } of plan.people) {
    const extension = document[enterpriseUserSchema.id]
    const said = {
      ...document,
      userName: `${userName}${made.length}`,
      ...(manager !== null && {
        [enterpriseUserSchema.id]: {
          ...(typeof extension === 'object' ? extension : {}),
          manager: { value: idOf(manager) },
        },
      }),
    }
    try {
      const brought = await bringPerson(database, source, { document: said, externalId, active })
      made.push(brought.person_id)
      if (isDeleted) await deletePerson(database, source, brought.person_id, undefined)
    } catch (error) {
      // Two with the same Employee ID, or a key with something in it that cannot be seen: the
      // others are enough.
      if (!(error instanceof Conflict || error instanceof InvalidValue)) throw error
    }
  }
  for (const { displayName, externalId, members, isDeleted } of plan.groups) {
    const created = await createGroup(
      database,
      source,
      { displayName, externalId, document: {} },
      { reset: true, add: [...new Set(members.map(idOf))], remove: [] },
      { uniqueNames: false },
    )
    made.push(created.group_id)
    if (isDeleted) await deleteGroup(database, source, created)
  }
  return client
}
