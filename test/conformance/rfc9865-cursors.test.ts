/** RFC 9865: paging by cursor. */
import { describe, expect, test } from 'vitest'
import {
  connect,
  createGroup,
  createUser,
  json,
  messages,
  serve,
  type Connection,
  type Json,
} from '../support/scim.ts'

async function students(count: number): Promise<Connection> {
  const scim = connect()
  for (let n = 0; n < count; n++)
    await createUser(scim, `u${n}`, { title: n % 3 === 0 ? `T${n % 2}` : `Ünï${count - n}` })
  return scim
}

/** All pages from the first to the last. */
async function walk(
  scim: Connection,
  query: string,
  between?: (page: number) => Promise<unknown>,
): Promise<readonly Json[]> {
  const pages: Json[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const response: Response = await scim.get(`${query}&cursor=${cursor}`)
    expect(response.status).toBe(200)
    const page: Json = await json(response)
    pages.push(page)
    await between?.(pages.length)
    cursor = page['nextCursor']
  }
  return pages
}

const namesIn = (pages: readonly Json[]): string[] =>
  pages.flatMap(({ Resources }) => Resources.map((found: Json) => found.userName))

test('§2 an empty cursor asks for the first page, and nextCursor for each other', async () => {
  const pages = await walk(await students(25), '/Users?count=10')
  expect(pages.map(({ itemsPerPage }) => itemsPerPage)).toEqual([10, 10, 5])
  expect(namesIn(pages)).toEqual(Array.from({ length: 25 }, (_, n) => `u${n}`))
  for (const page of pages) {
    expect(page.totalResults).toBe(25)
    expect(page).not.toHaveProperty('startIndex')
  }
})

test('§2 the last page has no nextCursor, also when it is full', async () => {
  const pages = await walk(await students(20), '/Users?count=10')
  expect(pages).toHaveLength(2)
  expect(pages[1]).not.toHaveProperty('nextCursor')
  expect(await walk(connect(), '/Users?count=10')).toMatchObject([{ totalResults: 0 }])
})

test('§2 the cursor may come without a value and without an equals sign', async () => {
  const scim = await students(3)
  const page = await json(scim.get('/Users?cursor&count=2'))
  expect(page.nextCursor).toMatch(/^[\w.~-]+$/)
})

test('§2 every page of a filtered, sorted list follows the one before', async () => {
  const scim = await students(30)
  const query = `/Users?filter=${encodeURIComponent('userName ne "u7"')}&sortBy=title`
  const whole = await json(scim.get(query))
  for (const order of ['ascending', 'descending']) {
    const pages = await walk(scim, `${query}&sortOrder=${order}&count=7`)
    const all = await json(scim.get(`${query}&sortOrder=${order}`))
    expect(namesIn(pages)).toEqual(namesIn([all]))
  }
  expect(whole.totalResults).toBe(29)
})

test('§2 who is there all the while is seen exactly once, whoever comes and goes', async () => {
  const scim = await students(30)
  const { Resources } = await json(scim.get('/Users'))
  const doomed = Resources.filter((_: Json, n: number) => n % 5 === 4)
  const pages = await walk(scim, '/Users?count=7', async (page) => {
    await createUser(scim, `late${page}`)
    const { id } = doomed[page - 1] ?? {}
    if (id) await scim.delete(`/Users/${id}`)
  })
  const seen = namesIn(pages)
  expect(new Set(seen).size).toBe(seen.length)
  const gone = new Set(doomed.map(({ userName }: Json) => userName))
  for (const { userName } of Resources) if (!gone.has(userName)) expect(seen).toContain(userName)
})

test('§2 without cursor in the query there is none in the answer', async () => {
  const list = await json((await students(3)).get('/Users?count=2'))
  expect(list).not.toHaveProperty('nextCursor')
  expect(list.startIndex).toBe(1)
})

