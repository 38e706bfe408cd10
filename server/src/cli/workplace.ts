/** What a command works on: the configuration and the database it names. */
import { type Config, readConfig } from '../config.ts'
import { type Database, DatabaseUnavailable } from '../database/database.ts'
import { isMigrated, migrate, refuseNewer } from '../database/migrate.ts'
import { openDatabase } from '../database/open.ts'

/** Opens the database for one command, beside a server or before its first start. */
export async function withDatabase<Result>(
  work: (database: Database, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env)
  const database = await openDatabase(config.databaseUrl)
  try {
    if (await hasTables(database)) await refuseNewer(database)
    else await migrate(database)
    return await work(database, config)
  } finally {
    await database.close()
  }
}

async function hasTables(database: Database): Promise<boolean> {
  try {
    return await isMigrated(database)
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    // The list of migrations is itself a table, and not there before the first of them.
    return false
  }
}
