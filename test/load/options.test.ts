import { expect, test } from 'vitest'
import { readOptions, WrongUsage } from './options.ts'
import { phaseNames } from './phases.ts'

test('without a word, both databases, 20,000 people, and groups of 50 and 50,000', () => {
  const options = readOptions([])
  expect(options).toMatchObject({
    people: [20_000],
    groups: [50, 50_000],
    concurrency: 16,
    databases: ['SQLite', 'PostgreSQL'],
  })
  expect([...options!.phases]).toEqual(phaseNames)
})

test('--scale is two sizes of the directory, with groups that fit into both', () => {
  expect(readOptions(['--scale'])).toMatchObject({ people: [2000, 100_000], groups: [50, 1000] })
})

test('sizes are in ascending order, each once', () => {
  const words = ['--people', '900,200,900', '--groups', '100,50']
  expect(readOptions(words)).toMatchObject({ people: [200, 900], groups: [50, 100] })
})

test('--help is not a run', () => {
  expect(readOptions(['--help'])).toBeUndefined()
})

test.each([
  ['--people none', '--people must be a whole number'],
  ['--people 20', 'from 100'],
  ['--concurrency 0', '--concurrency must be'],
  ['--database mysql', '--database must be sqlite, postgres or both'],
  ['--phases get,toString', 'There is no phase toString'],
  ['--people 200,500 --groups 200', 'does not fit among 200 people'],
  ['--fast', "Unknown option '--fast'"],
  ['quick', 'quick'],
])('%s is refused', (words, message) => {
  const read = () => readOptions(words.split(' '))
  expect(read).toThrow(WrongUsage)
  expect(read).toThrow(message)
})
