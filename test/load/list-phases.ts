/** The phases on many people at a time: pages and searches. */
import { need } from './exchange.ts'
import { classOf, type Person, shuffled, tenOf } from './people.ts'
import { type Bench, runPhase } from './phase.ts'
import { check, page, read, search } from './requests.ts'

const pageSize = 100
/** Pages are dear: so many are enough. */
const pagesMax = 300
const searchesMax = 500
/** Different filters of one search phase. */
const filtersMax = 40

/** Every page once. */
export async function list(bench: Bench): Promise<void> {
  const total = bench.roster.size
  const ids = new Set<string>()
  const pages = Math.ceil(total / pageSize)
  const { correct } = await runPhase(bench, 'list', pages, async (index, tally) => {
    const found = await readPage(bench, tally, 1 + index * pageSize)
    for (const id of found?.value ?? []) ids.add(id)
  })
  if (correct === pages)
    check(bench, 'list: everybody is on a page', ids.size === total, `${ids.size} of ${total}`)
}

/** The first page, again and again. */
export async function pageFirst(bench: Bench): Promise<void> {
  await onePage(bench, 'page-first', 1)
}

/** The last full page. */
export async function pageDeep(bench: Bench): Promise<void> {
  await onePage(bench, 'page-deep', Math.max(1, bench.roster.size - pageSize + 1))
}

/** `sw`: the people of a class. */
export async function filterStartsWith(bench: Bench): Promise<void> {
  await searching(bench, 'filter-sw', (index) => {
    const start = classOf(index)
    return [`userName sw "${start}"`, ({ userName }) => userName.startsWith(start)]
  })
}

/** `co`: some ten people, whatever their number. */
export async function filterContains(bench: Bench): Promise<void> {
  await searching(bench, 'filter-co', (index) => {
    const part = tenOf(index)
    return [`userName co "${part}"`, ({ userName }) => userName.includes(part)]
  })
}

/** `sw` and a second condition. */
export async function filterAnd(bench: Bench): Promise<void> {
  await searching(bench, 'filter-and', (index) => {
    const start = classOf(index)
    return [
      `userName sw "${start}" and active eq true`,
      ({ userName, active }) => active && userName.startsWith(start),
    ]
  })
}

async function onePage(bench: Bench, name: string, startIndex: number): Promise<void> {
  await runPhase(
    bench,
    name,
    Math.min(bench.operations, pagesMax),
    (_, tally) => readPage(bench, tally, startIndex),
    { warmUp: 10 },
  )
}

function readPage(bench: Bench, tally: Parameters<typeof read>[1], startIndex: number) {
  const total = bench.roster.size
  const expected = Math.min(pageSize, total - startIndex + 1)
  return read(bench, tally, page(startIndex, pageSize), (answer) => {
    need(answer.totalResults === total, `totalResults is ${answer.totalResults}, not ${total}`)
    need(answer.startIndex === startIndex, `startIndex is ${answer.startIndex}`)
    const { length } = answer.Resources
    need(length === expected, `${length} resources are on a page of ${expected}`)
    return answer.Resources.map(({ id }) => id)
  })
}

/** Filters of one kind, with how many they must find by the roster's account. */
async function searching(
  bench: Bench,
  name: string,
  make: (index: number) => [filter: string, isMeant: (person: Person) => boolean],
): Promise<void> {
  const living = bench.roster.living()
  const people = living.map((index) => bench.roster.person(index))
  const filters = shuffled(living, bench.seed * 31 + 12)
    .slice(0, filtersMax)
    .map(make)
    .map(([filter, isMeant]) => ({ filter, total: people.filter(isMeant).length }))
  await runPhase(
    bench,
    name,
    Math.min(bench.operations, searchesMax),
    (index, tally) => {
      const { filter, total } = filters[index % filters.length]!
      const path = search('Users', filter, `&startIndex=1&count=${pageSize}`)
      return read(bench, tally, path, ({ totalResults, Resources }) => {
        need(totalResults === total, `totalResults is ${totalResults}, not ${total}`)
        const expected = Math.min(pageSize, total)
        need(Resources.length === expected, `${Resources.length} resources, not ${expected}`)
      })
    },
    { warmUp: 10 },
  )
}
