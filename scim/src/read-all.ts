/** A query at the root: over the resources of all types. RFC 7644 §3.4.2.1. */
import { ScimError } from './error.ts'
import type { Exchange } from './exchange.ts'
import { invalidCursor, listText, parseListQuery, parsePage } from './list.ts'
import type { Page } from './list.ts'
import { projectionOf } from './project.ts'
import type { ListQuery } from './provider.ts'
import type { Query } from './query.ts'
import { jsonResponse, resourceText } from './respond.ts'
import type { ResourceType } from './schema.ts'

/** One resource type of a query over several. */
interface Part {
  readonly type: ResourceType
  /** What is wanted of it, but for the page. */
  readonly wanted: ListQuery
}

/**
 * Answers `GET /` and `POST /.search`. The types follow each other: first all users, then all
 * groups; `sortBy` sorts within each. A type that does not have an attribute the filter names has
 * no resource that matches.
 *
 * @throws ScimError 400 for a query that no type understands
 * @see {@link https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.1 RFC 7644 §3.4.2.1}
 */
export async function listAllResources<Context>(
  exchange: Exchange<Context>,
  query: Query,
): Promise<Response> {
  const page = parsePage(query, exchange.setup)
  const parts = partsOf(exchange, query)
  const text =
    page.cursor === undefined
      ? await listByIndex(exchange, query, parts, page)
      : await listByCursor(exchange, query, parts, page, page.cursor)
  return jsonResponse(text)
}

function partsOf<Context>({ setup, reading }: Exchange<Context>, query: Query): readonly Part[] {
  const parts: Part[] = []
  let refusal: ScimError | undefined
  const { cursor: _, ...rest } = query
  for (const type of setup.types) {
    try {
      parts.push({ type, wanted: parseListQuery(type, rest, setup, reading) })
    } catch (error) {
      const isForeign =
        error instanceof ScimError &&
        (error.scimType === 'invalidFilter' || error.scimType === 'invalidPath')
      if (!isForeign) throw error
      refusal ??= error
    }
  }
  if (parts.length === 0 && refusal) throw refusal
  return parts
}

async function listByIndex<Context>(
  exchange: Exchange<Context>,
  query: Query,
  parts: readonly Part[],
  { startIndex, count }: Page,
): Promise<string> {
  const texts: string[] = []
  let totalResults = 0
  for (const part of parts) {
    const listed = await listPart(exchange, query, part, {
      startIndex: Math.max(1, startIndex - totalResults),
      count: count - texts.length,
    })
    texts.push(...listed.texts)
    totalResults += listed.totalResults
  }
  return listText(totalResults, texts, { startIndex })
}

/** A cursor is the name of the type the page lies in and that type's own cursor. */
async function listByCursor<Context>(
  exchange: Exchange<Context>,
  query: Query,
  parts: readonly Part[],
  { count }: Page,
  cursor: string,
): Promise<string> {
  const [name, ...inner] = cursor === '' ? [parts[0]?.type.name] : cursor.split('~')
  const at = parts.findIndex(({ type }) => type.name === name)
  if (at < 0) throw invalidCursor()
  let texts: readonly string[] = []
  let nextCursor: string | undefined
  let totalResults = 0
  for (const [index, part] of parts.entries()) {
    const page = index === at ? { count, cursor: inner.join('~') } : { count: 0 }
    const listed = await listPart(exchange, query, part, { startIndex: 1, ...page })
    totalResults += listed.totalResults
    if (index !== at) continue
    texts = listed.texts
    const next = parts[at + 1]
    if (listed.nextCursor !== undefined) nextCursor = `${part.type.name}~${listed.nextCursor}`
    else if (next) nextCursor = `${next.type.name}~`
  }
  return listText(totalResults, texts, { ...(nextCursor !== undefined && { nextCursor }) })
}

async function listPart<Context>(
  { setup, reading, call, root }: Exchange<Context>,
  query: Query,
  { type, wanted }: Part,
  page: Page,
): Promise<{ totalResults: number; texts: string[]; nextCursor?: string }> {
  const projection = projectionOf(query, type, reading)
  const listed = await setup.provider.list(type, { ...wanted, ...page }, projection, call)
  return {
    totalResults: listed.totalResults,
    texts: listed.resources.map((stored) => resourceText(type, stored, root, projection)),
    ...(listed.nextCursor !== undefined && { nextCursor: listed.nextCursor }),
  }
}
