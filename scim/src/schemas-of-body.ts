/** The `schemas` of a resource that was sent. RFC 7643 §3. */
import { ScimError } from './error.ts'
import { schemasHabits } from './habits-of-bodies.ts'
import { limits } from './limits.ts'
import { quote } from './quote.ts'
import type { Reading } from './reading.ts'
import type { Resource, ResourceType, Schema } from './schema.ts'
import { describe } from './value-faults.ts'

const messages = 'urn:ietf:params:scim:api:messages:'
const version1 = 'urn:scim:schemas:'

/**
 * Checks that a body is a resource of the type and says so.
 *
 * @returns the extensions its `schemas` names
 * @throws ScimError `invalidSyntax`; `invalidVers` for a resource of SCIM 1.1
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-3 RFC 7643 §3}
 */
export function checkSchemas(type: ResourceType, body: Resource, reading: Reading): Set<Schema> {
  let urns = schemasOf(body)
  if (Array.isArray(urns) && urns.length > limits.valuesMax)
    throw new ScimError('tooMany', `"schemas" names more than ${limits.valuesMax} schemas.`)
  refuseOtherKinds(type, body, urns)
  const fault = faultOf(type, urns, body)
  if (fault) {
    if (reading.strict) throw new ScimError('invalidSyntax', fault)
    urns = mend(type, urns, body, reading)
  }
  const named = new Set<Schema>()
  for (const urn of Array.isArray(urns) ? urns : [])
    for (const { schema } of type.extensions) if (isEqual(schema.id, urn)) named.add(schema)
  return named
}

/** What is no resource at all, or none of this protocol, must not be taken for an empty one. */
function refuseOtherKinds(type: ResourceType, body: Resource, urns: unknown): void {
  const listed = Array.isArray(urns) ? urns.filter((urn) => typeof urn === 'string') : []
  const message = listed.find((urn) => urn.toLowerCase().startsWith(messages))
  if (message !== undefined)
    throw new ScimError(
      'invalidSyntax',
      `The body is a message, ${quote(message)}; send one ${type.name} itself.`,
    )
  if (listed.some((urn) => urn.toLowerCase().startsWith(version1)))
    throw new ScimError(
      'invalidVers',
      'The body is written in SCIM 1.1; choose SCIM 2.0 in the settings of the client.',
    )
  if (Object.keys(body).some((name) => isEqual('resources', name)))
    throw new ScimError('invalidSyntax', `The body is a list; send one ${type.name} itself.`)
}

/** What RFC 7643 §3 would have otherwise. */
function faultOf(type: ResourceType, urns: unknown, body: Resource): string | undefined {
  if (!Array.isArray(urns)) return `"schemas" must be a list with "${type.schema.id}".`
  const known = [type.schema, ...type.extensions.map(({ schema }) => schema)]
  const foreign = urns.find((urn) => !known.some(({ id }) => isEqual(id, urn)))
  if (foreign !== undefined)
    return `"schemas" holds ${describe(foreign)}, which is no schema of ${type.name}.`
  const missing = [type.schema.id, ...used(type, body)].find(
    (id) => !urns.some((urn) => isEqual(id, urn)),
  )
  return missing && `"schemas" must name "${missing}", for the body uses it.`
}

function mend(type: ResourceType, urns: unknown, body: Resource, reading: Reading): unknown {
  const keys = used(type, body)
  let mended = urns
  for (const habit of schemasHabits) {
    const before = mended
    mended = habit.mend(before, type, keys)
    const isMended = JSON.stringify(mended) !== JSON.stringify(before)
    if (isMended) reading.repaired(habit.name)
  }
  return mended
}

/** The extensions that have a key in the body. */
function used({ extensions }: ResourceType, body: Resource): string[] {
  if (extensions.length === 0) return []
  const keys = Object.keys(body).filter((name) => name.length > 4 && name.includes(':'))
  return extensions
    .map(({ schema }) => schema.id)
    .filter((id) => keys.some((name) => isEqual(id, name) && body[name] !== null))
}

function schemasOf(body: Resource): unknown {
  if (Object.hasOwn(body, 'schemas')) return body['schemas']
  const name = Object.keys(body).find((key) => isEqual('schemas', key))
  return name === undefined ? undefined : body[name]
}

function isEqual(name: string, other: unknown): boolean {
  if (typeof other !== 'string' || name.length !== other.length) return false
  return name === other || name.toLowerCase() === other.toLowerCase()
}
