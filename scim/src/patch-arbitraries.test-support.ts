/** Arbitrary requests, right, wrong and hostile, for the tests of what holds of all of them. */
import fc from 'fast-check'
import { core, deepFreeze, ent, learning, patchOp } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'

const hostileNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
]
const types = ['work', 'home', 'other']

const text = fc.oneof(fc.constantFrom('a', 'b', 'True', 'false', ''), fc.string({ maxLength: 6 }))

const entry = fc.record(
  {
    value: text,
    type: fc.constantFrom(...types),
    display: text,
    primary: fc.constantFrom<unknown>(true, false, 'True'),
  },
  { requiredKeys: [] },
)

/** Values right and wrong, of every form an attribute may be sent in. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  entry,
  fc.array(entry, { maxLength: 3 }),
  fc.array(text, { maxLength: 2 }),
  fc.record(
    { givenName: text, familyName: fc.constantFrom<unknown>('x', null) },
    { requiredKeys: [] },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

const listNames = ['emails', 'phoneNumbers', 'roles', 'addresses', 'members']
const plainNames = [
  'userName',
  'displayName',
  'title',
  'active',
  'name',
  'externalId',
  'id',
  'schemas',
]
const filter = fc.oneof(
  fc.constantFrom(...types).map((type) => `type eq "${type}"`),
  text.map((wanted) => `value eq ${JSON.stringify(wanted)}`),
  fc.constantFrom('primary eq true', 'primary eq "True"', 'value pr', 'not (type eq "work")'),
  fc.constantFrom('type eq "work" and primary eq true', 'type eq "a" or value eq "b"', 'x', ''),
)
const part = fc.constantFrom('value', 'type', 'primary', 'display', 'locality', '$ref', '__proto__')

const path = fc.oneof(
  fc.constantFrom(...plainNames, ...listNames, 'nickName', 'groups', 'meta.created', ent, core),
  fc.constantFrom('name.givenName', 'name.familyName', `${ent}:department`, `${ent}:manager`),
  fc.constantFrom('manager', 'manager.value', `${ent}.manager`, `${learning}:customFields`),
  fc.tuple(fc.constantFrom(...listNames), part).map(([name, sub]) => `${name}.${sub}`),
  fc.tuple(fc.constantFrom(...listNames), filter).map(([name, where]) => `${name}[${where}]`),
  fc
    .tuple(fc.constantFrom(...listNames, `${learning}:customFields`), filter, part)
    .map(([name, where, sub]) => `${name}[${where}].${sub}`),
  fc.constantFrom(...hostileNames).map((name) => `${name}.x`),
  fc.constantFrom(...hostileNames).map((name) => `name.${name}`),
  fc.constantFrom(...hostileNames).map((name) => `${core}:${name}.x`),
  fc.string({ maxLength: 8 }),
)

export const object = fc.dictionary(fc.oneof(path, fc.constantFrom(...hostileNames)), value, {
  maxKeys: 5,
})

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'Add', 'Remove', 'Replace'),
      path,
      value,
    }),
  },
  fc.record({ op: fc.constantFrom('add', 'replace'), value: object }),
  fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant(ent), value: object }),
  fc.record({ op: fc.constant('remove'), path }),
)

export const patch = fc
  .array(operation, { minLength: 1, maxLength: 6 })
  .map((Operations) => ({ schemas: [patchOp], Operations }))

const word = fc.constantFrom<unknown>('a', 'b', 'True', '', null)
const goodEntry = fc.record(
  { value: fc.constantFrom('a', 'b'), type: fc.constantFrom(...types), display: fc.constant('d') },
  { requiredKeys: ['value'] },
)
const goodPath = fc.oneof(
  fc.constantFrom('title', 'displayName', 'name.givenName', `${ent}:department`, `${ent}:manager`),
  fc.constantFrom('emails[type eq "work"].value', 'addresses[type eq "home"].locality'),
  fc.constantFrom('emails[primary eq true].display', 'phoneNumbers[type eq "fax"].value'),
)

/** An operation that follows the RFC, and mostly has a target. */
const goodOperation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace'), path: goodPath, value: word }),
  fc.record({ op: fc.constant('remove'), path: fc.oneof(goodPath, fc.constant('emails')) }),
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    path: fc.constantFrom('emails', 'roles'),
    value: fc.array(goodEntry, { maxLength: 3 }),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    path: fc.constant('emails[type eq "work"].primary'),
    value: fc.boolean(),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    value: fc.record(
      {
        title: word,
        active: fc.boolean(),
        NAME: fc.record({ givenName: word }),
        emails: fc.array(goodEntry, { maxLength: 2 }),
        [ent]: fc.record({ Department: word, manager: fc.record({ value: word }) }),
      },
      { requiredKeys: [] },
    ),
  }),
)

export const goodPatch = fc
  .array(fc.oneof({ weight: 9, arbitrary: goodOperation }, operation), {
    minLength: 1,
    maxLength: 4,
  })
  .map((Operations) => ({ schemas: [patchOp], Operations }))

/** Any person a client has written well, as it is kept. */
export const kept = fc
  .record(
    {
      active: fc.boolean(),
      title: fc.string({ minLength: 1 }),
      name: fc.record({ givenName: fc.string({ minLength: 1 }) }),
      emails: fc.array(
        fc.record({ value: fc.string({ minLength: 1 }), type: fc.constantFrom(...types) }),
        { maxLength: 3 },
      ),
      addresses: fc.array(fc.record({ locality: fc.string({ minLength: 1 }) }), { maxLength: 2 }),
      [ent]: fc.record({ department: fc.string({ minLength: 1 }) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .map((attributes) => {
    const body = { schemas: [core, ent], userName: 'ada', ...attributes }
    return deepFreeze(parseResource(userType, body, startReading(true)).resource)
  })
