/** Lists and searches of one connection as SQL: a page, the total, and where the next page starts. */
import {
  type Filter,
  type Listed,
  type ListQuery,
  printFilter,
  type ResourceType,
  type Stored,
} from '@rollbook/scim'
import type { Database, Statement, Value } from '../../database/database.ts'
import type { Scope } from '../../directory/read-person.ts'
import { readTally } from '../../directory/tally.ts'
import type { Cursors, Position } from './cursor.ts'
import { compileFilter } from './filter-sql.ts'
import type { PageStarts } from './page-starts.ts'
import { sortColumn } from './sort-sql.ts'

/** What is listed: a kind of row and how it is read. */
export interface Listing<Row> {
  readonly type: ResourceType
  readonly kind: 'person' | 'group'
  /** The tables; `ordinal` and `base` name their columns. */
  readonly from: string
  /** The table of `ordinal` and `within` alone. */
  readonly keysFrom: string
  readonly ordinal: string
  /** The condition that keeps within the connection; takes organization and connection. */
  readonly within: string
  /** The columns to read, and the values they take. */
  readonly columns: { readonly sql: string; readonly values: readonly Value[] }
  resourceOf(row: Row): Stored
}

interface Paged {
  readonly ordinal: string
}

/** Reads lists, with what makes deep pages and cursors cheap. */
export class Lists {
  readonly #database: Database
  readonly #starts: PageStarts
  readonly #cursors: Cursors
  /** The statements of look-ups: no value of a client is in their keys, so they are few. */
  readonly #lookUps = new Map<string, Statement>()

  constructor(database: Database, starts: PageStarts, cursors: Cursors) {
    this.#database = database
    this.#starts = starts
    this.#cursors = cursors
  }

  /** One page of a list, as SCIM asks for it. */
  async read<Row>(listing: Listing<Row>, scope: Scope, query: ListQuery): Promise<Listed> {
    const { filter, sortBy } = query
    if (query.cursor !== undefined) return this.#readByCursor(listing, scope, query, query.cursor)
    if (!filter && !sortBy) return this.#readWhole(listing, scope, query)
    if (filter && !sortBy && query.startIndex === 1 && query.count > 0 && isLookup(filter)) {
      // A look-up by a key finds one or few: the rows themselves tell the total.
      const rows = await this.#lookUp(listing, scope, filter, query.count)
      // Few as they are, they are put in order here: a database sorts even a single row with care.
      rows.sort((one, other) => (one.ordinal < other.ordinal ? -1 : 1))
      if (rows.length < query.count)
        return { totalResults: rows.length, resources: rows.map((row) => listing.resourceOf(row)) }
    }
    const { total, rows } = await this.#page(listing, scope, query, query.startIndex - 1)
    return { totalResults: total, resources: rows.map((row) => listing.resourceOf(row)) }
  }

