import { expect, test } from 'vitest'
import { Turnstile } from './turnstile.ts'

test('lets as many in as it should, in order, and goes on after a failure', async () => {
  const turnstile = new Turnstile(2)
  const log: string[] = []
  let inside = 0
  let most = 0
  const work = (name: string) => async () => {
    most = Math.max(most, ++inside)
    log.push(name)
    await Promise.resolve()
    inside--
    if (name === 'b') throw new Error('b fails')
    return name
  }
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((name) => turnstile.pass(work(name))),
  )
  expect(most).toBe(2)
  expect(log).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
})
