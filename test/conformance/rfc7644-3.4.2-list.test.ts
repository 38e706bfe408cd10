/** RFC 7644 §3.4.2 and §3.4.3: lists, filters, sorting, paging, searching by POST. */
import { describe, expect, test } from 'vitest'
import {
  connect,
  createGroup,
  createUser,
  enterprise,
  json,
  listResponse,
  messages,
  serve,
  type Connection,
  type Json,
} from '../support/scim.ts'

async function school(): Promise<Connection> {
  const scim = connect()
  const grace = await createUser(scim, 'grace@school.example', {
    externalId: 'AbC1',
    displayName: 'Grace "Amazing" Hopper',
    title: 'Admiral',
    emails: [{ value: 'grace@school.example', type: 'work' }],
  })
  await createUser(scim, 'ada@school.example', {
    displayName: 'Ada Lovelace',
    active: false,
    emails: [
      { value: 'ada@home.example', type: 'home' },
      { value: 'ada@school.example', type: 'work' },
    ],
    [enterprise]: { department: 'Mathematics', manager: { value: grace.id } },
  })
  await createUser(scim, "o'neil@school.example", { displayName: 'a (b) [c] \\ d', title: 'Dr' })
  return scim
}

const names = ({ Resources }: Json): string[] =>
  Resources.map(({ userName }) => userName.replace(/@.*/, ''))

async function find(scim: Connection, filter: string): Promise<string[]> {
  const response = await scim.get(`/Users?filter=${encodeURIComponent(filter)}`)
  expect(response.status, filter).toBe(200)
  return names(await json(response))
}

describe('§3.4.2 the list', () => {
  test('§3.4.2 without parameters lists all, in the order of their creation', async () => {
    const list = await json((await school()).get('/Users'))
    expect(list).toMatchObject({
      schemas: [listResponse],
      totalResults: 3,
      itemsPerPage: 3,
      startIndex: 1,
    })
    expect(names(list)).toEqual(['grace', 'ada', "o'neil"])
  })

  test('§3.4.2 nobody found is 200 with an empty list, not 404', async () => {
    const response = await (await school()).get('/Users?filter=userName+eq+%22nobody%22')
    expect(response.status).toBe(200)
    expect(await json(response)).toEqual({
      schemas: [listResponse],
      totalResults: 0,
      itemsPerPage: 0,
      startIndex: 1,
      Resources: [],
    })
  })

  test('§3.4.2 listed resources are what reading each gives', async () => {
    const scim = await school()
    const { Resources } = await json(scim.get('/Users'))
    for (const user of Resources) expect(await json(scim.get(`/Users/${user.id}`))).toEqual(user)
  })

  test('§3.4.2 lists are projected like single resources', async () => {
    const { Resources } = await json((await school()).get('/Users?attributes=userName&count=1'))
    expect(Object.keys(Resources[0] ?? {}).toSorted()).toEqual(['id', 'schemas', 'userName'])
  })
})

describe('§3.4.2.1 the query at the root', () => {
  test('§3.4.2.1 finds resources of all types, page by page', async () => {
    const scim = await school()
    await createGroup(scim, '7b')
    const types: string[] = []
    for (let startIndex = 1; startIndex <= 4; startIndex += 2) {
      const list = await json(scim.get(`/?startIndex=${startIndex}&count=2`))
      expect(list).toMatchObject({ totalResults: 4, itemsPerPage: 2, startIndex })
      types.push(...list.Resources.map(({ meta }: Json) => meta.resourceType))
    }
    expect(types).toEqual(['User', 'User', 'User', 'Group'])
  })

  test('§3.4.2.1 meta.resourceType tells the types apart', async () => {
    const scim = await school()
    await createGroup(scim, '7b')
    const filter = encodeURIComponent('meta.resourceType eq "Group"')
    const { totalResults, Resources } = await json(scim.get(`?filter=${filter}`))
    expect([totalResults, Resources[0]?.displayName]).toEqual([1, '7b'])
  })

  test('§3.4.2.1 a type without the attribute has no match; one unknown to all is an error', async () => {
    const scim = await school()
    await createGroup(scim, '7b')
    const list = await json(scim.get('/?filter=userName+sw+%22ada%22'))
    expect(names(list)).toEqual(['ada'])
    expect((await scim.get('/?filter=shoeSize+eq+%223%22')).status).toBe(400)
  })
})

