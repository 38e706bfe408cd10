/** PostgreSQL 14 and later, and what speaks it, through `pg` and a pool. */
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import pg from 'pg'
import type { Database, Part, Queries, Statement, Value } from './database.ts'
import { DatabaseUnavailable, UniqueViolation } from './database.ts'
import { postgresDialect } from './dialect.ts'
import { Lanes } from './postgres-lanes.ts'
import { Statistics } from './postgres-statistics.ts'
import type { Tables } from './tables.ts'

/** Every limit of the connection to PostgreSQL. */
const limits = {
  connections: 16,
  readLanes: 4,
  writeLanes: 8,
  connectMs: 2_000,
  statementMs: 5_000,
  lockMs: 4_000,
  idleInTransactionMs: 10_000,
  attempts: 4,
} as const

const channel = 'rollbook'

/** JSON stays text, bigint becomes number; all other types read as pg reads them. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 114 || oid === 3802) return (text: string) => text
    if (oid === 20) return Number
    return pg.types.getTypeParser(oid, format)
  }) as typeof pg.types.getTypeParser,
}

/**
 * Opens a pool of connections. Nothing is asked of the server until the first query.
 *
 * @param url `postgres://user:password@host:port/database?…`; `?pool=N` sets how many connections long statements may take
 */
export function openPostgres(url: string): Database {
  const parsed = new URL(url)
  const size = Number(parsed.searchParams.get('pool') ?? limits.connections)
  parsed.searchParams.delete('pool')
  const config: pg.PoolConfig = {
    connectionString: parsed.href,
    max: size,
    connectionTimeoutMillis: limits.connectMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    application_name: 'rollbook',
    // Our statements are short; compiling one costs more than it ever saves.
    options: '-c jit=off',
    types,
  }
  return new PostgresDatabase(new pg.Pool({ ...config, pipeline: true }), config, {
    reads: limits.readLanes,
    writes: limits.writeLanes,
  })
}

/** The parts of a write as one statement: the server runs it as one transaction of its own. */
const writes = new Map<string, { name: string; text: string }>()

function asOneStatement(parts: readonly [Part, ...Part[]]): { name: string; text: string } {
  let key = ''
  for (const part of parts) key += `${part.statement.name} `
  let statement = writes.get(key)
  if (!statement) {
    const [gate, ...rest] = parts.map(({ statement: { sql } }) =>
      sql.replaceAll('{gate}', 'exists (select 1 from gate)'),
    )
    const others = rest.map((sql, index) => `, part${index} as (${sql})`).join('')
    // Names of prepared statements are cut at 63 bytes; a number keeps them apart.
    statement = {
      name: `write${writes.size}`,
      text: numbered(`with gate as (${gate})${others} select * from gate`),
    }
    writes.set(key, statement)
  }
  return statement
}

const numberedTexts = new Map<string, string>()

/** `?` becomes `$1`, `$2` …: our SQL has no question mark in a literal. */
function numbered(sql: string): string {
  let text = numberedTexts.get(sql)
  if (text === undefined) {
    let index = 0
    text = sql.replaceAll('?', () => `$${++index}`)
    if (numberedTexts.size < 2000) numberedTexts.set(sql, text)
  }
  return text
}

interface Way {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>
}

/** Where statements go: short ones, known by name, which read or write, and all others. */
interface Ways {
  readonly reads: Way
  /** Apart from the reads, which need not wait for a disk. */
  readonly writes: Way
  readonly any: Way
}

function queriesOf(ways: Ways, build: Kysely<Tables>): Queries {
  return {
    dialect: postgresDialect,
    build,
    async run<Row>(query: Compilable<Row>) {
      const { sql, parameters } = query.compile()
      return (await rowsOf(ways.any.query({ text: sql, values: parameters as Value[] }))) as Row[]
    },
    async query<Row>(statement: Statement, values: readonly Value[]) {
      const { name, sql } = statement
      const config = { text: numbered(sql), values: values as Value[] }
      const result = name === '' ? ways.any.query(config) : ways.reads.query({ name, ...config })
      return (await rowsOf(result)) as Row[]
    },
    async write<Row>(parts: readonly [Part, ...Part[]]) {
      const values: Value[] = []
      for (const part of parts) values.push(...part.values)
      return (await rowsOf(ways.writes.query({ ...asOneStatement(parts), values }))) as Row[]
    },
  }
}

async function rowsOf(result: Promise<pg.QueryResult>): Promise<unknown[]> {
  try {
    return (await result).rows
  } catch (error) {
    throw named(error)
  }
}

