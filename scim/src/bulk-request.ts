/** The message of a bulk request. RFC 7644 §3.7. */
import type { Tolerance } from './compat.ts'
import { ScimError } from './error.ts'
import type { Preconditions } from './etag.ts'
import { noPreconditions, parseEntityTags } from './etag.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { ResourceType } from './schema.ts'

const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

export interface BulkRequest {
  /** After how many failed operations the rest is left undone; undefined: never. */
  readonly failOnErrors: number | undefined
  /** As they came; each is read when its turn comes, since a bad one spoils only itself. */
  readonly operations: readonly unknown[]
}

/** One operation, understood as far as it can be without the resources it is about. */
export type BulkOperation = {
  readonly bulkId?: string
  readonly type: ResourceType
  readonly preconditions: Preconditions
  readonly data: unknown
} & (
  | { readonly method: 'POST' }
  | { readonly method: 'PUT' | 'PATCH' | 'DELETE'; readonly id: string }
)

/**
 * Reads the message without its operations.
 *
 * @throws ScimError 413 for more than `limits.bulkOperationsMax` operations, else 400
 */
export function parseBulkRequest(body: unknown, reading: Reading): BulkRequest {
  if (!isObject(body)) throw new ScimError('invalidSyntax', 'A bulk request is a JSON object.')
  const schemas = field(body, 'schemas')
  if (reading.strict && !(Array.isArray(schemas) && schemas.includes(bulkRequest)))
    throw new ScimError('invalidSyntax', `"schemas" of a bulk request must hold "${bulkRequest}".`)
  const operations = field(body, 'Operations')
  if (!Array.isArray(operations))
    throw new ScimError('invalidSyntax', 'A bulk request needs "Operations", a list.')
  if (operations.length > limits.bulkOperationsMax)
    throw new ScimError(
      413,
      `There are ${operations.length} operations; send at most ${limits.bulkOperationsMax} at once.`,
    )
  return { failOnErrors: parseFailOnErrors(field(body, 'failOnErrors')), operations }
}

function parseFailOnErrors(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new ScimError('invalidValue', '"failOnErrors" must be an integer of at least 1.')
  return value
}

/** What can be said of an operation before it is read, for the answer about it. */
export function outlineOf(operation: unknown): { method?: string; bulkId?: string; path?: string } {
  if (!isObject(operation)) return {}
  const outline: { method?: string; bulkId?: string; path?: string } = {}
  for (const name of ['method', 'bulkId', 'path'] as const) {
    const value = Object.entries(operation).find(([key]) => isNamed(key, name))?.[1]
    if (typeof value === 'string') outline[name] = value
  }
  return outline
}

/**
 * Reads one operation.
 *
 * @throws ScimError 400
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.7 RFC 7644 §3.7}
 */
export function parseBulkOperation(
  typesByEndpoint: ReadonlyMap<string, ResourceType>,
  operation: unknown,
  reading: Reading,
): BulkOperation {
  if (!isObject(operation))
    throw new ScimError('invalidSyntax', 'Each of "Operations" must be a JSON object.')
  const method = parseMethod(field(operation, 'method'), reading)
  const bulkId = field(operation, 'bulkId') ?? undefined
  if (bulkId !== undefined && (typeof bulkId !== 'string' || bulkId === ''))
    throw new ScimError('invalidValue', '"bulkId" must be a text that is not empty.')
  if (bulkId === undefined && method === 'POST') {
    if (reading.strict) throw new ScimError('invalidValue', 'A POST operation needs a "bulkId".')
    reading.repaired('missing-bulk-id' satisfies Tolerance)
  }
  const { type, id } = parseBulkPath(typesByEndpoint, field(operation, 'path'))
  const data = field(operation, 'data')
  if (method !== 'DELETE' && data === undefined)
    throw new ScimError('invalidValue', `A ${method} operation needs "data".`)
  const rest = {
    type,
    data,
    preconditions: parseVersion(field(operation, 'version')),
    ...(bulkId !== undefined && { bulkId }),
  }
  if (method === 'POST') {
    if (id !== undefined)
      throw new ScimError('invalidValue', `POST goes to "${type.endpoint}", without an id.`)
    return { ...rest, method }
  }
  if (id === undefined)
    throw new ScimError('invalidValue', `${method} needs a path with an id: "${type.endpoint}/…".`)
  return { ...rest, method, id }
}

function parseMethod(value: unknown, reading: Reading): BulkOperation['method'] {
  if (typeof value === 'string') {
    const method = reading.strict ? value : value.toUpperCase()
    if (method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE')
      return method
  }
  const given = typeof value === 'string' ? quote(value) : 'something else'
  throw new ScimError(
    'invalidValue',
    `"method" must be "POST", "PUT", "PATCH" or "DELETE", not ${given}.`,
  )
}

function parseBulkPath(
  typesByEndpoint: ReadonlyMap<string, ResourceType>,
  path: unknown,
): { type: ResourceType; id?: string } {
  const found = typeof path === 'string' && /^\/([^/?#]+)(?:\/([^/?#]+))?\/?$/.exec(path)
  const type = found ? typesByEndpoint.get(found[1] ?? '') : undefined
  if (found && type) {
    const id = found[2]
    if (id === undefined) return { type }
    if (!/%(?![0-9a-f]{2})/i.test(id)) return { type, id: decodeId(id) }
  }
  const paths = [...typesByEndpoint.keys()].map((name) => `"/${name}"`).join(' or ')
  throw new ScimError(
    'invalidValue',
    `"path" must be ${paths}, with "/" and an id for all but POST` +
      `${typeof path === 'string' ? `; it is ${quote(path)}` : ''}.`,
  )
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch (cause) {
    throw new ScimError('invalidValue', `The id ${quote(id)} is not percent-encoded UTF-8.`, {
      cause,
    })
  }
}

function parseVersion(value: unknown): Preconditions {
  if (value === undefined || value === null || value === '') return noPreconditions
  if (typeof value !== 'string')
    throw new ScimError('invalidValue', '"version" must be an entity tag such as W/"3".')
  return { ifMatch: parseEntityTags(value, '"version"') }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a name in any letter case. */
function field(object: object, name: string): unknown {
  const found = Object.entries(object).filter(([key]) => isNamed(key, name))
  if (found.length > 1)
    throw new ScimError('invalidSyntax', `"${name}" is given twice, in different letter case.`)
  return found[0]?.[1]
}

function isNamed(key: string, name: string): boolean {
  return key === name || key.toLowerCase() === name.toLowerCase()
}
