/** What the command line answers to what is typed wrong, and to a configuration that is wrong. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run, serve } from '../support/command.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollbook-usage-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const rollbook = (words: string, environment = {}) =>
  run(words === '' ? [] : words.split(' '), {
    ROLLBOOK_DATA_DIR: join(folder, 'data'),
    PORT: '0',
    ...environment,
  })

describe('wrong usage ends with 2, says what is wrong, and touches nothing', () => {
  test.each([
    ['nonsense', "unknown command 'nonsense'"],
    ['organization create', "missing required argument 'slug'"],
    ['organization create acme --identifier name', 'Allowed choices are email, employeeId'],
    ['connection create acme --name x', "required option '--kind <kind>'"],
    ['connection create acme --kind scim', "required option '--name <name>'"],
    ['connection create acme --kind ldap --name x', 'Allowed choices are scim, entra'],
    ['connection set acme x', "required option '--state <state>'"],
    ['connection set acme x --state on', 'Allowed choices are off, observe, live'],
    ['token create acme', "missing required argument 'connection'"],
    ['serve --port 1', "unknown option '--port'"],
    ['simulate entra --url http://127.0.0.1:1/', "required option '--token <token>'"],
    ['simulate okta --url x --token y', '--url must be the Tenant URL'],
    ['simulate okta --url http://a/ --token y --people many', '--people must be a whole number'],
    ['simulate entra --url http://a/ --token y --cycles 0', '--cycles must be a whole number'],
  ])(
    '%s',
    async (words, message) => {
      const ended = await rollbook(words)
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
      expect(ended.stderr).toContain(message)
      expect(await readdir(folder)).toEqual([])
    },
    20_000,
  )
})

describe('what this version cannot do ends with 1 and says so', () => {
  test.each([
    ['connection create acme --kind scim --name x --observe', 'cannot observe yet'],
    ['connection set acme x --state observe', 'cannot observe yet'],
    ['connection create acme --kind entra --name x', 'no Entra connector yet'],
  ])(
    '%s',
    async (words, message) => {
      const ended = await rollbook(words)
      expect(ended).toMatchObject({ exitCode: 1, stdout: '' })
      expect(ended.stderr).toContain(message)
    },
    20_000,
  )
})

describe('help', () => {
  test.each([
    ['--help', 'Exit codes: 0 done, 1 failed, 2 wrong usage.'],
    ['serve --help', 'ROLLBOOK_DATABASE_URL'],
    ['organization create --help', 'Examples:'],
    ['connection create --help', 'Examples:'],
    ['token create --help', '--expires 180d'],
    ['simulate okta --help', '--app <app>'],
  ])(
    '%s is printed on standard output',
    async (words, text) => {
      const ended = await rollbook(words)
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
      expect(ended.stdout).toContain(text)
    },
    20_000,
  )

  test('without a command it is what one gets', async () => {
    const ended = await rollbook('')
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain('Commands:')
  }, 20_000)

  test('the version is that of the package', async () => {
    const { stdout } = await rollbook('version --json')
    expect(JSON.parse(stdout)).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.versions.node,
    })
  }, 20_000)
})

describe('serve does not start', () => {
  test.each([
    ['a short secret key', { ROLLBOOK_SECRET_KEY: randomBytes(16).toString('base64') }],
    ['a sample secret key', { ROLLBOOK_SECRET_KEY: Buffer.alloc(32).toString('base64') }],
    ['a port that is none', { PORT: 'http' }],
    ['an address that this machine has not', { HOST: '192.0.2.1' }],
    ['a database of another kind', { ROLLBOOK_DATABASE_URL: 'mysql://db/school' }],
    ['a database that is not there', { ROLLBOOK_DATABASE_URL: 'postgres://ada@127.0.0.1:1/x' }],
  ])(
    'with %s',
    async (_, environment) => {
      const ended = await rollbook('serve', environment)
      expect(ended).toMatchObject({ exitCode: 1, stdout: '' })
      expect(ended.stderr).not.toContain('mistake in Rollbook')
    },
    20_000,
  )

  test('on a port that is taken, and says which', async () => {
    const environment = { ROLLBOOK_DATA_DIR: join(folder, 'first'), PORT: '0' }
    const server = await serve(environment)
    const { port } = new URL(server.url)
    const ended = await rollbook('serve', { PORT: port })
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain(`port ${port}: another program listens there already`)
    await server.end()
  }, 30_000)
})

describe('doctor', () => {
  test('before the first start says what comes, and makes nothing', async () => {
    const ended = await rollbook('doctor')
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('The first `rollbook serve` makes it.')
    expect(await readdir(folder)).toEqual([])
  }, 20_000)

  test('names a wrong setting and ends with 1', async () => {
    const ended = await rollbook('doctor', { ROLLBOOK_LOG_LEVEL: 'loud' })
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toContain('ROLLBOOK_LOG_LEVEL must be one of')
  }, 20_000)

  test('says that the database does not answer, without its password', async () => {
    const ended = await rollbook('doctor', {
      ROLLBOOK_DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/school',
    })
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toMatch(/✗ database: /)
    expect(ended.stdout + ended.stderr).not.toContain('hunter2')
  }, 20_000)
})