describe('§2.1 errors', () => {
  test('§2.1 a cursor that was not given out for this query is invalidCursor, in one wording', async () => {
    const scim = await students(5)
    const { nextCursor } = await json(scim.get('/Users?cursor&count=2'))
    const foreign = await json((await students(5)).get('/Users?cursor&count=2'))
    const wrong = [
      `/Users?count=2&sortBy=title&cursor=${nextCursor}`,
      `/Users?count=2&filter=title+pr&cursor=${nextCursor}`,
      `/Groups?count=2&cursor=${nextCursor}`,
      `/Users?count=2&cursor=${foreign.nextCursor}`,
      `/Users?count=2&cursor=${nextCursor.slice(0, -3)}`,
      `/Users?count=2&cursor=${nextCursor.slice(1)}`,
      '/Users?count=2&cursor=x',
      '/Users?count=2&cursor=%00',
      '/Users?count=2&cursor=a%20b',
      `/Users?count=2&cursor=${'x'.repeat(2000)}`,
    ]
    const details = new Set<string>()
    for (const path of wrong) {
      const response = await scim.get(path)
      expect(response.status, path).toBe(400)
      const { scimType, detail } = await json(response)
      expect(scimType, path).toBe('invalidCursor')
      details.add(detail)
    }
    expect(details.size).toBe(1)
  })

  test('§2.1 a cursor with any one character changed is refused or is itself', async () => {
    const scim = await students(5)
    const { nextCursor } = await json(scim.get('/Users?cursor&count=2'))
    for (let at = 0; at < nextCursor.length; at++) {
      const other = nextCursor[at] === 'A' ? 'B' : 'A'
      const changed = `${nextCursor.slice(0, at)}${other}${nextCursor.slice(at + 1)}`
      const response = await scim.get(`/Users?count=2&cursor=${changed}`)
      if (response.status === 200) expect(namesIn([await json(response)])).toEqual(['u2', 'u3'])
      else expect(await json(response)).toMatchObject({ scimType: 'invalidCursor' })
    }
  })

  test.each(['0', '-1', 'abc'])('§2.1 count=%s with a cursor is invalidCount', async (count) => {
    const response = await connect().get(`/Users?cursor&count=${count}`)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ scimType: 'invalidCount' })
  })

  test('§2.1 a count above the maximum is brought down to it', async () => {
    expect((await connect().get('/Users?cursor&count=100000')).status).toBe(200)
  })

  test('§2.1 cursor and startIndex together are refused', async () => {
    expect((await connect().get('/Users?cursor&startIndex=1')).status).toBe(400)
  })
})

test('§3 a search by POST pages by cursor too', async () => {
  const scim = await students(5)
  const body = { schemas: [`${messages}:SearchRequest`], count: 3 }
  const first = await json(scim.post('/Users/.search', { ...body, cursor: '' }))
  const last = await json(scim.post('/Users/.search', { ...body, cursor: first.nextCursor }))
  expect(namesIn([first, last])).toEqual(['u0', 'u1', 'u2', 'u3', 'u4'])
  expect(last).not.toHaveProperty('nextCursor')
})

test('§2 a query at the root pages through one type after the other', async () => {
  const scim = await students(5)
  await createGroup(scim, '7a')
  await createGroup(scim, '7b')
  const pages = await walk(scim, '/?count=3')
  expect(pages.map(({ totalResults }) => totalResults)).toEqual(pages.map(() => 7))
  const found = pages.flatMap(({ Resources }) => Resources)
  expect(found.map(({ userName, displayName }: Json) => userName ?? displayName)).toEqual([
    'u0',
    'u1',
    'u2',
    'u3',
    'u4',
    '7a',
    '7b',
  ])
  expect((await scim.get('/?cursor=Robot~')).status).toBe(400)
})

test('§4 a service without cursors says so and passes over the parameter', async () => {
  const scim = connect(serve({ cursor: false }))
  await createUser(scim, 'ada')
  expect((await json(scim.get('/ServiceProviderConfig'))).pagination.cursor).toBe(false)
  const list = await json(scim.get('/Users?cursor&count=1'))
  expect(list).toMatchObject({ startIndex: 1, itemsPerPage: 1 })
})
