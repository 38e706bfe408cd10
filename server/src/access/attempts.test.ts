import { expect, test } from 'vitest'
import { createAttempts, networkOf } from './attempts.ts'

function fail(attempts: ReturnType<typeof createAttempts>, address: string, times: number): void {
  for (let i = 0; i < times; i++) attempts.failed(address)
}

test('an address may fail a hundred times in ten seconds, then waits for the rest of them', () => {
  let now = 0
  const attempts = createAttempts(() => now)
  fail(attempts, '192.0.2.1', 99)
  expect(attempts.waitFor('192.0.2.1')).toBe(undefined)
  now = 4000
  attempts.failed('192.0.2.1')
  expect(attempts.waitFor('192.0.2.1')).toBe(6)
  expect(attempts.waitFor('192.0.2.2')).toBe(undefined)
  now = 10_000
  expect(attempts.waitFor('192.0.2.1')).toBe(undefined)
})

test('ten thousand addresses are remembered, the latest ones', () => {
  const attempts = createAttempts(() => 0)
  fail(attempts, '192.0.2.1', 100)
  for (let i = 0; i < 9999; i++) attempts.failed(`10.0.${i >> 8}.${i & 255}`)
  expect(attempts.waitFor('192.0.2.1')).toBe(10)
  attempts.failed('198.51.100.1')
  expect(attempts.waitFor('192.0.2.1')).toBe(undefined)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, ''],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
