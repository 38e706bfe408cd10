import { expect, test } from 'vitest'
import { createMetrics, outcomeOf } from './metrics.ts'

test('requests are counted by operation, outcome and connection, and timed by operation', async () => {
  const metrics = createMetrics(() => 3)
  metrics.observe('create_user', 201, 'c1', 0.004)
  metrics.observe('create_user', 201, 'c1', 0.2)
  metrics.observe('create_user', 409, 'c1', 0.001)
  metrics.observe('list_user', 401, undefined, 0.001)
  const text = await metrics.print()
  for (const line of [
    'rollbook_scim_requests_total{operation="create_user",outcome="ok",connection="c1"} 2',
    'rollbook_scim_requests_total{operation="create_user",outcome="refused",connection="c1"} 1',
    'rollbook_scim_requests_total{operation="list_user",outcome="unauthorized",connection="none"} 1',
    'rollbook_scim_request_duration_seconds_bucket{le="0.005",operation="create_user"} 2',
    'rollbook_scim_request_duration_seconds_count{operation="create_user"} 3',
    'rollbook_requests_in_flight 3',
  ])
    expect(text).toContain(line)
  expect(text).toContain('process_resident_memory_bytes')
})

test('however many connections there are, the metrics stay small', async () => {
  const metrics = createMetrics(() => 0)
  for (let i = 0; i < 1500; i++) metrics.observe('get_user', 200, `c${i}`, 0.001)
  const lines = (await metrics.print())
    .split('\n')
    .filter((line) => line.includes('requests_total{'))
  expect(lines).toHaveLength(1001)
  expect(lines.at(-1)).toContain('connection="other"} 500')
})

test.each([
  [200, 'ok'],
  [304, 'ok'],
  [400, 'refused'],
  [404, 'refused'],
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [429, 'overloaded'],
  [503, 'overloaded'],
  [499, 'gone'],
  [500, 'failed'],
])('%i is %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome)
})
