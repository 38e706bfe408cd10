/** Every row of a database, to see that nothing has changed. */
import type { Database } from '../../server/src/database/database.ts'

const tables = {
  sqlite: "select name from sqlite_master where type = 'table'",
  postgres: `select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`,
}

/** The rows of all tables but the log, as the database's own catalogue has them. */
export async function rowsBesideLog(database: Database): Promise<Record<string, string[]>> {
  const { name } = database.dialect
  const found = await database.query<{ name: string }>(
    { name: 'test.tables', sql: tables[name] },
    [],
  )
  const rows: Record<string, string[]> = {}
  for (const { name: table } of found) {
    if (table === 'activity') continue
    const all = await database.query(
      { name: `test.rows.${table}`, sql: `select * from ${table}` },
      [],
    )
    rows[table] = all.map((row) => JSON.stringify(row)).toSorted()
  }
  return rows
}
