import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createUser, json, type Connection } from '../support/scim.ts'

onEachDatabase('Pages whose start is remembered', ({ connect }) => {
  // Starts are remembered of people who have been there for some seconds: the clock is ours here.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

  const page = async (scim: Connection, startIndex: number, count = 4): Promise<string[]> => {
    const { Resources } = await json(scim.get(`/Users?startIndex=${startIndex}&count=${count}`))
    return Resources.map(({ userName }: { userName: string }) => userName)
  }
  const all = (scim: Connection) => page(scim, 1, 100)
  const walk = async (scim: Connection) => {
    const seen: string[] = []
    for (let at = 1; ; at += 4) {
      const names = await page(scim, at)
      if (names.length === 0) return seen
      seen.push(...names)
    }
  }

  test('E-195 are the same the second time, from the front, by a jump, and after people came and went', async () => {
    const scim = await connect()
    const made: string[] = []
    for (let i = 0; i < 22; i++) made.push((await createUser(scim, `person${i}`)).id)
    later(10)
    const everybody = await all(scim)
    expect(everybody).toHaveLength(22)
    expect(await page(scim, 18)).toEqual(everybody.slice(17, 21))
    expect(await page(scim, 18)).toEqual(everybody.slice(17, 21))
    expect(await walk(scim)).toEqual(everybody)
    expect(await walk(scim)).toEqual(everybody)

    await createUser(scim, 'newcomer')
    expect(await walk(scim)).toEqual([...everybody, 'newcomer'])
    await scim.delete(`/Users/${made[2]}`)
    const left = await all(scim)
    expect(left).toHaveLength(22)
    expect(await page(scim, 18)).toEqual(left.slice(17, 21))
    expect(await walk(scim)).toEqual(left)
    later(10)
    expect(await walk(scim)).toEqual(left)
    later(120)
    expect(await page(scim, 6)).toEqual(left.slice(5, 9))
    expect(await walk(scim)).toEqual(left)
  })
})