  /** All of the connection, in order: the total is kept, and deep pages start from a known key. */
  async #readWhole<Row>(listing: Listing<Row>, scope: Scope, query: ListQuery): Promise<Listed> {
    const { startIndex, count } = query
    const { present, removals } = await readTally(this.#database, scope, listing.kind)
    if (count === 0 || startIndex > present) return { totalResults: present, resources: [] }
    const list = `${scope.connectionId} ${listing.kind}`
    const start = this.#starts.find(list, startIndex)
    const from = start?.removals === removals ? start : { skip: startIndex - 1 }
    const rows = await this.#rowsFrom(listing, scope, from, count, (before) =>
      this.#starts.remember(list, startIndex - 1, [before], removals),
    )
    const ordinals = rows.map(({ ordinal }) => ordinal)
    this.#starts.remember(list, startIndex, ordinals, removals)
    return {
      // Somebody may have come since the total was read.
      totalResults: Math.max(present, startIndex - 1 + rows.length),
      resources: rows.map((row) => listing.resourceOf(row)),
    }
  }

  /** A page; where resources are skipped, the last of them is read as well, and told. */
  async #rowsFrom<Row>(
    listing: Listing<Row>,
    scope: Scope,
    from: { readonly after?: string; readonly skip: number },
    count: number,
    tell: (before: string) => void,
  ): Promise<(Row & Paged)[]> {
    if (from.skip === 0) return this.#rows(listing, scope, { ...from, limit: count }, true)
    const wider = { ...from, skip: from.skip - 1, limit: count + 1 }
    const [before, ...rows] = await this.#rows(listing, scope, wider, true)
    if (before) tell(before.ordinal)
    return rows
  }

  async #readByCursor<Row>(
    listing: Listing<Row>,
    scope: Scope,
    query: ListQuery,
    cursor: string,
  ): Promise<Listed> {
    const { filter, sortBy, sortOrder, count } = query
    const list = [
      scope.organizationId,
      scope.connectionId,
      listing.kind,
      filter ? printFilter(filter) : '',
      sortBy ? `${sortOrder} ${printFilter({ kind: 'present', path: sortBy })}` : '',
    ].join('\n')
    const position: Position = cursor === '' ? { skip: 0 } : this.#cursors.read(list, cursor)
    const skip = 'skip' in position ? position.skip : 0
    const { total, rows } =
      sortBy || cursor === ''
        ? await this.#page(listing, scope, query, skip)
        : await this.#pageAfter(listing, scope, query, position)
    const last = rows.at(-1)
    const isMore = last !== undefined && rows.length === count
    const next: Position | undefined = !isMore
      ? undefined
      : sortBy
        ? { skip: skip + rows.length }
        : { after: last.ordinal }
    return {
      totalResults: total,
      resources: rows.map((row) => listing.resourceOf(row)),
      ...(next && { nextCursor: this.#cursors.write(list, next) }),
    }
  }

  async #pageAfter<Row>(
    listing: Listing<Row>,
    scope: Scope,
    query: ListQuery,
    position: Position,
  ): Promise<{ total: number; rows: (Row & Paged)[] }> {
    const { filter } = query
    const total = filter
      ? (await this.#page(listing, scope, { ...query, count: 0 }, 0)).total
      : (await readTally(this.#database, scope, listing.kind)).present
    const after = 'after' in position ? { after: position.after } : { skip: position.skip }
    const rows = await this.#rows(
      listing,
      scope,
      { ...after, limit: query.count, ...(filter && { filter }) },
      false,
    )
    return { total, rows }
  }

  /** A page in list order, without its total. */
  #rows<Row>(
    listing: Listing<Row>,
    scope: Scope,
    page: { filter?: Filter; after?: string; skip?: number; limit: number },
    isFrequent: boolean,
  ): Promise<(Row & Paged)[]> {
    const condition = page.filter && this.#compile(listing, scope, page.filter)
    const { ordinal, within } = listing
    // Which rows are on the page is found first, from keys alone: what is shown of them is costly,
    // and a database works it out for rows that are skipped, too.
    const keys = `select ${ordinal} from ${condition ? listing.from : listing.keysFrom}
      where ${within}${condition ? ` and ${condition.sql}` : ''}${
        page.after === undefined ? '' : ` and ${ordinal} > ?`
      } order by ${ordinal} limit ?${page.skip ? ' offset ?' : ''}`
    const sql = `select ${listing.columns.sql}, ${ordinal} as ordinal
      from ${listing.from} where ${within} and ${ordinal} in (${keys}) order by ${ordinal}`
    const values = [
      ...listing.columns.values,
      scope.organizationId,
      scope.connectionId,
      scope.organizationId,
      scope.connectionId,
      ...(condition?.values ?? []),
      ...(page.after === undefined ? [] : [page.after]),
      page.limit,
      ...(page.skip ? [page.skip] : []),
    ]
    return this.#database.query({ name: isFrequent ? nameOf(sql) : '', sql }, values)
  }

  /** The few rows a look-up by a key finds, in no order; not all when they reach the limit. */
  #lookUp<Row>(
    listing: Listing<Row>,
    scope: Scope,
    filter: Filter,
    limit: number,
  ): Promise<(Row & Paged)[]> {
    const condition = this.#compile(listing, scope, filter)
    // The columns belong to it: with and without members, a look-up of groups is another statement.
    const key = `${listing.kind} ${listing.columns.sql} ${condition.sql}`
    let statement = this.#lookUps.get(key)
    if (!statement) {
      const sql = `select ${listing.columns.sql}, ${listing.ordinal} as ordinal
        from ${listing.from} where ${listing.within} and ${condition.sql} limit ?`
      statement = { name: nameOf(sql), sql }
      if (this.#lookUps.size < namesMax) this.#lookUps.set(key, statement)
    }
    return this.#database.query(statement, [
      ...listing.columns.values,
      scope.organizationId,
      scope.connectionId,
      ...condition.values,
      limit,
    ])
  }

  /** A page of what was searched or sorted, with the number of all hits, in one statement. */
  async #page<Row>(
    listing: Listing<Row>,
    scope: Scope,
    query: ListQuery,
    skip: number,
  ): Promise<{ total: number; rows: (Row & Paged)[] }> {
    const { dialect } = this.#database
    const condition = query.filter && this.#compile(listing, scope, query.filter)
    const sort = query.sortBy
      ? `${sortColumn(query.sortBy, listing.type, dialect)} ${query.sortOrder === 'descending' ? 'desc nulls first' : 'asc nulls last'}, `
      : ''
    const key = listing.kind === 'person' ? 'p.person_id' : 'g.group_id'
    const sql = `with found as materialized (
        select ${key} as id, row_number() over (order by ${sort}${listing.ordinal}) as place
        from ${listing.from} where ${listing.within}${condition ? ` and ${condition.sql}` : ''}
      ), page as materialized (select id, place from found where place > ? and place <= ?)
      select (select count(*) from found) as total, page.place, hit.*
      from (select 1 as one) one left join page on 1 = 1
      left join (select ${listing.columns.sql}, ${listing.ordinal} as ordinal, ${key} as hit_id
        from ${listing.from} where ${listing.within} and ${key} in (select id from page)) hit
        on hit.hit_id = page.id
      order by page.place`
    const rows = await this.#database.query<Row & Paged & { total: number; place: number | null }>(
      { name: '', sql },
      [
        scope.organizationId,
        scope.connectionId,
        ...(condition?.values ?? []),
        skip,
        skip + query.count,
        ...listing.columns.values,
        scope.organizationId,
        scope.connectionId,
      ],
    )
    return {
      total: Number(rows[0]?.total ?? 0),
      rows: rows.filter((row) => row.ordinal !== null && row.place !== null),
    }
  }

  #compile<Row>(listing: Listing<Row>, scope: Scope, filter: Filter) {
    return compileFilter(filter, listing.type, { dialect: this.#database.dialect, ...scope })
  }
}

/** Whether the filter asks for one value of a key, so that few can be found. */
function isLookup(filter: Filter): boolean {
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return false
  const { attribute, extension } = filter.path
  return !extension && ['id', 'userName', 'externalId', 'displayName'].includes(attribute.name)
}

const names = new Map<string, string>()
const namesMax = 200

/** A name for a text that runs often; the texts are few, as no value of a client is in them. */
function nameOf(sql: string): string {
  let name = names.get(sql)
  if (name === undefined) {
    if (names.size >= namesMax) return ''
    name = `list${names.size}`
    names.set(sql, name)
  }
  return name
}
