/** The form of one resource in an answer: what every client takes for granted. */
import type { JsonObject } from './flat.ts'
import { coreUserUrn, enterpriseUrn, groupUrn, isObject, ownValue, valueAt } from './flat.ts'
import { limits } from './limits.ts'
import { show } from './quote.ts'

/** What a client looks for in a resource. */
export interface Sought {
  readonly case: string
  readonly type: 'User' | 'Group'
  /** Excluded in the request, so it must not be there. */
  readonly without?: 'members'
  /** Only this was asked for with `attributes`. */
  readonly only?: 'id'
}

type Find = (caseId: string, expected: string, got: string) => void

/** Judges a resource by its form alone; what it must hold is judged elsewhere. */
export function judgeForm(resource: JsonObject, sought: Sought, find: Find): void {
  const schemas = ownValue(resource, 'schemas')
  const core = sought.type === 'User' ? coreUserUrn : groupUrn
  if (!Array.isArray(schemas) || !schemas.includes(core))
    find(sought.case, `schemas with "${core}"`, show(schemas))
  judgeNulls(resource, sought.type, find)
  if (sought.only === 'id') {
    judgeOnlyId(resource, sought.case, find)
    return
  }
  judgeMeta(resource, sought, find)
  if (sought.type === 'User') judgeUser(resource, schemas, sought.case, find)
  else judgeGroup(resource, sought, find)
}

function judgeOnlyId(resource: JsonObject, caseId: string, find: Find): void {
  const others = Object.keys(resource).filter((name) => !['id', 'schemas', 'meta'].includes(name))
  // Some servers always return the user name; no client minds.
  const unasked = others.filter((name) => name !== 'userName' && name !== 'displayName')
  if (unasked.length > 0) find(caseId, 'only id, as attributes=id asks', unasked.join(', '))
}

/** RFC 7643 §2.5: null is the same as absent, and clients choke on it. */
function judgeNulls(resource: JsonObject, type: Sought['type'], find: Find): void {
  const path = findNull(resource, 0)
  if (path === undefined) return
  find(type === 'User' ? 'E-31' : 'T-31', 'no null anywhere', `null at ${path}`)
}

function findNull(value: unknown, depth: number): string | undefined {
  if (depth > limits.answerDepthMax) return undefined
  if (typeof value !== 'object' || value === null) return value === null ? '' : undefined
  for (const [name, child] of Object.entries(value)) {
    const below = findNull(child, depth + 1)
    if (below !== undefined) return below === '' ? name : `${name}.${below}`
  }
  return undefined
}

function judgeMeta(resource: JsonObject, { case: caseId, type }: Sought, find: Find): void {
  const resourceType = valueAt(resource, 'meta.resourceType')
  if (resourceType !== type) find(caseId, `meta.resourceType "${type}"`, show(resourceType))
  const location = valueAt(resource, 'meta.location')
  const id = ownValue(resource, 'id')
  if (typeof location !== 'string' || !/^https?:\/\/[^/]/.test(location))
    find(caseId, 'meta.location as an absolute URL', show(location))
  else if (typeof id === 'string' && !location.endsWith(`/${type}s/${encodeURIComponent(id)}`))
    find(caseId, `meta.location that ends with /${type}s/${id}`, location)
  for (const name of ['meta.created', 'meta.lastModified']) {
    const time = valueAt(resource, name)
    const isTime = typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time)
    if (time !== undefined && !isTime) find(caseId, `${name} as an xsd:dateTime`, show(time))
  }
}

function judgeUser(resource: JsonObject, schemas: unknown, caseId: string, find: Find): void {
  const userName = ownValue(resource, 'userName')
  if (typeof userName !== 'string' || userName === '')
    find(caseId, 'userName as a text that is not empty', show(userName))
  const active = ownValue(resource, 'active')
  if (typeof active !== 'boolean') find(caseId, 'active as true or false', show(active))
  if (Object.hasOwn(resource, 'password')) find('O-20', 'no password in any answer', 'one')
  const enterprise = ownValue(resource, enterpriseUrn)
  const isListed = Array.isArray(schemas) && schemas.includes(enterpriseUrn)
  if (enterprise !== undefined && !isListed)
    find('E-64', `schemas with "${enterpriseUrn}"`, show(schemas))
  if (isObject(enterprise) && Object.keys(enterprise).length === 0)
    find('E-94', `no empty "${enterpriseUrn}"`, '{}')
}

function judgeGroup(resource: JsonObject, { case: caseId, without }: Sought, find: Find): void {
  const displayName = ownValue(resource, 'displayName')
  if (typeof displayName !== 'string' || displayName === '')
    find(caseId, 'displayName as a text that is not empty', show(displayName))
  if (without === 'members') {
    if (Object.hasOwn(resource, 'members'))
      find(caseId, 'no members, as excludedAttributes=members asks', show(resource['members']))
    return
  }
  const members = ownValue(resource, 'members')
  if (members === undefined) return
  if (!Array.isArray(members)) {
    find(caseId, 'members as an array', show(members))
    return
  }
  const bad = members.find((member) => typeof ownValue(member, 'value') !== 'string')
  if (bad !== undefined) find(caseId, 'every member with a value as text', show(bad))
}
