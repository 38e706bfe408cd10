/**
 * The one way to a database. SQL is written once, in the portable subset, with `?` for values;
 * what must differ between SQLite and PostgreSQL stands in dialect.ts. JSON columns are text on
 * the way in and out, times are ISO 8601 text, ids are UUIDs as text.
 */
import type { Compilable, Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

export type Value = string | number | null

/** A statement that runs often: prepared once per connection under its name. */
export interface Statement {
  /** Unique in the program. */
  readonly name: string
  /** With `?` for each value. */
  readonly sql: string
}

/** One statement of an atomic write, with its values. */
export interface Part {
  readonly statement: Statement
  readonly values: readonly Value[]
  /** How many members it adds, if any: many at once change how groups are best read. */
  readonly members?: number
}

export interface Queries {
  readonly dialect: Dialect
  /** Builds queries; `run` runs them. */
  readonly build: Kysely<Tables>
  /** Runs a query made with `build`. */
  run<Row>(query: Compilable<Row>): Promise<Row[]>
  /** Runs a prepared statement. */
  query<Row>(statement: Statement, values: readonly Value[]): Promise<Row[]>
  /**
   * Writes all parts, or none: in one round trip and one commit. The first is the gate: it ends
   * in `returning …`, its rows are the result, and when it returns none nothing else happens. The
   * others say where they depend on it by the condition `{gate}`; they do not see each other's
   * effects, and no two touch the same row.
   *
   * @throws {UniqueViolation} when a unique key is taken; nothing was written then
   */
  write<Row>(parts: readonly [Part, ...Part[]]): Promise<Row[]>
}

export interface Database extends Queries {
  /**
   * Runs `work` in one transaction; what it throws rolls back. Serialisation failures and
   * deadlocks are tried again, so `work` may run more than once.
   */
  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result>
  /**
   * Tells every instance, this one included, that something changed that they may remember, such
   * as a revoked token. `forget` listeners run within a second everywhere.
   */
  announce(topic: string): Promise<void>
  onAnnounce(listener: (topic: string) => void): void
  close(): Promise<void>
}

/** A unique key is taken. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation'
  /** The name of the unique index, as in the migrations. */
  readonly index: string

  constructor(index: string, options?: ErrorOptions) {
    super(`The unique index ${index} holds this key already.`, options)
    this.index = index
  }
}

/** The database cannot answer now: it is unreachable, overloaded, full or too slow. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}
