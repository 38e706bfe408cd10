import { afterEach, describe, expect, test } from 'vitest'
import { parseJson } from './json.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { ada, core, ent, patchOp, patchUser, refusalOf } from './patch.test-support.ts'
import { startReading } from './reading.ts'
import { replaceResource } from './replace.ts'
import type { Resource } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'
import { writableOf } from './writable.ts'

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']
const unchanged = writableOf(userType, ada)
const before = snapshot()

afterEach(() => {
  expect(snapshot()).toEqual(before)
  expect(({} as Resource)['polluted']).toBeUndefined()
})

/** All that every object and function inherits, and what it is. */
function snapshot(): unknown[] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map(
    (prototype) =>
      Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(([name, { value }]) => [
        name,
        typeof value,
        typeof value === 'function' ? Object.keys(value as object).join() : '',
      ]),
  )
}

/** As it comes from the wire: `__proto__` is an own name there. */
function json(text: string): unknown {
  return parseJson(new TextEncoder().encode(text))
}

function patchText(operation: string, strict = false): Resource {
  const reading = startReading(strict)
  const body = json(`{"schemas":["${patchOp}"],"Operations":[${operation}]}`)
  return applyPatch(userType, ada, parsePatch(body, userType, reading), reading, '1').after
}

describe('the five shapes that changed prototypes elsewhere', () => {
  test.each(['__proto__.polluted', 'toString.polluted', 'constructor.prototype.polluted'])(
    'path %s',
    (path) => {
      for (const op of ['add', 'remove', 'replace'])
        for (const strict of [true, false])
          expect(refusalOf(() => patchUser(ada, [{ op, path, value: 'x' }], strict)).scimType).toBe(
            'invalidPath',
          )
    },
  )

  test.each(['__proto__.polluted', 'toString.polluted'])('key %s of a value', (key) => {
    for (const op of ['add', 'replace']) {
      const operation = `{"op":"${op}","value":{"${key}":"x","title":"Engineer"}}`
      expect(patchText(operation)).toEqual(unchanged)
      expect(refusalOf(() => patchText(operation, true)).status).toBe(400)
    }
  })
})

test.each(names)('case 63 %s at any place of a path', (name) => {
  for (const path of [
    name,
    `${name}.polluted`,
    `name.${name}`,
    `name.${name}.polluted`,
    `${name}[type eq "work"].value`,
    `emails[type eq "work"].${name}`,
    `emails[type eq "work"].${name}.polluted`,
    `emails[${name} eq "x"].value`,
    `${core}:${name}`,
    `${core}:${name}.polluted`,
    `${core}:name.${name}`,
    `${ent}:${name}`,
    `${ent}:${name}.polluted`,
    `${ent}.${name}`,
    `urn:${name}:${name}`,
  ])
    for (const op of ['add', 'remove', 'replace'])
      for (const strict of [true, false])
        // `prototype` is nothing that objects inherit: it is unknown like any other name.
        if (name === 'prototype' && !strict)
          try {
            expect(patchUser(ada, [{ op, path, value: 'x' }]).after).toEqual(unchanged)
          } catch (error) {
            expect(error).toHaveProperty('scimType', 'invalidPath')
          }
        else
          expect(refusalOf(() => patchUser(ada, [{ op, path, value: 'x' }], strict)).scimType).toBe(
            'invalidPath',
          )
})

test.each(names)('%s at any place of a value', (name) => {
  const evil = `{"polluted":"x"}`
  for (const value of [
    `{"${name}":${evil}}`,
    `{"${name}":"x"}`,
    `{"name":{"${name}":${evil}}}`,
    `{"${ent}":{"${name}":${evil}}}`,
    `{"${ent}":{"manager":{"${name}":${evil}}}}`,
    `{"emails":[{"value":"ada@contoso.com","type":"work","primary":true,"${name}":${evil}}]}`,
    `{"name.${name}":${evil}}`,
    `{"emails[type eq \\"work\\"].${name}":${evil}}`,
    `{"${core}:${name}":${evil}}`,
  ])
    for (const op of ['add', 'replace']) {
      const after = patchText(`{"op":"${op}","value":${value}}`)
      expect(JSON.stringify(after)).not.toContain('polluted')
      expect(Object.getPrototypeOf(after)).toBe(Object.prototype)
      expect({ ...after, emails: 0 }).toEqual({ ...unchanged, emails: 0 })
    }
})

test.each(names)('%s at any place of a body', (name) => {
  const evil = `{"polluted":"x"}`
  for (const attributes of [
    `"${name}":${evil}`,
    `"name":{"givenName":"A","${name}":${evil}}`,
    `"emails":[{"value":"x","${name}":${evil}}]`,
    `"${ent}":{"${name}":${evil}}`,
    `"${name}.x":${evil}`,
    `"schemas.${name}":${evil}`,
  ]) {
    const body = json(`{"schemas":["${core}","${ent}"],"userName":"ada",${attributes}}`)
    const { resource } = parseResource(userType, body, startReading(false))
    const { after } = replaceResource(userType, ada, body, startReading(false), '1')
    for (const made of [resource, after]) {
      expect(JSON.stringify(made)).not.toContain('polluted')
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
      expect(Object.keys(made)).not.toContain(name)
    }
    expect(refusalOf(() => parseResource(userType, body, startReading(true))).status).toBe(400)
  }
})

test.each(names)('%s as a value is a text like any other', (name) => {
  const reading = startReading(false)
  const value = json(`[{"value":"${name}","type":"User"}]`)
  const body = { schemas: [patchOp], Operations: [{ op: 'add', path: 'members', value }] }
  const { deltas } = applyPatch(
    groupType,
    undefined,
    parsePatch(body, groupType, reading),
    reading,
    'g',
  )
  expect(deltas.get('members')?.add).toEqual([{ value: name, type: 'User' }])
  expect(patchText(`{"op":"add","path":"title","value":"${name}"}`)['title']).toBe(name)
  expect(
    patchText(`{"op":"add","path":"emails[type eq \\"${name}\\"].value","value":"x"}`)['emails'],
  ).toContainEqual({ type: name, value: 'x' })
})

test('case 56 internal names reach nothing', () => {
  for (const name of ['tenantId', 'isAdmin', 'status', 'deletedAt', 'passwordHash', 'version'])
    expect(patchText(`{"op":"add","value":{"${name}":"x","name":{"${name}":"x"}}}`)).toEqual(
      unchanged,
    )
})

test('case 57 a foreign extension with a thousand attributes leaves one warning', () => {
  const attributes = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`a${at}`, 'x']))
  const reading = startReading(false)
  const body = { userName: 'ada', 'urn:example:Custom:2.0:User': attributes }
  expect(parseResource(userType, body, reading).resource).toEqual({ userName: 'ada' })
  expect(reading.warnings).toHaveLength(1)
})
