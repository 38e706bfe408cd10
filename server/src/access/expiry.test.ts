import { expect, test } from 'vitest'
import { Refusal } from '../directory/refusal.ts'
import { readExpiry } from './expiry.ts'

const now = Date.parse('2026-11-24T12:00:00Z')

test.each([
  ['1d', '2026-11-25T12:00:00.000Z'],
  ['180d', '2027-05-23T12:00:00.000Z'],
  ['26w', '2027-05-25T12:00:00.000Z'],
  ['1y', '2027-11-24T12:00:00.000Z'],
  ['3y', '2029-11-23T12:00:00.000Z'],
])('%s from now is %s', (text, time) => {
  expect(readExpiry(text, now)).toBe(time)
})

test.each(['', '0d', '180', '-1d', '1.5y', '6m', 'd', '1d 2d', '99999999d', 'never'])(
  '"%s" is no time to live',
  (text) => {
    expect(() => readExpiry(text, now)).toThrow(Refusal)
    expect(() => readExpiry(text, now)).toThrow('180d')
  },
)

test.each(['4y', '1096d', '157w'])('%s is longer than three years', (text) => {
  expect(() => readExpiry(text, now)).toThrow('three years')
})
