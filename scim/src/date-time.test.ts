import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeDateTime } from './date-time.ts'

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.500Z'],
  ['2026-01-31T12:00:00.1234567Z', '2026-01-31T12:00:00.123Z'],
  ['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31T23:30:00-05:45', '2026-02-01T05:15:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
])('§2.3.5 %s is %s', (text, instant) => {
  expect(normalizeDateTime(text)).toBe(instant)
})

test.each([
  '',
  '2026-01-31',
  '12:00:00Z',
  '2026-01-31 12:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T12:60:00Z',
  '2026-01-31T12:00:60Z',
  '2026-01-31T12:00:00+15:00',
  '2026-01-31T12:00:00.Z',
  '0000-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-14:00',
  'x2026-01-31T12:00:00Z',
  '2026-01-31T12:00:00Zx',
])('§2.3.5 %j is no dateTime', (text) => {
  expect(normalizeDateTime(text)).toBeUndefined()
})

test('what JavaScript writes stays as it is', () => {
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (instant) => {
      expect(normalizeDateTime(instant.toISOString())).toBe(instant.toISOString())
    }),
  )
})
