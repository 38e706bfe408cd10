import { describe, expect, test } from 'vitest'
import { defineSchema } from '../define.ts'
import type { Attribute } from '../schema.ts'
import {
  commonAttributes,
  enterpriseUserSchema,
  groupSchema,
  groupType,
  learningUserSchema,
  resourceTypes,
  userSchema,
  userType,
} from './index.ts'

const schemas = [userSchema, enterpriseUserSchema, learningUserSchema, groupSchema]

function* attributesOf(attributes: readonly Attribute[]): Generator<Attribute> {
  for (const attribute of attributes) {
    yield attribute
    yield* attributesOf(attribute.subAttributes ?? [])
  }
}

function find(attributes: readonly Attribute[] | undefined, name: string): Attribute {
  return attributes!.find((attribute) => attribute.name === name)!
}

test('T-35 every attribute of every schema has every characteristic and a description', () => {
  const all = [commonAttributes, ...schemas.map((schema) => schema.attributes)].flatMap((list) => [
    ...attributesOf(list),
  ])
  expect(all.length).toBeGreaterThan(90)
  for (const attribute of all) {
    expect(attribute).toMatchObject({
      name: expect.any(String),
      description: expect.stringMatching(/\w.*\.$/),
      type: expect.any(String),
      multiValued: expect.any(Boolean),
      required: expect.any(Boolean),
      caseExact: expect.any(Boolean),
      mutability: expect.any(String),
      returned: expect.any(String),
      uniqueness: expect.any(String),
    })
    expect(attribute).toSatisfy(Object.isFrozen)
  }
})

test('no two attributes of a list differ only in case', () => {
  for (const list of [commonAttributes, ...schemas.map((schema) => schema.attributes)]) {
    const names = list.map((attribute) => attribute.name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  }
})

describe('RFC 7643', () => {
  test('§4.1 the core User has these attributes', () => {
    expect(userSchema.attributes.map(({ name }) => name)).toEqual([
      'userName',
      'name',
      'displayName',
      'nickName',
      'profileUrl',
      'title',
      'userType',
      'preferredLanguage',
      'locale',
      'timezone',
      'active',
      'password',
      'emails',
      'phoneNumbers',
      'ims',
      'photos',
      'addresses',
      'groups',
      'entitlements',
      'roles',
      'x509Certificates',
    ])
  })

  test('§4.1.1 userName is required, unique, and the same in any letter case', () => {
    expect(find(userSchema.attributes, 'userName')).toMatchObject({
      required: true,
      uniqueness: 'server',
      caseExact: false,
    })
  })

  test('§4.1.1 a password can be written and never read', () => {
    expect(find(userSchema.attributes, 'password')).toMatchObject({
      mutability: 'writeOnly',
      returned: 'never',
    })
  })

  test('§4.1.2 groups are readOnly, down to their sub-attributes', () => {
    const groups = find(userSchema.attributes, 'groups')
    for (const attribute of attributesOf([groups])) expect(attribute.mutability).toBe('readOnly')
  })

  test('§2.4 e-mails have value, display, type and primary', () => {
    const emails = find(userSchema.attributes, 'emails')
    expect(emails.subAttributes?.map(({ name }) => name)).toEqual([
      'value',
      'display',
      'type',
      'primary',
    ])
    expect(find(emails.subAttributes, 'value').caseExact).toBe(false)
    expect(find(emails.subAttributes, 'type').canonicalValues).toEqual(['work', 'home', 'other'])
  })

  test('§2.3.6 §2.3.7 binary values and references are caseExact', () => {
    const certificates = find(userSchema.attributes, 'x509Certificates')
    expect(find(certificates.subAttributes, 'value').caseExact).toBe(true)
    expect(find(userSchema.attributes, 'profileUrl').caseExact).toBe(true)
  })

  test('§3.1 the common attributes are the same for every resource type', () => {
    expect(commonAttributes.map(({ name }) => name)).toEqual([
      'schemas',
      'id',
      'externalId',
      'meta',
    ])
    expect(find(commonAttributes, 'id')).toMatchObject({
      caseExact: true,
      mutability: 'readOnly',
      returned: 'always',
    })
    expect(find(commonAttributes, 'externalId')).toMatchObject({
      caseExact: true,
      uniqueness: 'none',
    })
    expect(find(commonAttributes, 'meta').subAttributes?.map(({ name }) => name)).toEqual([
      'resourceType',
      'created',
      'lastModified',
      'location',
      'version',
    ])
  })

  test('§4.3 a manager has a value, a $ref and a displayName that cannot be written', () => {
    const manager = find(enterpriseUserSchema.attributes, 'manager')
    expect(manager.subAttributes?.map(({ name }) => name)).toEqual(['value', '$ref', 'displayName'])
    expect(find(manager.subAttributes, 'displayName').mutability).toBe('readOnly')
    expect(find(manager.subAttributes, 'value').mutability).toBe('readWrite')
  })

  test('§4.2 X14 a group must have a displayName', () => {
    expect(find(groupSchema.attributes, 'displayName').required).toBe(true)
  })

  test('§4.2 a member keeps its value, and is a User or a Group', () => {
    const members = find(groupSchema.attributes, 'members')
    expect(find(members.subAttributes, 'value').mutability).toBe('immutable')
    expect(find(members.subAttributes, 'type').canonicalValues).toEqual(['User', 'Group'])
  })

  test('§6 the resource types name their schemas, extensions and collections', () => {
    expect(resourceTypes).toEqual([userType, groupType])
    expect(userType.extensions.map(({ schema, required }) => [schema.name, required])).toEqual([
      ['EnterpriseUser', false],
      ['LearningUser', false],
    ])
    expect(groupType.collections).toEqual(['members'])
  })
})

describe('a schema that contradicts itself does not start', () => {
  const description = 'Any.'
  const define = (attributes: Parameters<typeof defineSchema>[0]['attributes']) =>
    defineSchema({ id: 'urn:x:2.0:X', name: 'X', description, attributes })

  test('a complex attribute without sub-attributes', () => {
    expect(() => define({ a: { description, type: 'complex' } })).toThrow('"a"')
  })

  test('sub-attributes of an attribute that is not complex', () => {
    expect(() => define({ a: { description, subAttributes: {} } })).toThrow('"a"')
  })

  test('a complex attribute within a complex one', () => {
    const inner = { description, type: 'complex', subAttributes: {} } as const
    expect(() => define({ a: { description, type: 'complex', subAttributes: { inner } } })).toThrow(
      '"inner"',
    )
  })

  test('a name that is none', () => {
    expect(() => define({ 'a.b': { description } })).toThrow('"a.b"')
  })
})