describe('§3.4.2.2 filters', () => {
  test.each([
    ['userName eq "ADA@school.example"', ['ada']],
    ['USERNAME EQ "ada@school.example"', ['ada']],
    ['userName eq "o\'neil@school.example"', ["o'neil"]],
    ['userName ne "ada@school.example"', ['grace', "o'neil"]],
    ['userName co "neil"', ["o'neil"]],
    ['userName sw "gra"', ['grace']],
    ['userName ew ".example"', ['grace', 'ada', "o'neil"]],
    ['displayName eq "Grace \\"Amazing\\" Hopper"', ['grace']],
    ['displayName eq "a (b) [c] \\\\ d"', ["o'neil"]],
    ['externalId eq "AbC1"', ['grace']],
    ['externalId eq "abc1"', []],
    ['title pr', ['grace', "o'neil"]],
    ['not (title pr)', ['ada']],
    ['title eq "Dr" or userName sw "ada" and active eq false', ['ada', "o'neil"]],
    ['(title eq "Dr" or userName sw "ada") and active eq false', ['ada']],
    ['emails[type eq "work"].value eq "ada@school.example"', ['ada']],
    ['emails[type eq "work" and value co "home"]', []],
    ['emails.type eq "work" and emails.value co "home"', ['ada']],
    [`${enterprise}:department eq "mathematics"`, ['ada']],
    ['meta.created gt "2020-01-01T00:00:00Z"', ['grace', 'ada', "o'neil"]],
    ['meta.created lt "2020-01-01T00:00:00Z"', []],
  ])('§3.4.2.2 %s finds %j', async (filter, found) => {
    expect(await find(await school(), filter)).toEqual(found)
  })

  test('§3.4.2.2 a reference pair is found by id and manager, in either order', async () => {
    const scim = await school()
    const { Resources } = await json(scim.get('/Users'))
    const [grace, ada] = Resources.map(({ id }) => id)
    const terms = [`id eq "${ada}"`, `${enterprise}:manager.value eq "${grace}"`]
    expect(await find(scim, terms.join(' and '))).toEqual(['ada'])
    expect(await find(scim, terms.toReversed().join(' and '))).toEqual(['ada'])
  })

  test('§3.4.2.2 groups are found by displayName and by member', async () => {
    const scim = connect()
    const ada = await createUser(scim, 'ada')
    await createGroup(scim, 'Choir')
    await createGroup(scim, '7b', [ada.id])
    for (const filter of ['displayName eq "7B"', `members.value eq "${ada.id}"`]) {
      const list = await json(scim.get(`/Groups?filter=${encodeURIComponent(filter)}`))
      expect(list.Resources.map((found: Json) => found.displayName)).toEqual(['7b'])
    }
  })

  test.each([
    'userName',
    'userName eq',
    'userName xx "a"',
    'shoeSize eq "3"',
    '(userName eq "a"',
    'userName eq "a" and',
    '',
    '"',
    '__proto__ eq "a"',
    '('.repeat(5000),
  ])('§3.4.2.2 %j is refused with 400 invalidFilter, and never lists everybody', async (filter) => {
    const response = await (await school()).get(`/Users?filter=${encodeURIComponent(filter)}`)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ scimType: 'invalidFilter' })
  })
})

describe('§3.4.2.3 sorting', () => {
  test('§3.4.2.3 sorts by an attribute, in either direction, what has none last and first', async () => {
    const scim = await school()
    expect(names(await json(scim.get('/Users?sortBy=userName')))).toEqual([
      'ada',
      'grace',
      "o'neil",
    ])
    expect(names(await json(scim.get('/Users?sortBy=title')))).toEqual(['grace', "o'neil", 'ada'])
    expect(names(await json(scim.get('/Users?sortBy=title&sortOrder=descending')))).toEqual([
      'ada',
      "o'neil",
      'grace',
    ])
  })

  test('§3.4.2.3 of several values the primary or first one counts', async () => {
    const scim = await school()
    const list = await json(scim.get('/Users?sortBy=emails.value'))
    expect(names(list)).toEqual(['ada', 'grace', "o'neil"])
  })

  test('§3.4.2.3 sorting by an unknown attribute is refused rather than done in any order', async () => {
    const response = await (await school()).get('/Users?sortBy=shoeSize')
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ scimType: 'invalidPath' })
  })

  test('§3.4.2.3 a service that cannot sort says so and passes over sortBy', async () => {
    const scim = connect(serve({ sort: false }))
    await createUser(scim, 'b')
    await createUser(scim, 'a')
    expect((await json(scim.get('/ServiceProviderConfig'))).sort).toEqual({ supported: false })
    expect(names(await json(scim.get('/Users?sortBy=userName')))).toEqual(['b', 'a'])
  })
})