/** Errors of the server in the words of database.ts. */
function named(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, constraint } = error as { code?: string; constraint?: string }
  if (code === '23505') return new UniqueViolation(constraint ?? '', { cause: error })
  // Classes 08 (connection), 28 (who we are), 3D (which database), 53 (resources), 57 (operator
  // intervention, statement time-out).
  const unreachable = /^(08|28|3D|53|57)/.test(code ?? '') || code === '55P03' || code === '25006'
  const network = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'ENOENT']
  if (
    unreachable ||
    network.includes(code ?? '') ||
    /timeout|terminated|Connection/.test(error.message)
  )
    return new DatabaseUnavailable(`PostgreSQL does not answer now: ${error.message}.`, {
      cause: error,
    })
  return error
}

function canBeTriedAgain(error: unknown): boolean {
  const code = (error as { code?: string } | undefined)?.code
  return code === '40001' || code === '40P01'
}

class PostgresDatabase implements Database {
  readonly dialect = postgresDialect
  readonly build = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  readonly #pool: pg.Pool
  readonly #config: pg.PoolConfig
  readonly #reads: Lanes
  readonly #writes: Lanes
  readonly #queries: Queries
  readonly #listeners: ((topic: string) => void)[] = []
  readonly #statistics: Statistics
  #ear: pg.Client | undefined
  #closed = false

  constructor(pool: pg.Pool, config: pg.PoolConfig, lanes: { reads: number; writes: number }) {
    this.#pool = pool
    this.#config = config
    this.#reads = new Lanes(config, lanes.reads)
    this.#writes = new Lanes(config, lanes.writes)
    const ways = { reads: this.#reads, writes: this.#writes, any: pool }
    this.#queries = queriesOf(ways, this.build)
    this.#statistics = new Statistics(pool)
    // An idle connection that breaks is replaced by the pool; without a listener Node would end.
    pool.on('error', () => {})
  }

  run<Row>(query: Compilable<Row>): Promise<Row[]> {
    return this.#queries.run(query)
  }

  query<Row>(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    return this.#queries.query(statement, values)
  }

  async write<Row>(parts: readonly [Part, ...Part[]]): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const rows = await this.#queries.write<Row>(parts)
        this.#statistics.wrote(parts.reduce((sum, part) => sum + (part.members ?? 0), 0))
        return rows
      } catch (error) {
        if (!canBeTriedAgain(error) || attempt === limits.attempts) throw error
      }
    }
  }

  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#connect()
      let broken: Error | undefined
      try {
        // Sent together with the first query of the work: the connection pipelines.
        const begun = client.query('begin')
        begun.catch(() => {})
        const result = await work(
          queriesOf({ reads: client, writes: client, any: client }, this.build),
        )
        await rowsOf(client.query('commit'))
        return result
      } catch (error) {
        await client.query('rollback').catch((cause: unknown) => {
          broken = cause instanceof Error ? cause : new Error(String(cause))
        })
        if (!canBeTriedAgain(error) || attempt === limits.attempts) throw error
      } finally {
        client.release(broken)
      }
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw named(error)
    }
  }

  async announce(topic: string): Promise<void> {
    for (const listener of this.#listeners) listener(topic)
    await this.query({ name: 'announce', sql: 'select pg_notify(?, ?)' }, [channel, topic])
  }

  onAnnounce(listener: (topic: string) => void): void {
    this.#listeners.push(listener)
    if (!this.#ear) void this.#listen()
  }

  /** Keeps one connection listening; a broken one is replaced after a moment. */
  async #listen(): Promise<void> {
    if (this.#closed) return
    const { statement_timeout: _, ...config } = this.#config
    const ear = new pg.Client(config)
    this.#ear = ear
    const again = () => {
      if (this.#ear !== ear || this.#closed) return
      this.#ear = undefined
      setTimeout(() => void this.#listen(), 500).unref()
    }
    ear.on('error', again)
    ear.on('end', again)
    ear.on('notification', ({ payload }) => {
      for (const listener of this.#listeners) listener(payload ?? '')
    })
    try {
      await ear.connect()
      await ear.query(`listen ${channel}`)
      // What was announced while nobody listened is unknown: forget all.
      for (const listener of this.#listeners) listener('access')
    } catch {
      // Not reachable now: requests say so themselves, and we try again.
      again()
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#ear?.end().catch(() => {})
    await Promise.all([this.#reads.end(), this.#writes.end()])
    await this.#pool.end()
  }
}
