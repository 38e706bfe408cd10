/** Functions of our own that SQL on SQLite may call. */
import type { DatabaseSync } from 'node:sqlite'
import { normalizeDateTime } from '@rollbook/scim/date-time'
import { foldCase } from '@rollbook/scim/fold'

/** Registers them on one connection. */
export function registerFunctions(database: DatabaseSync): void {
  // The same folding as our keys, so that SQL and the memory evaluator agree (DESIGN §6).
  database.function('rollbook_fold', { deterministic: true }, (text) =>
    typeof text === 'string' ? foldCase(text) : null,
  )
  database.function('rollbook_instant', { deterministic: true }, (text) =>
    typeof text === 'string' ? (normalizeDateTime(text) ?? null) : null,
  )
}
