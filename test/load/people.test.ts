import { expect, test } from 'vitest'
import { classOf, classSize, personOf, shuffled, tenOf, userBody } from './people.ts'

test('a seed gives the same people always, and another seed others', () => {
  const bodies = (seed: number) => [0, 1, 99_999].map((index) => userBody(personOf(seed, index)))
  expect(bodies(1)).toEqual(bodies(1))
  expect(bodies(2)).not.toEqual(bodies(1))
})

test('no two people share a userName or an externalId', () => {
  const people = Array.from({ length: 5000 }, (_, index) => personOf(1, index))
  expect(new Set(people.map(({ userName }) => userName)).size).toBe(5000)
  expect(new Set(people.map(({ externalId }) => externalId)).size).toBe(5000)
})

test('a class and a ten are about as large among few people as among many', () => {
  const count = (total: number, isMeant: (userName: string) => boolean) =>
    Array.from({ length: total }, (_, index) => personOf(1, index).userName).filter(isMeant).length
  for (const total of [2000, 20_000]) {
    expect(count(total, (userName) => userName.startsWith(classOf(730)))).toBe(classSize)
    const ten = count(total, (userName) => userName.includes(tenOf(730)))
    expect(ten).toBeGreaterThanOrEqual(10)
    expect(ten).toBeLessThanOrEqual(12)
  }
})

test('shuffling loses nobody and gives the same order for a seed', () => {
  const values = Array.from({ length: 100 }, (_, index) => index)
  const once = shuffled(values, 3)
  expect(once).not.toEqual(values)
  expect(once.toSorted((one, other) => one - other)).toEqual(values)
  expect(shuffled(values, 3)).toEqual(once)
})
