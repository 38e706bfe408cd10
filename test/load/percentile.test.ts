import { expect, test } from 'vitest'
import { median, percentile } from './percentile.ts'

test('a percentile is the smallest value that so many do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 0.991)).toBe(100)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile(hundred, 0)).toBe(1)
})

test('of few values, it is one of them', () => {
  expect(percentile([7], 0.5)).toBe(7)
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile([1, 9], 0.5)).toBe(1)
  expect(percentile([1, 9], 0.51)).toBe(9)
})

test('of no values there is none', () => {
  expect(percentile([], 0.5)).toBeUndefined()
  expect(median([])).toBeUndefined()
})

test('a median takes values in any order, and compares them as numbers', () => {
  expect(median([100, 20, 3])).toBe(20)
})
