/** One server at a time on one SQLite file, however the one before it ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Environment, run, serve } from '../support/command.ts'

let folder: string
let environment: Environment
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollbook-lock-'))
  environment = { ROLLBOOK_DATA_DIR: folder, PORT: '0' }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a second server refuses and names the first, which goes on unharmed', async () => {
  const first = await serve(environment)
  const second = await run(['serve'], environment)
  expect(second).toMatchObject({ exitCode: 1, stdout: '' })
  expect(second.stderr).toMatch(
    new RegExp(`process ${first.pid}, started \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z`),
  )
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  expect((await first.end()).exitCode).toBe(0)
}, 30_000)

test('after kill -9 the next server takes over, and finds what was written', async () => {
  const first = await serve(environment)
  expect((await run(['organization', 'create', 'acme'], environment)).exitCode).toBe(0)
  await first.end('SIGKILL')
  const next = await serve(environment)
  expect((await fetch(`${next.url}/readyz`)).status).toBe(200)
  expect((await run(['organization', 'list'], environment)).stdout).toContain('acme')
  await next.end()
}, 30_000)

test('of five servers started at once, one serves', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => serve(environment)))
  const serving = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  expect(serving).toHaveLength(1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      expect(String(outcome.reason)).toContain('Another Rollbook server works on')
  await serving[0]?.value.end()
}, 30_000)

test('after an orderly end the next server starts', async () => {
  const first = await serve(environment)
  await first.end('SIGINT')
  const second = await serve(environment)
  expect((await second.end()).exitCode).toBe(0)
}, 30_000)
