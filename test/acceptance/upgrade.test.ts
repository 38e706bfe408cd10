/** Programs of one or of two versions on one database. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  connectTo,
  install,
  type Installation,
  kinds,
  makeAccess,
} from '../support/installation.ts'
import { rowsBesideLog } from '../support/rows.ts'
import { createUser } from '../support/scim.ts'
import { stateOf } from '../support/state.ts'

const migrations = readdirSync(
  join(import.meta.dirname, '../../server/src/database/migrations'),
).toSorted()

let installation: Installation
afterEach(() => installation.remove())

const readMigrations = () =>
  installation.look(async (database) => {
    const sql = 'select name from migration order by name'
    const rows = await database.query<{ name: string }>({ name: 'test.migrations', sql }, [])
    return rows.map(({ name }) => name)
  })

test.each(kinds)(
  'on %s, tables of a newer program make server and commands refuse, and stay as they are',
  async (kind) => {
    installation = await install(kind)
    await installation.rollbook('organization', 'create', 'acme')
    const newer = '9999-reports.sql'
    await installation.look((database) =>
      database.query(
        { name: 'test.newer', sql: 'insert into migration (name, ran) values (?, ?)' },
        [newer, new Date().toISOString()],
      ),
    )
    const before = await installation.look(rowsBesideLog)
    const sentence =
      `This database was made by a newer Rollbook (it has ${newer}). ` +
      'Start that version, or restore a backup from before.\n'

    for (const words of [
      ['serve'],
      ['organization', 'create', 'school'],
      ['token', 'list', 'acme'],
    ])
      expect(await installation.run(...words)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: sentence,
      })
    const examined = await installation.run('doctor')
    expect(examined.exitCode).toBe(1)
    expect(examined.stdout).toContain('The tables are those of a newer Rollbook.')
    expect(await installation.look(rowsBesideLog)).toEqual(before)
  },
)

test('two servers that start at once on an empty PostgreSQL database both serve', async () => {
  installation = await install('PostgreSQL')
  const servers = await Promise.all([installation.serve(), installation.serve()])
  expect(await readMigrations()).toEqual(migrations)
  await installation.rollbook('organization', 'create', 'acme')
  const access = await makeAccess(installation, 'acme', 'Entra')
  const [one, other] = servers.map((server) => connectTo(server, access))
  const ada = await createUser(one!, 'ada@school.example')
  const { userName } = await stateOf(other!, `/Users/${ada.id}`)
  expect(userName).toBe('ada@school.example')
  for (const server of servers) {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect(server.printed.stderr).toBe('')
  }
})
