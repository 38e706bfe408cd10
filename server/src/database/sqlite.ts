/**
 * SQLite, through Node's own module: nothing to install. WAL and synchronous=FULL, so what was
 * answered is on the disk. Writes that arrive together share one commit; reads go to a connection
 * of their own and never see what is not committed.
 */
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Database, Part, Queries, Statement, Value } from './database.ts'
import { DatabaseUnavailable } from './database.ts'
import { sqliteDialect } from './dialect.ts'
import { connect, type Connection, isLocked } from './sqlite-connection.ts'
import type { Tables } from './tables.ts'

/** How long a write waits for one of another process, and how often it looks; others go on. */
const busyMs = 5_000
const busyPauseMs = 15
const readerBusyMs = 1_000
/** How often we look whether another process wrote something. */
const dataVersionMs = 400
const writesPerCommitMax = 64

interface Job<Result = unknown> {
  run(): Result
  resolve(value: unknown): void
  reject(error: unknown): void
}

type Work = Job<Promise<unknown>>

/**
 * Opens or makes the database file. `path` may be `:memory:`.
 *
 * @throws {DatabaseUnavailable} when the file cannot be opened
 */
export function openSqlite(path: string): Database {
  const writer = connect(path, 0)
  return new SqliteDatabase(writer, path === ':memory:' ? writer : connect(path, readerBusyMs))
}

class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect
  readonly build = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #jobs: Job[] = []
  readonly #works: Work[] = []
  readonly #listeners: ((topic: string) => void)[] = []
  /** The open transaction of `transaction`, if any: nothing else may write meanwhile. */
  #transaction: Promise<void> | undefined
  #scheduled = false
  /** Since when another process writes, in milliseconds of performance.now(). */
  #lockedSince: number | undefined
  #closed = false
  #poll: NodeJS.Timeout | undefined

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer
    this.#reader = reader
  }

  run<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile()
    // Kysely's parameters are whatever was given to it, and we give it only these.
    return this.#read(sql, parameters as Value[]) as Promise<Row[]>
  }

  query<Row>(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    return this.#read(statement.sql, values) as Promise<Row[]>
  }

  async #read(sql: string, values: readonly Value[]): Promise<unknown[]> {
    if (!isRead(sql)) return (await this.#enqueue(() => this.#writer.all(sql, values))) as unknown[]
    // In memory there is one connection: a read waits for the open transaction.
    while (this.#reader === this.#writer && this.#transaction) await this.#transaction
    return this.#reader.all(sql, values)
  }

  async write<Row>(parts: readonly [Part, ...Part[]]): Promise<Row[]> {
    return (await this.#enqueue(() => this.#writer.write(parts))) as Row[]
  }

  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const writer = this.#writer
    const queries: Queries = {
      dialect: this.dialect,
      build: this.build,
      run: async <Row>(query: Compilable<Row>) => {
        const { sql, parameters } = query.compile()
        return writer.all(sql, parameters as Value[]) as Row[]
      },
      query: async <Row>(statement: Statement, values: readonly Value[]) =>
        writer.all(statement.sql, values) as Row[],
      write: async <Row>(parts: readonly [Part, ...Part[]]) => writer.write(parts) as Row[],
    }
    return new Promise<Result>((resolve, reject) => {
      this.#works.push({
        run: () => work(queries),
        resolve,
        reject,
      })
      this.#schedule()
    })
  }

  #enqueue(run: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ run, resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#transaction) return
    this.#scheduled = true
    // After the poll phase: every request that has arrived by then is in the same commit.
    setImmediate(() => {
      this.#scheduled = false
      if (this.#jobs.length > 0) this.#commitJobs(this.#jobs.splice(0, writesPerCommitMax))
      const work = this.#works.shift()
      if (work) this.#transaction = this.#runWork(work)
      else if (this.#jobs.length > 0) this.#schedule()
    })
  }

  #commitJobs(jobs: readonly Job[]): void {
    const values: unknown[] = []
    try {
      if (this.#closed) throw new DatabaseUnavailable('The database is closed.')
      if (!this.#begin()) return this.#postpone(jobs)
      for (const job of jobs) values.push(job.run())
      this.#writer.all('commit', [])
    } catch (error) {
      if (!this.#closed && this.#writer.database.isTransaction)
        this.#writer.database.exec('rollback')
      // One of them failed, and took nothing with it: each gets a commit of its own, unless the
      // database itself fails.
      if (error instanceof DatabaseUnavailable) for (const job of jobs) job.reject(error)
      else if (jobs.length > 1) for (const job of jobs) this.#commitJobs([job])
      else jobs[0]?.reject(error)
      return
    }
    this.#lockedSince = undefined
    for (const [index, job] of jobs.entries()) job.resolve(values[index])
  }

  /** Begins to write; false while another process does. */
  #begin(): boolean {
    try {
      this.#writer.all('begin immediate', [])
      return true
    } catch (error) {
      if (!isLocked(error)) throw error
      return false
    }
  }

  #postpone(jobs: readonly Job[]): void {
    const now = performance.now()
    this.#lockedSince ??= now
    if (now - this.#lockedSince > busyMs) {
      this.#lockedSince = undefined
      const error = new DatabaseUnavailable('Another process has been writing for too long.')
      for (const job of jobs) job.reject(error)
      return
    }
    this.#jobs.unshift(...jobs)
    this.#scheduled = true
    setTimeout(() => {
      this.#scheduled = false
      this.#schedule()
    }, busyPauseMs)
  }

  async #runWork(work: Work): Promise<void> {
    const { database } = this.#writer
    try {
      if (this.#closed) throw new DatabaseUnavailable('The database is closed.')
      const since = performance.now()
      while (!this.#begin()) {
        if (performance.now() - since > busyMs)
          throw new DatabaseUnavailable('Another process has been writing for too long.')
        await new Promise((resolve) => setTimeout(resolve, busyPauseMs))
      }
      const result = await work.run()
      this.#writer.all('commit', [])
      work.resolve(result)
    } catch (error) {
      if (!this.#closed && database.isTransaction) database.exec('rollback')
      work.reject(error)
    } finally {
      this.#transaction = undefined
      if (this.#jobs.length > 0 || this.#works.length > 0) this.#schedule()
    }
  }

  async announce(topic: string): Promise<void> {
    // Other processes notice by data_version: whoever announces has written something.
    for (const listener of this.#listeners) listener(topic)
  }

  onAnnounce(listener: (topic: string) => void): void {
    this.#listeners.push(listener)
    if (this.#poll) return
    const version = () =>
      this.#reader.database.prepare('pragma data_version').get()?.['data_version']
    let seen = version()
    this.#poll = setInterval(() => {
      if (this.#closed) return
      const now = version()
      if (now === seen) return
      seen = now
      for (const each of this.#listeners) each('access')
    }, dataVersionMs)
    this.#poll.unref()
  }

  async close(): Promise<void> {
    clearInterval(this.#poll)
    while (this.#jobs.length > 0 || this.#works.length > 0 || this.#transaction)
      await (this.#transaction ?? new Promise((resolve) => setImmediate(resolve)))
    if (this.#closed) return
    this.#closed = true
    if (this.#reader !== this.#writer) this.#reader.database.close()
    this.#writer.database.close()
  }
}

function isRead(sql: string): boolean {
  return /^\s*(select|with|pragma|explain)\b/i.test(sql)
}
