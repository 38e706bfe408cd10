/** One connection to a SQLite file, with its prepared statements. Everything in it happens at once. */
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Part, Value } from './database.ts'
import { DatabaseUnavailable, UniqueViolation } from './database.ts'
import { registerFunctions } from './sqlite-functions.ts'

/** How long the first statements wait for another process. */
const openingMs = 5_000

/**
 * Opens or makes a database file.
 *
 * @param timeoutMs how long a statement waits for another process
 * @throws {DatabaseUnavailable} when the file cannot be opened
 */
export function connect(path: string, timeoutMs: number): Connection {
  try {
    // Only its owner may read what is in it, whatever the rights of the folder.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
    const database = new DatabaseSync(path)
    database.exec(`pragma busy_timeout = ${openingMs}`)
    database.exec('pragma journal_mode = wal')
    database.exec('pragma synchronous = full')
    database.exec('pragma foreign_keys = on')
    database.exec('pragma cache_size = -32768')
    database.exec('pragma temp_store = memory')
    registerFunctions(database)
    // The writer waits beside SQLite, where everything else goes on; a reader hardly ever has to.
    database.exec(`pragma busy_timeout = ${timeoutMs}`)
    return new Connection(database)
  } catch (error) {
    throw new DatabaseUnavailable(
      `The database file ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}. Check that the folder exists and is writable.`,
      { cause: error },
    )
  }
}

/** One SQLite connection with its prepared statements. */
export class Connection {
  readonly database: DatabaseSync
  #statements = new Map<string, StatementSync>()
  #uniqueIndexes: Map<string, string> | undefined

  constructor(database: DatabaseSync) {
    this.database = database
  }

  all(sql: string, values: readonly Value[]): unknown[] {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.database.prepare(sql)
      if (this.#statements.size > 500) this.#statements.clear()
      this.#statements.set(sql, statement)
    }
    try {
      return statement.all(...values)
    } catch (error) {
      throw this.#named(error)
    }
  }

  write(parts: readonly [Part, ...Part[]]): unknown[] {
    const [gate, ...rest] = parts
    const rows = this.all(gated(gate.statement.sql), gate.values)
    if (rows.length > 0)
      for (const { statement, values } of rest) this.all(gated(statement.sql), values)
    return rows
  }

  /** SQLite names the columns of a violated unique index; we say its name. */
  #named(error: unknown): unknown {
    if (!(error instanceof Error)) return error
    const columns = /^UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1]
    if (columns) {
      this.#uniqueIndexes ??= this.#readUniqueIndexes()
      return new UniqueViolation(this.#uniqueIndexes.get(columns) ?? columns, { cause: error })
    }
    if (/database is locked|disk is full|disk I\/O error|readonly database/.test(error.message))
      return new DatabaseUnavailable(`The database cannot be written now: ${error.message}.`, {
        cause: error,
      })
    return error
  }

  #readUniqueIndexes(): Map<string, string> {
    const rows = this.database
      .prepare(
        `select m.name as "table", l.name as "index", i.name as "column"
           from sqlite_schema m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
          where m.type = 'table' and l."unique" = 1 order by l.name, i.seqno`,
      )
      .all() as { table: string; index: string; column: string }[]
    const columns = new Map<string, string[]>()
    for (const row of rows)
      columns.set(row.index, [...(columns.get(row.index) ?? []), `${row.table}.${row.column}`])
    return new Map([...columns].map(([index, names]) => [names.join(', '), index]))
  }
}

const gatedTexts = new Map<string, string>()

/** The condition on the gate is always met here: the other parts only run when it was. */
function gated(sql: string): string {
  let text = gatedTexts.get(sql)
  if (text === undefined) {
    text = sql.replaceAll('{gate}', '1 = 1')
    gatedTexts.set(sql, text)
  }
  return text
}

/** Whether a statement failed because another process is writing. */
export function isLocked(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && /locked|busy/.test(error.message)
}
