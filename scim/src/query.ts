/** The query of a request, from its URL or from a SearchRequest body. RFC 7644 §3.4.2, §3.4.3. */
import { ScimError } from './error.ts'
import { quote } from './quote.ts'

const queryNames = [
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
] as const

type QueryName = (typeof queryNames)[number]

/** The parameters the protocol knows, as text; all others are ignored. */
export type Query = { readonly [name in QueryName]?: string }

/** The query of a request that has none. */
export const emptyQuery: Query = Object.freeze({})

const namesByLowerCase = new Map(queryNames.map((name) => [name.toLowerCase(), name]))

/** Parameters whose repetition adds to the list. */
const lists: ReadonlySet<QueryName> = new Set(['attributes', 'excludedAttributes'])

/**
 * Reads the query part of a URL. Names are taken in any letter case (Microsoft Entra ID sends
 * `startindex`), names the protocol does not know are harmless with and without a value.
 *
 * @param text what stands behind the question mark
 * @throws ScimError `invalidSyntax` for a bad percent escape or a parameter given twice
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 RFC 7644 §3.4.2}
 */
export function parseQuery(text: string): Query {
  if (text === '') return emptyQuery
  const query: { [name in QueryName]?: string } = {}
  for (const part of text.split('&')) {
    const equals = part.indexOf('=')
    const name = namesByLowerCase.get(
      decode(equals < 0 ? part : part.slice(0, equals)).toLowerCase(),
    )
    if (!name) continue
    const value = equals < 0 ? '' : decode(part.slice(equals + 1))
    const former = query[name]
    if (former === undefined || former === value) query[name] = value
    else if (lists.has(name)) query[name] = `${former},${value}`
    else throw new ScimError('invalidSyntax', `The query gives "${name}" twice; give it once.`)
  }
  return query
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch (cause) {
    throw new ScimError(
      'invalidSyntax',
      `The query holds ${quote(text)}, which is not percent-encoded UTF-8.`,
      { cause },
    )
  }
}

const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

/**
 * Reads the body of a request to `/.search`. Keys the protocol does not know are ignored, as
 * unknown parameters of a URL are.
 *
 * @param strict whether `schemas` must name the message
 * @throws ScimError `invalidSyntax` when it is none, `invalidValue` when a value has a wrong type
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.3 RFC 7644 §3.4.3}
 */
export function parseSearchRequest(body: unknown, strict: boolean): Query {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ScimError('invalidSyntax', 'The body of a search must be a JSON object.')
  const query: { [name in QueryName]?: string } = {}
  let isNamed = false
  for (const [key, value] of Object.entries(body)) {
    if (key.toLowerCase() === 'schemas')
      isNamed = Array.isArray(value) && value.some((urn) => isSearchRequest(urn))
    const name = namesByLowerCase.get(key.toLowerCase())
    if (!name || value === null) continue
    query[name] = lists.has(name) ? readList(name, value) : readSingle(name, value)
  }
  if (strict && !isNamed)
    throw new ScimError('invalidSyntax', `"schemas" of a search must hold "${searchRequest}".`)
  return query
}

function isSearchRequest(urn: unknown): boolean {
  return typeof urn === 'string' && urn.toLowerCase() === searchRequest.toLowerCase()
}

function readList(name: QueryName, value: unknown): string {
  const names: unknown[] = Array.isArray(value) ? value : [value]
  if (!names.every((item) => typeof item === 'string'))
    throw new ScimError('invalidValue', `"${name}" must be a list of attribute names.`)
  return names.join(',')
}

function readSingle(name: QueryName, value: unknown): string {
  const isNumber = name === 'startIndex' || name === 'count'
  if (typeof value === 'string') return value
  if (isNumber && typeof value === 'number') return String(value)
  throw new ScimError('invalidValue', `"${name}" must be ${isNumber ? 'an integer' : 'a text'}.`)
}
