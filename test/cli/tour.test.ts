/** The first steps with Rollbook, typed as the documentation has them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Environment, run, serve, type Serving } from '../support/command.ts'
import { createDatabase } from '../support/postgres.ts'

describe.each(['SQLite', 'PostgreSQL'])('on %s', (kind) => {
  let folder: string
  let environment: Environment
  let server: Serving
  let drop = async () => {}
  let tenantUrl: string
  let token: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollbook-tour-'))
    environment = { ROLLBOOK_DATA_DIR: join(folder, 'data') }
    if (kind === 'PostgreSQL') {
      const database = await createDatabase()
      environment = { ...environment, ROLLBOOK_DATABASE_URL: database.url }
      drop = database.drop
    }
    server = await serve(environment)
    environment = { ...environment, ROLLBOOK_PUBLIC_URL: server.url }
  }, 30_000)

  afterAll(async () => {
    await server.end()
    await drop()
    await rm(folder, { recursive: true, force: true })
  })

  const rollbook = (...words: string[]) => run(words, environment)

  test('an organization is made, and its slug cannot be made again', async () => {
    const made = await rollbook('organization', 'create', 'acme', '--name', 'Acme')
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    expect(made.stdout).toContain('connection create acme --kind scim')
    const again = await rollbook('organization', 'create', 'acme')
    expect(again).toMatchObject({ exitCode: 1, stdout: '' })
    expect(again.stderr).toContain('There is an organization "acme" already')
  }, 20_000)

  test('a connection is made, and its Tenant URL is printed', async () => {
    const words = ['connection', 'create', 'acme', '--kind', 'scim', '--name', 'Microsoft Entra ID']
    const made = await rollbook(...words)
    expect(made.exitCode).toBe(0)
    tenantUrl = /Tenant URL\s+(\S+)/.exec(made.stdout)?.[1] ?? ''
    expect(tenantUrl).toMatch(new RegExp(`^${server.url}/scim/v2/[0-9a-f-]{36}$`))
    expect(made.stdout).toContain('token create acme "Microsoft Entra ID"')
  }, 20_000)

  test('a token is made, shown once, and valid in the server that runs beside', async () => {
    const made = await rollbook('token', 'create', 'acme', 'microsoft entra id', '--label', 'first')
    expect(made.exitCode).toBe(0)
    token = /Secret token\s+(\S+)/.exec(made.stdout)?.[1] ?? ''
    const answer = await fetch(`${tenantUrl}/Users`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(200)
    const listed = await rollbook('token', 'list', 'acme')
    expect(listed.stdout).toContain('first')
    expect(listed.stdout).not.toContain(token.slice(40, 60))
  }, 20_000)

  test('the company of the simulator comes in, without a deviation', async () => {
    const words = ['--url', tenantUrl, '--token', token, '--people', '20', '--groups', '3']
    const played = await rollbook('simulate', 'entra', ...words)
    expect(played.stdout).toContain('No deviations.')
    expect(played.exitCode).toBe(0)
    const okta = await rollbook('simulate', 'okta', ...words, '--app', 'oin', '--json')
    expect(JSON.parse(okta.stdout)).toMatchObject({ kind: 'okta', deviationCount: 0 })
  }, 60_000)

  test('the doctor finds all of it well', async () => {
    const { port } = new URL(server.url)
    const examined = await run(['doctor', '--json'], { ...environment, PORT: port })
    expect(examined.exitCode).toBe(0)
    const { findings } = JSON.parse(examined.stdout) as {
      findings: { topic: string; state: string; message: string }[]
    }
    const states = new Map(findings.map(({ topic, state }) => [topic, state]))
    for (const topic of ['runtime', 'data folder', 'server', 'database', 'writing', 'clock'])
      expect(states.get(topic), topic).toBe('ok')
    expect(states.get('acme › Microsoft Entra ID')).toBe('ok')
  }, 20_000)

  test('switching the connection off and revoking the token hold in the server at once', async () => {
    const status = async () =>
      (await fetch(`${tenantUrl}/Users`, { headers: { authorization: `Bearer ${token}` } })).status
    const set = (state: string) =>
      rollbook('connection', 'set', 'acme', 'Microsoft Entra ID', '--state', state)
    expect(await status()).toBe(200)
    expect((await set('off')).exitCode).toBe(0)
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(403)
    expect((await set('live')).exitCode).toBe(0)
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(200)
    expect((await rollbook('token', 'revoke', 'acme', 'first')).exitCode).toBe(0)
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(401)
  }, 30_000)

  test('every list is JSON on request', async () => {
    for (const words of [
      ['organization', 'list'],
      ['connection', 'list', 'acme'],
      ['token', 'list', 'acme', 'Microsoft Entra ID'],
    ]) {
      const listed = await rollbook(...words, '--json')
      expect(JSON.parse(listed.stdout)).toHaveLength(1)
    }
  }, 20_000)

  test('what does not exist is refused with what to do, in JSON too', async () => {
    const missing = await rollbook('connection', 'list', 'nobody', '--json')
    expect(missing.exitCode).toBe(1)
    expect(JSON.parse(missing.stderr)).toEqual({
      error: expect.stringContaining('rollbook organization list'),
    })
  }, 20_000)

  test('the server ends in order when it is asked to', async () => {
    const ended = await server.end()
    expect(ended.exitCode).toBe(0)
    const lines = ended.stderr.trim().split('\n')
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped' })
    expect(ended.stderr).not.toContain(token)
  }, 20_000)
})
