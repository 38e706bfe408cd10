/** What the tests of POST, PUT and PATCH share: people of one story, and short ways to say things. */
import { ScimError } from './error.ts'
import { applyPatch, parsePatch } from './patch.ts'
import type { CollectionDelta } from './provider.ts'
import { startReading } from './reading.ts'
import type { Resource, ResourceType } from './schema.ts'
import { groupType, userType } from './schemas/index.ts'
import { parseResource } from './validate.ts'

export const core = userType.schema.id
export const group = groupType.schema.id
export const ent = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const learning = 'urn:rollbook:params:scim:schemas:extension:learning:2.0:User'
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Ada as the provider keeps her, with what it computes. */
export const ada: Resource = deepFreeze({
  externalId: 'ada',
  userName: 'ada@contoso.com',
  active: true,
  displayName: 'Ada L',
  title: 'Engineer',
  name: { formatted: 'Ada L', familyName: 'L', givenName: 'Ada' },
  emails: [
    { value: 'ada@contoso.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home', display: 'Home' },
  ],
  groups: [{ value: 'sales', display: 'Sales', $ref: 'https://host/Groups/sales' }],
  [ent]: { employeeNumber: '0007', department: 'R&D' },
})

/** A SCIM operation as a client writes it. */
export type Sent = Readonly<Record<string, unknown>>

/** The body of a PATCH with these operations. */
export function patchOf(...operations: readonly unknown[]): Resource {
  return { schemas: [patchOp], Operations: operations }
}

export interface Patched {
  /** Without undefined: what would be stored. */
  readonly after: Resource
  readonly repairs: readonly string[]
  readonly warnings: readonly string[]
}

/** Applies operations to a person. */
export function patchUser(
  before: Resource,
  operations: readonly unknown[],
  strict = false,
  id = '1',
): Patched {
  const reading = startReading(strict)
  const parsed = parsePatch(patchOf(...operations), userType, reading)
  const { after, deltas } = applyPatch(userType, before, parsed, reading, id)
  if (deltas.size > 0) throw new Error('a person has no collections')
  return { after, repairs: reading.repairs, warnings: reading.warnings }
}

/** Applies operations to the members of a group that is not read. */
export function patchMembers(
  operations: readonly unknown[],
  strict = false,
): CollectionDelta | undefined {
  const reading = startReading(strict)
  const parsed = parsePatch(patchOf(...operations), groupType, reading)
  return applyPatch(groupType, undefined, parsed, reading, 'g').deltas.get('members')
}

/** What a delta leaves of a group, as ids. */
export function membersAfter(
  before: readonly string[],
  delta: CollectionDelta | undefined,
): readonly string[] {
  const members = new Set(delta?.reset ? [] : before)
  for (const value of delta?.remove ?? []) members.delete(value)
  for (const { value } of delta?.add ?? []) members.add(String(value))
  return [...members].toSorted()
}

/** The ScimError that is thrown. */
export function refusalOf(refused: () => unknown): ScimError {
  let result: unknown
  try {
    result = refused()
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  throw new Error(`was not refused but gave ${JSON.stringify(result)}`)
}

/** What is frozen and changed all the same throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child)
    Object.freeze(value)
  }
  return value
}

/** The body of a POST as Entra ID sends it by default, E-30. */
export const entraBody: Resource = deepFreeze({
  schemas: [core, ent],
  externalId: 'jyoung',
  userName: 'j@contoso.com',
  active: true,
  displayName: 'J Y',
  emails: [{ primary: true, type: 'work', value: 'j@contoso.com' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'J Y', givenName: 'J', familyName: 'Y' },
  roles: [],
  title: null,
})

export interface Read {
  readonly resource: Resource
  readonly repairs: readonly string[]
  readonly warnings: readonly string[]
}

/** Reads the body of a POST. */
export function post(body: unknown, strict = false, type: ResourceType = userType): Read {
  const reading = startReading(strict)
  const { resource } = parseResource(type, body, reading)
  return { resource, repairs: reading.repairs, warnings: reading.warnings }
}

/** Reads a new person, who has a userName and what the test is about; returns the latter. */
export function postAda(attributes: Resource): Resource {
  const { resource } = post({ schemas: [core, ent], userName: 'ada', ...attributes })
  const { userName, ...rest } = resource
  if (userName !== 'ada') throw new Error('lost the userName')
  return rest
}
