/**
 * Keeps the planner's picture of growing tables current. PostgreSQL looks by itself only once a
 * minute; until then, plans made for a table that was empty read whole indexes of a first import,
 * and a group that has just been filled is planned as if it had one member.
 */
import type pg from 'pg'

/** Writes after which we look, at first when they are four times as many … */
const firstLook = 256
const lastFixed = 4096
/** Members added since the last look at them that make another worth while. */
const manyMembers = 2_000
/** … and then, as long as anything is written, this often. */
const everyMs = 2_000

// A table that doubled since its last look, as the server counts it.
const outgrown = `select s.relname from pg_stat_user_tables s
  where s.schemaname = current_schema()
    and s.relname in ('person', 'person_link', 'person_email', 'directory_group', 'member')
    and s.n_mod_since_analyze > 200 + greatest(s.n_live_tup - s.n_mod_since_analyze, 0)`

const all = 'analyze person, person_link, person_email, directory_group, member, pending_reference'

export class Statistics {
  readonly #pool: pg.Pool
  #writes = 0
  #members = 0
  #next = firstLook
  #lookedMs = 0
  #isLooking = false

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  /**
   * Notes a write; looks when it is time, beside whatever goes on.
   *
   * @param members how many members it added
   */
  wrote(members: number): void {
    this.#writes++
    this.#members += members
    if (this.#isLooking) return
    if (this.#members >= manyMembers) {
      this.#members = 0
      this.#look(() => this.#pool.query('analyze member'))
    } else if (this.#next <= lastFixed) {
      if (this.#writes < this.#next) return
      this.#next *= 4
      this.#look(() => this.#pool.query(all))
    } else if (performance.now() - this.#lookedMs > everyMs) {
      this.#look(() => this.#analyzeOutgrown())
    }
  }

  async #analyzeOutgrown(): Promise<void> {
    const { rows } = await this.#pool.query<{ relname: string }>(outgrown)
    // The names are those listed in the query above, and nothing else.
    for (const { relname } of rows) await this.#pool.query(`analyze ${relname}`)
  }

  #look(work: () => Promise<unknown>): void {
    this.#isLooking = true
    const ended = () => {
      this.#isLooking = false
      this.#lookedMs = performance.now()
    }
    // Statistics are a help, not a duty: a role that may not, or a busy server, goes without.
    work().then(ended, ended)
  }
}
