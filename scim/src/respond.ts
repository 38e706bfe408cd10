/** From what the provider keeps to what is sent. */
import { ScimError } from './error.ts'
import { entityTag } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { locate } from './exchange.ts'
import type { Projection } from './project.ts'
import { project, schemasOf } from './project.ts'
import type { Stored } from './provider.ts'
import type { Resource, ResourceType } from './schema.ts'

const mediaType = 'application/scim+json'

/** The attributes of a stored resource as an object of their own. */
export function attributesOf(stored: Stored): Resource {
  const { attributes } = stored
  return typeof attributes === 'string' ? (JSON.parse(attributes) as Resource) : attributes
}

/** Whether the stored resource has that key, without parsing its text. */
export function hasAttribute(stored: Stored, name: string): boolean {
  const { attributes } = stored
  // A quotation mark inside a JSON string is escaped: the text `"name":` can only be a key.
  return typeof attributes === 'string'
    ? attributes.includes(`"${name}":`)
    : Object.hasOwn(attributes, name)
}

/**
 * The JSON text of a resource. When it is sent whole and the provider keeps text, the text is sent
 * on as it is: all that is looked for in it is whether the keys of the extensions are there.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-3 RFC 7643 §3}
 */
export function resourceText(
  type: ResourceType,
  stored: Stored,
  root: string,
  projection: Projection,
): string {
  if (projection.whole && typeof stored.attributes === 'string')
    return wholeText(type, stored, stored.attributes, root)
  const attributes = { ...attributesOf(stored) }
  for (const name of missingCollections(type, stored, projection)) attributes[name] = []
  const resource: Resource = {
    schemas: schemasOf(type, attributes),
    id: stored.id,
    ...attributes,
    meta: {
      resourceType: type.name,
      created: stored.created,
      lastModified: stored.lastModified,
      location: locate(root, type, stored.id),
      version: entityTag(stored.version),
    },
  }
  return JSON.stringify(project(type, resource, projection))
}

function wholeText(type: ResourceType, stored: Stored, text: string, root: string): string {
  let schemas = `"${type.schema.id}"`
  for (const { schema } of type.extensions)
    if (hasAttribute(stored, schema.id)) schemas += `,"${schema.id}"`
  let inner = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'))
  for (const name of type.collections)
    if (!hasAttribute(stored, name)) inner += `${inner.trim() === '' ? '' : ','}"${name}":[]`
  return (
    `{"schemas":[${schemas}],"id":${JSON.stringify(stored.id)},` +
    `${inner}${inner.trim() === '' ? '' : ','}"meta":{"resourceType":"${type.name}",` +
    `"created":"${stored.created}","lastModified":"${stored.lastModified}",` +
    `"location":${JSON.stringify(locate(root, type, stored.id))},` +
    `"version":${JSON.stringify(entityTag(stored.version))}}}`
  )
}

/** An empty collection is shown as `[]`: some clients take a missing `members` for an error. */
function missingCollections(
  type: ResourceType,
  stored: Stored,
  projection: Projection,
): readonly string[] {
  return type.collections.filter((name) => projection.includes(name) && !hasAttribute(stored, name))
}

/** An answer that shows one resource. */
export function resourceResponse<Context>(
  exchange: Exchange<Context>,
  status: 200 | 201,
  type: ResourceType,
  stored: Stored,
  projection: Projection,
): Response {
  const { root } = exchange
  return new Response(resourceText(type, stored, root, projection), {
    status,
    headers: {
      'content-type': mediaType,
      etag: entityTag(stored.version),
      location: locate(root, type, stored.id),
    },
  })
}

/** An answer with any other JSON text. */
export function jsonResponse(text: string, status = 200): Response {
  return new Response(text, { status, headers: { 'content-type': mediaType } })
}

/** An answer without a body. */
export function emptyResponse(status: 204 | 304, headers: Record<string, string>): Response {
  return new Response(null, { status, headers })
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.12 RFC 7644 §3.12} */
export function errorResponse(error: ScimError): Response {
  return new Response(JSON.stringify(error), {
    status: error.status,
    headers: { ...error.headers, 'content-type': mediaType },
  })
}

/** What a bug is answered with: nothing of it leaves the server. */
export function unexpectedError(): ScimError {
  return new ScimError(
    500,
    'The server failed to answer this request; nothing is wrong with the request itself. ' +
      'Repeat it later.',
  )
}
