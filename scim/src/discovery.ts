/** What a service says about itself. RFC 7643 §5 to §7, RFC 7644 §4, RFC 9865 §4. */
import { ScimError } from './error.ts'
import type { Exchange, Setup } from './exchange.ts'
import { limits } from './limits.ts'
import { listText } from './list.ts'
import { quote } from './quote.ts'
import type { Attribute, ResourceType, Schema } from './schema.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0'

/** How clients prove who they are, unless the application says otherwise. */
export const bearerToken = Object.freeze({
  type: 'oauthbearertoken',
  name: 'Bearer token',
  description: 'A token in the Authorization header, after the word Bearer.',
  specUri: 'https://www.rfc-editor.org/info/rfc6750',
  primary: true,
} as const)

/**
 * The text of `/ServiceProviderConfig`, with every block: clients are known to fail on a missing
 * one.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-5 RFC 7643 §5}
 */
export function configurationText<Context>({ setup, root }: Exchange<Context>): string {
  const { documentationUri, authenticationSchemes } = setup
  return JSON.stringify({
    schemas: [`${core}:ServiceProviderConfig`],
    ...(documentationUri !== undefined && { documentationUri }),
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: limits.bulkOperationsMax,
      maxPayloadSize: limits.bodyBytesMax,
    },
    filter: { supported: true, maxResults: limits.pageMax },
    changePassword: { supported: false },
    sort: { supported: setup.sort },
    etag: { supported: true },
    pagination: {
      cursor: setup.cursor,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.pageDefault,
      maxPageSize: limits.pageMax,
    },
    authenticationSchemes,
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${root}/ServiceProviderConfig`,
    },
  })
}

/**
 * The text of `/ResourceTypes`, or of one of them.
 *
 * @throws ScimError 404 when there is none of that name
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-6 RFC 7643 §6}
 */
export function resourceTypesText<Context>(
  { setup, root }: Exchange<Context>,
  name: string | undefined,
): string {
  if (name === undefined) return wholeList(setup.types.map((type) => typeText(type, root)))
  const type = setup.types.find((known) => known.name === name)
  if (!type) throw new ScimError(404, `There is no resource type ${quote(name)}.`)
  return typeText(type, root)
}

/**
 * The text of `/Schemas`, or of one of them.
 *
 * @param id a URN in any letter case
 * @throws ScimError 404 when there is none with that URN
 * @see {@link https://www.rfc-editor.org/rfc/rfc7643#section-7 RFC 7643 §7}
 */
export function schemasText<Context>(
  { setup, root }: Exchange<Context>,
  id: string | undefined,
): string {
  const schemas = schemasOf(setup)
  if (id === undefined) return wholeList(schemas.map((schema) => schemaText(schema, root)))
  const schema = schemas.find((known) => known.id.toLowerCase() === id.toLowerCase())
  if (!schema) throw new ScimError(404, `There is no schema ${quote(id)}.`)
  return schemaText(schema, root)
}

function wholeList(texts: readonly string[]): string {
  return listText(texts.length, texts, { startIndex: 1 })
}

/** Each once, though two resource types may share an extension. */
function schemasOf<Context>({ types }: Setup<Context>): readonly Schema[] {
  return [
    ...new Set(
      types.flatMap((type) => [type.schema, ...type.extensions.map(({ schema }) => schema)]),
    ),
  ]
}

function typeText(type: ResourceType, root: string): string {
  return JSON.stringify({
    schemas: [`${core}:ResourceType`],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({
      schema: schema.id,
      required,
    })),
    meta: { resourceType: 'ResourceType', location: `${root}/ResourceTypes/${type.name}` },
  })
}

function schemaText(schema: Schema, root: string): string {
  return JSON.stringify({
    schemas: [`${core}:Schema`],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(describe),
    meta: { resourceType: 'Schema', location: `${root}/Schemas/${schema.id}` },
  })
}

/** Every characteristic, also where it is the default: clients check for them. */
function describe(attribute: Attribute): object {
  const { canonicalValues, referenceTypes, subAttributes } = attribute
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(canonicalValues && { canonicalValues }),
    ...(referenceTypes && { referenceTypes }),
    ...(subAttributes && { subAttributes: subAttributes.map(describe) }),
  }
}
