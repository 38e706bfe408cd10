/**
 * Sees to it that one server at a time works on a SQLite file. The lock is one of the operating
 * system, held through SQLite on a file beside the database: it is gone the moment its holder is,
 * however that ended, so that no lock is ever stale. The file says who holds it.
 */
import { existsSync, realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '../directory/refusal.ts'

export interface Holder {
  readonly pid: number
  /** ISO 8601, UTC. */
  readonly started: string
}

export interface Lock {
  release(): void
}

/** Two that start in the same moment wait so long for each other. */
const waitMs = 200

/** The lock of a database file, under whatever name the file is known. */
export const lockFile = (databaseFile: string) =>
  `${existsSync(databaseFile) ? realpathSync(databaseFile) : databaseFile}.lock`

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: waitMs })
  } catch (cause) {
    throw new Refusal(
      `${file} cannot be written. See to the rights of its folder, or set ROLLBOOK_DATA_DIR.`,
      { cause },
    )
  }
}

/**
 * Takes the lock of a database file for this process.
 *
 * @throws {Refusal} that names the holder when another process has it
 */
export function takeLock(databaseFile: string): Lock {
  const file = lockFile(databaseFile)
  const database = open(file)
  const own: Holder = { pid: process.pid, started: new Date().toISOString() }
  try {
    database.exec('begin immediate')
    database.exec('create table if not exists holder (pid integer not null, started text not null)')
    database.exec('delete from holder')
    database.prepare('insert into holder (pid, started) values (?, ?)').run(own.pid, own.started)
    database.exec('commit')
    // Held as long as the process lives; others may still read who we are.
    database.exec('begin immediate')
    const holder = readHolder(database)
    if (holder?.pid === own.pid && holder.started === own.started)
      return { release: () => database.close() }
  } catch (error) {
    if (!isBusy(error)) {
      database.close()
      throw error
    }
  }
  const holder = readHolder(database)
  database.close()
  throw new Refusal(
    `Another Rollbook server works on ${databaseFile}` +
      (holder ? `: process ${holder.pid}, started ${holder.started}. ` : '. ') +
      'Stop it first, or give this one another ROLLBOOK_DATA_DIR.',
  )
}

/** Who holds the lock of a database file; undefined when nobody does. */
export function findHolder(databaseFile: string): Holder | undefined {
  const file = lockFile(databaseFile)
  if (!existsSync(file)) return undefined
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('begin immediate')
    return undefined
  } catch (error) {
    if (!isBusy(error)) throw error
    return readHolder(database)
  } finally {
    database.close()
  }
}

function readHolder(database: DatabaseSync): Holder | undefined {
  try {
    const row = database.prepare('select pid, started from holder').get()
    return typeof row?.['pid'] === 'number' && typeof row['started'] === 'string'
      ? { pid: row['pid'], started: row['started'] }
      : undefined
  } catch (error) {
    // In the moment between making the file and writing the name into it.
    if (isBusy(error) || (error instanceof Error && /no such table/.test(error.message)))
      return undefined
    throw error
  }
}

/** SQLITE_BUSY */
const isBusy = (error: unknown) => (error as { errcode?: unknown } | undefined)?.errcode === 5
