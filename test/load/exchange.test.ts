import { expect, test } from 'vitest'
import type { Client } from './client.ts'
import { exchange, need, Tally } from './exchange.ts'

/** A request to a server that answers just this. */
async function ask(status: number, body: string, check: (answer: unknown) => unknown = () => 1) {
  const tally = new Tally()
  const client: Client = {
    request: async () => ({ status, body: Buffer.from(body), isLast: false }),
    close() {},
  }
  const request = { method: 'GET', path: '/Users', statuses: [200, 204], check }
  return { tally, got: await exchange(client, tally, request) }
}

test('a right answer counts, with its bytes, and gives what the check took from it', async () => {
  const { tally, got } = await ask(200, '{"id":"7"}', (answer) => answer)
  expect(got).toEqual({ value: { id: '7' } })
  expect(tally).toMatchObject({ correct: 1, faults: 0, bytes: 10 })
})

test('an answer without a body is checked, too', async () => {
  const { got } = await ask(204, '', (answer) => answer === undefined)
  expect(got).toEqual({ value: true })
})

test('another status is a failure of that kind, however good the body', async () => {
  const { tally, got } = await ask(503, '{"detail":"busy"}')
  expect(got).toBeUndefined()
  expect(tally).toMatchObject({ correct: 0, faults: 1, wrong: 0 })
  expect([...tally.failed]).toEqual([['503', 1]])
  expect(tally.fault).toBe('GET /Users: 503 {"detail":"busy"}')
})

test('wrong content under a good status is no right answer', async () => {
  const { tally } = await ask(200, '{}', () => need(false, 'nobody was found'))
  expect(tally).toMatchObject({ correct: 0, wrong: 1, fault: 'GET /Users: nobody was found' })
  expect((await ask(200, 'no JSON')).tally).toMatchObject({ correct: 0, wrong: 1 })
})

test('an answer of another shape than the check expects is a failure', async () => {
  const { tally } = await ask(200, '{}', (answer) => (answer as { list: string[] }).list[0])
  expect(tally).toMatchObject({ correct: 0, faults: 1 })
  expect(tally.fault).toContain('undefined')
})
