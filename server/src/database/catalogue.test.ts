import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, type FreshDatabase } from '../../../test/support/databases.ts'

/** What may do without: the organization itself, what tells it from a slug, and the migrations. */
const exceptions = new Set(['organization (slug)', 'migration (name)'])

describe.each(databases)('the catalogue on $name', ({ open }) => {
  let fresh: FreshDatabase
  beforeAll(async () => {
    fresh = await open()
  })
  afterAll(() => fresh.drop())

  test('every primary key and unique index begins with the organization', async () => {
    const keys = await uniqueKeys(fresh)
    expect(keys.length).toBeGreaterThan(12)
    expect(
      keys.filter((key) => !/\(organization_id[,)]/.test(key) && !exceptions.has(key)),
    ).toEqual([])
  })

  test('every table but the migrations belongs to an organization', async () => {
    expect(
      (await columns(fresh)).filter(
        ({ table, names }) => table !== 'migration' && !names.includes('organization_id'),
      ),
    ).toEqual([])
  })

  test('foreign keys stay within the organization', async () => {
    const keys = await foreignKeys(fresh)
    expect(keys).not.toEqual([])
    expect(keys.filter(({ from }) => !from.includes('organization_id'))).toEqual([])
  })
})

const isPostgres = ({ database }: FreshDatabase) => database.dialect.name === 'postgres'

async function rows<Row>({ database }: FreshDatabase, sql: string): Promise<Row[]> {
  return database.query<Row>({ name: '', sql }, [])
}

/** `table (first column, second …)` of each. */
async function uniqueKeys(fresh: FreshDatabase): Promise<string[]> {
  const sql = isPostgres(fresh)
    ? `select t.relname || ' (' || string_agg(a.attname, ', ' order by k.place) || ')' as key
        from pg_index i join pg_class t on t.oid = i.indrelid
        join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
        cross join lateral unnest(i.indkey) with ordinality as k(number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
        where i.indisunique group by i.indexrelid, t.relname`
    : `select "table" || ' (' || group_concat(name, ', ') || ')' as key from (
        select m.name as "table", l.name as "index", i.name as name
        from sqlite_schema m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
        where m.type = 'table' and l."unique" = 1 and m.name not like 'person\\_search%' escape '\\'
        order by l.name, i.seqno) group by "index"`
  return (await rows<{ key: string }>(fresh, sql)).map(({ key }) => key)
}

async function columns(fresh: FreshDatabase): Promise<{ table: string; names: string }[]> {
  const sql = isPostgres(fresh)
    ? `select table_name as "table", string_agg(column_name, ', ') as names
        from information_schema.columns where table_schema = 'public' group by table_name`
    : `select m.name as "table", group_concat(c.name, ', ') as names
        from sqlite_schema m, pragma_table_info(m.name) c
        where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'
          and m.name not like 'person\\_search%' escape '\\' group by m.name`
  return rows(fresh, sql)
}

async function foreignKeys(fresh: FreshDatabase): Promise<{ from: string }[]> {
  const sql = isPostgres(fresh)
    ? `select string_agg(a.attname, ', ') as "from" from pg_constraint c
        cross join lateral unnest(c.conkey) as k(number)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
        where c.contype = 'f' group by c.oid`
    : `select group_concat(f."from", ', ') as "from"
        from sqlite_schema m, pragma_foreign_key_list(m.name) f
        where m.type = 'table' group by m.name, f.id`
  return rows(fresh, sql)
}
