/** Notes when a token was last used: to the minute, never on the path of a request. */
import type { Database, Statement } from '../database/database.ts'
import type { Token } from './token.ts'

const everyMs = 60_000
const tokensMax = 10_000

export interface LastUse {
  note(token: Token): void
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** @param onError hears of a note that could not be written; the next use tries again */
export function createLastUse(database: Database, onError: (error: unknown) => void): LastUse {
  const noted = new Map<string, number>()
  let writing: Promise<void> = Promise.resolve()

  async function write(token: Token, now: number): Promise<void> {
    try {
      await database.query(setLastUsed, [
        new Date(now).toISOString(),
        token.organizationId,
        token.id,
        new Date(now - everyMs).toISOString(),
      ])
    } catch (error) {
      noted.delete(token.id)
      onError(error)
    }
  }

  return {
    note(token) {
      const now = Date.now()
      const last = noted.get(token.id)
      // A clock that was set back must not stop the notes for as long.
      if (last !== undefined && Math.abs(now - last) < everyMs) return
      if (noted.size >= tokensMax) noted.clear()
      noted.set(token.id, now)
      writing = writing.then(() => write(token, now))
    },
    close: () => writing,
  }
}

// Several instances may note the same minute: one is enough. What was revoked keeps its last use.
const setLastUsed: Statement = {
  name: 'token_last_used',
  sql: `update token set last_used = ?
    where organization_id = ? and token_id = ? and revoked is null
      and (last_used is null or last_used < ?)`,
}
