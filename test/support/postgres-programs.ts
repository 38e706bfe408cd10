/** Where PostgreSQL's programs are on this machine, and getting them when they are not. */
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './unprivileged.ts'

/** Older ones are past their end of life, and the product does not run on them. */
const versionMin = 14

/** Where Debian, Red Hat and Homebrew put them; none of the three is in the usual PATH. */
const folders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
]

const packages = ['postgresql', 'postgresql-contrib']

export interface Programs {
  readonly initdb: string
  readonly postgres: string
  /** The major version, such as 17. */
  readonly version: number
}

/**
 * The newest PostgreSQL on this machine, installed first when there is none and that is possible.
 *
 * @throws {Error} that says what to install, when there is none and we cannot install it
 */
export async function findPrograms(): Promise<Programs> {
  const found = await newest()
  if (found) return found
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      `PostgreSQL ${versionMin} or newer is missing and the tests need it: install it (Debian: sudo apt-get install ${packages.join(' ')}; macOS: brew install postgresql@17), or set TEST_POSTGRES_URL to the URL of a superuser.`,
    )
  process.stderr.write(`Installing ${packages.join(' and ')} …\n`)
  await install(packages)
  const installed = await newest()
  if (!installed)
    throw new Error(`PostgreSQL was installed, but initdb is in none of ${folders.join(', ')}.`)
  return installed
}

async function newest(): Promise<Programs | undefined> {
  const path = process.env['PATH']?.split(delimiter) ?? []
  const candidates = [...new Set([...globSync(folders), ...path])].filter(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  )
  const all = await Promise.all(
    candidates.map(async (folder): Promise<Programs> => {
      const postgres = join(folder, 'postgres')
      // "postgres (PostgreSQL) 17.2 (Debian 17.2-1)"
      const printed = await runProgram(postgres, ['--version'])
      const version = Number(/\(PostgreSQL\) (\d+)/.exec(printed)?.[1])
      return { initdb: join(folder, 'initdb'), postgres, version }
    }),
  )
  return all
    .filter(({ version }) => version >= versionMin)
    .toSorted((one, other) => other.version - one.version)[0]
}

async function install(names: readonly string[]): Promise<void> {
  const aptGet = ['-q', '-o', 'DPkg::Lock::Timeout=300']
  const environment = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...aptGet]
  await runProgram('env', [...environment, 'update'])
  await runProgram('env', [...environment, 'install', '-y', '--no-install-recommends', ...names])
}
