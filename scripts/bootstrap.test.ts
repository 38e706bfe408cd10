/** The way in: what is installed when, and that the program behind it is run as if directly. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** Stands for npm: notes that it was called, and lays out what the lockfile names. */
const npm = `
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
if (process.env.BROKEN) process.exit(7)
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules/.bin', { recursive: true })
mkdirSync('node_modules/ada')
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
delete packages['node_modules/for-another-platform']
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))
symlinkSync(process.execPath, 'node_modules/.bin/node')
`

const lockfile = (integrity: string) =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/ada': { integrity },
      'node_modules/for-another-platform': { integrity: 'sha512-other', optional: true },
    },
  })

let house: string
const bootstrap = () => join(house, 'scripts/bootstrap.mjs')
const environment = () => ({
  PATH: process.env['PATH'],
  npm_execpath: join(house, 'npm.mjs'),
  npm_node_execpath: process.execPath,
})
const calls = () => readFile(join(house, 'calls'), 'utf8').catch(() => '')

function run(words: readonly string[], more = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [bootstrap(), ...words], {
    encoding: 'utf8',
    env: { ...environment(), ...more },
  })
}

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'rollbook-'))
  await mkdir(join(house, 'scripts'))
  await cp(join(import.meta.dirname, 'bootstrap.mjs'), bootstrap())
  await writeFile(join(house, 'npm.mjs'), npm)
  await writeFile(join(house, 'package-lock.json'), lockfile('sha512-first'))
  await writeFile(
    join(house, 'program.mjs'),
    `console.log(process.argv.slice(2).join(), process.argv0)
     process.exit(Number(process.argv[2] ?? 0))`,
  )
})

afterEach(async () => {
  await rm(house, { recursive: true })
})

test('the first command installs, by npm ci; the second does not', async () => {
  const first = run(['program.mjs', '0', 'ada'])
  expect(first.stderr).toContain('Installing what package-lock.json names')
  expect(first.stdout).toContain('0,ada')
  expect(run(['program.mjs']).stderr).toBe('')
  expect(await calls()).toBe('ci --loglevel=error\n')
})

test('a changed lockfile is installed', async () => {
  run(['program.mjs'])
  await writeFile(join(house, 'package-lock.json'), lockfile('sha512-second'))
  run(['program.mjs'])
  expect(await calls()).toBe('ci --loglevel=error\n'.repeat(2))
})

test('what npm install put there by hand is taken as it is', async () => {
  run(['program.mjs'])
  await rm(join(house, 'node_modules/.installed-from'))
  expect(run(['program.mjs']).stderr).toBe('')
  expect(await calls()).toBe('ci --loglevel=error\n')
})

test('a package that was removed by hand is installed again', async () => {
  run(['program.mjs'])
  await rm(join(house, 'node_modules/.installed-from'))
  await rm(join(house, 'node_modules/ada'), { recursive: true })
  run(['program.mjs'])
  expect(await calls()).toBe('ci --loglevel=error\n'.repeat(2))
})

test('a failed installation is told, and tried again the next time', async () => {
  const failed = run(['program.mjs'], { BROKEN: 'yes' })
  expect(failed.stderr).toContain('npm ci failed')
  expect(failed.stdout).toBe('')
  expect(failed.status).toBe(1)
  expect(run(['program.mjs']).status).toBe(0)
})

test('the program runs under the pinned Node, and its exit code is ours', () => {
  const { stdout, status } = run(['program.mjs', '3'])
  expect(stdout).toContain(join('node_modules', '.bin', 'node'))
  expect(status).toBe(3)
})

test('without a word of what to run, it says how it is used', () => {
  const { stderr, status } = run([])
  expect(stderr).toContain('Usage: node scripts/bootstrap.mjs FILE')
  expect(status).toBe(2)
})

test('a signal reaches the program, which ends in its own way', async () => {
  await writeFile(
    join(house, 'program.mjs'),
    `process.once('SIGTERM', () => { console.log('in order'); process.exit(5) })
     setInterval(() => {}, 1000)
     console.log('ready')`,
  )
  const child = spawn(process.execPath, [bootstrap(), 'program.mjs'], { env: environment() })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (text.includes('ready')) child.kill('SIGTERM')
  })
  const [code] = (await once(child, 'close')) as [number | null]
  expect(output).toBe('ready\nin order\n')
  expect(code).toBe(5)
})

test('a program that a signal ends is told as such', async () => {
  await writeFile(join(house, 'program.mjs'), `process.kill(process.pid, 'SIGKILL')`)
  const child = spawn(process.execPath, [bootstrap(), 'program.mjs'], { env: environment() })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
})