describe('§3.4.2.4 paging by index', () => {
  async function eleven(): Promise<Connection> {
    const scim = connect()
    for (let n = 1; n <= 11; n++) await createUser(scim, `u${n}`)
    return scim
  }

  test('§3.4.2.4 pages follow each other without gap or repetition, also while users are added', async () => {
    const scim = await eleven()
    const seen: string[] = []
    for (const startIndex of [1, 6, 11]) {
      const list = await json(scim.get(`/Users?startIndex=${startIndex}&count=5`))
      expect(list.startIndex).toBe(startIndex)
      expect(list.itemsPerPage).toBe(list.Resources.length)
      seen.push(...names(list))
      await createUser(scim, `late${startIndex}`)
    }
    expect(seen.slice(0, 11)).toEqual(Array.from({ length: 11 }, (_, n) => `u${n + 1}`))
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    ['count=1', { itemsPerPage: 1, startIndex: 1 }],
    ['count=100&startindex=0', { itemsPerPage: 11, startIndex: 1 }],
    ['startIndex=-3&count=2', { itemsPerPage: 2, startIndex: 1 }],
    ['startIndex=20&count=5', { itemsPerPage: 0, startIndex: 20 }],
    ['count=0', { itemsPerPage: 0, startIndex: 1 }],
    ['count=-1', { itemsPerPage: 0, startIndex: 1 }],
    ['count=1000000000', { itemsPerPage: 11, startIndex: 1 }],
  ])('§3.4.2.4 %s is answered with the true total and %j', async (query, expected) => {
    const list = await json((await eleven()).get(`/Users?${query}`))
    expect(list).toMatchObject({ totalResults: 11, ...expected })
    expect(list.Resources).toHaveLength(expected.itemsPerPage)
  })

  test('§3.4.2.4 totalResults counts what matches, not what is on the page', async () => {
    const list = await json((await eleven()).get('/Users?filter=userName+sw+%22u1%22&count=2'))
    expect(list).toMatchObject({ totalResults: 3, itemsPerPage: 2 })
  })

  test('§3.4.2.4 what is no number is refused', async () => {
    for (const query of ['count=abc', 'startIndex=1.5'])
      expect((await (await eleven()).get(`/Users?${query}`)).status).toBe(400)
  })
})

describe('§3.4.3 searching by POST', () => {
  const schemas = [`${messages}:SearchRequest`]

  test('§3.4.3 the body of a search says what the URL of a list would', async () => {
    const scim = await school()
    const response = await scim.post('/Users/.search', {
      schemas,
      filter: 'userName pr',
      attributes: ['userName'],
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 1,
    })
    expect(response.status).toBe(200)
    const list = await json(response)
    expect(list).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 })
    expect(names(list)).toEqual(['grace'])
    expect(list.Resources[0]).not.toHaveProperty('displayName')
  })

  test('§3.4.3 at the root it searches all types', async () => {
    const scim = await school()
    await createGroup(scim, 'Ada’s friends')
    const list = await json(scim.post('/.search', { schemas, filter: 'displayName sw "Ada"' }))
    expect(list.Resources.map((found: Json) => found.meta.resourceType)).toEqual(['User', 'Group'])
  })

  test('§3.4.3 excludedAttributes of a search holds too', async () => {
    const scim = connect()
    await createGroup(scim, '7b')
    const body = { schemas, excludedAttributes: ['members'] }
    const list = await json(scim.post('/Groups/.search', body))
    expect(list.Resources[0]).not.toHaveProperty('members')
  })
})
