/** Whole cycles of Entra as they come over the wire: the sequences S-01, S-02 and S-03. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { base, core, enterprise, group, json, type Connection, type Json } from '../support/scim.ts'
import { change, changeMembers, countOf, find, flag, membersOf, stateOf } from '../support/state.ts'

const ada = {
  schemas: [core, enterprise],
  externalId: 'ada',
  userName: 'ada@contoso.com',
  active: true,
  displayName: 'Ada L',
  title: 'Engineer',
  emails: [{ primary: true, type: 'work', value: 'ada@contoso.com' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Ada L', familyName: 'L', givenName: 'Ada' },
  [enterprise]: { employeeNumber: '0007', department: 'R&D' },
}
const bo = {
  ...ada,
  externalId: 'bo',
  userName: 'bo@contoso.com',
  displayName: 'Bo',
  emails: [{ primary: true, type: 'work', value: 'bo@contoso.com' }],
  name: { formatted: 'Bo', familyName: 'B', givenName: 'Bo' },
  [enterprise]: { employeeNumber: '0001', department: 'R&D' },
}
const sales = {
  schemas: [group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
  externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
  displayName: 'Sales',
  meta: { resourceType: 'Group' },
}

/** What a cycle made anew, and what it ends with. */
interface Cycle {
  readonly posts: number
  readonly ada: Json
  readonly bo: Json
  readonly sales: Json
}

onEachDatabase('Entra in cycles', ({ connect, database }) => {
  /** An initial cycle, or a restart: match, create what is missing, then the references. */
  async function runCycle(scim: Connection, query: string): Promise<Cycle> {
    let posts = 0
    const and = query === '' ? '?' : `${query}&`
    const matchOrCreate = async (endpoint: string, filter: string, body: object) => {
      const found = await json(scim.get(`${endpoint}${and}${filter}`))
      expect(found.totalResults).toBe(found.Resources.length)
      const [match] = found.Resources
      if (match) return match
      const response = await scim.post(endpoint + query, body)
      expect(response.status).toBe(201)
      posts++
      return json(response)
    }
    const byName = (name: string) => `filter=userName+eq+%22${encodeURIComponent(name)}%22`
    const adaMatch = await matchOrCreate('/Users', byName(ada.userName), ada)
    const boMatch = await matchOrCreate('/Users', byName(bo.userName), bo)
    const bySales = 'excludedAttributes=members&filter=displayName+eq+%22Sales%22'
    const salesMatch = await matchOrCreate('/Groups', bySales, sales)

    const isReferred = await find(
      scim,
      '/Users',
      `id eq "${adaMatch.id}" and manager eq "${boMatch.id}"`,
      '&attributes=id',
    )
    expect(isReferred).toHaveLength(posts > 0 ? 0 : 1)
    if (isReferred.length === 0)
      await change(scim, `/Users/${adaMatch.id}${query}`, [
        { op: 'Add', path: `${enterprise}:manager`, value: boMatch.id },
      ])
    const members = [adaMatch.id, boMatch.id].map((value) => ({ $ref: null, value }))
    await changeMembers(scim, `/Groups/${salesMatch.id}${query}`, [
      { op: 'Add', path: 'members', value: members },
    ])
    return {
      posts,
      ada: await stateOf(scim, `/Users/${adaMatch.id}`),
      bo: await stateOf(scim, `/Users/${boMatch.id}`),
      sales: await stateOf(scim, `/Groups/${salesMatch.id}`),
    }
  }

  test.each(['', flag])(
    'S-01 an initial cycle, and a restart that makes and changes nothing (query "%s")',
    async (query) => {
      const scim = await connect()
      const first = await runCycle(scim, query)
      expect(first.posts).toBe(3)
      const { meta, ...state } = first.ada
      const { meta: _, ...sent } = ada
      expect(state).toEqual({
        ...sent,
        id: expect.any(String),
        [enterprise]: {
          employeeNumber: '0007',
          department: 'R&D',
          manager: { value: first.bo.id, $ref: `${base}/Users/${first.bo.id}`, displayName: 'Bo' },
        },
        groups: [
          {
            value: first.sales.id,
            $ref: `${base}/Groups/${first.sales.id}`,
            display: 'Sales',
            type: 'direct',
          },
        ],
      })
      expect(meta.location).toBe(`${base}/Users/${first.ada.id}`)
      expect(first.sales.externalId).toBe(sales.externalId)
      expect(membersOf(first.sales)).toEqual([first.ada.id, first.bo.id].toSorted())
      expect(await find(scim, '/Users', `${enterprise}:employeeNumber eq "0007"`)).toEqual([
        first.ada,
      ])

      expect(await runCycle(scim, query)).toEqual({ ...first, posts: 0 })
      expect(await countOf(scim, '/Users')).toBe(2)
      expect(await countOf(scim, '/Groups')).toBe(1)
      expect((await readLog(database(), scim.organization)).map(({ verdict }) => verdict)).toEqual([
        'create',
        'create',
        'create',
        'update',
        'update',
        'unchanged',
      ])
    },
  )

  const incremental = [
    { op: 'Replace', path: 'title', value: 'Lead' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
    { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
    { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
    { op: 'Replace', path: `${enterprise}:department`, value: 'Research' },
  ]
  const merged = [
    { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada.l@contoso.com' },
    {
      op: 'replace',
      value: {
        title: 'Lead',
        'name.familyName': 'Lovelace',
        [`${enterprise}:department`]: 'Research',
      },
    },
  ]

  /** What must be alike whichever dialect was spoken: all but ids and times. */
  function withoutIds(state: Json) {
    const { id: _, meta, ...rest } = state
    return { ...rest, meta: { version: meta.version } }
  }

  test('S-02 S-03 five changes are one version, and both dialects end in one state', async () => {
    const ends: object[] = []
    for (const [query, operations] of [
      ['', incremental],
      [flag, merged],
    ] as const) {
      const scim = await connect()
      const { id } = await json(scim.post(`/Users${query}`, ada))
      const before = await json(scim.get(`/Users/${id}${query}`))
      expect(before).toEqual(await stateOf(scim, `/Users/${id}`))
      const state = await change(scim, `/Users/${id}${query}`, operations)
      expect(state).toEqual({
        ...before,
        title: 'Lead',
        phoneNumbers: [{ type: 'mobile', value: '+1 425 555 0100' }],
        emails: [{ primary: true, type: 'work', value: 'ada.l@contoso.com' }],
        name: { formatted: 'Ada L', familyName: 'Lovelace', givenName: 'Ada' },
        [enterprise]: { employeeNumber: '0007', department: 'Research' },
        meta: { ...before.meta, version: 'W/"2"', lastModified: state.meta.lastModified },
      })
      expect(await find(scim, '/Users', 'emails.value eq "ada.l@contoso.com"')).toEqual([state])
      expect(await find(scim, '/Users', 'emails.value eq "ada@contoso.com"')).toEqual([])
      expect(await change(scim, `/Users/${id}${query}`, operations)).toEqual(state)
      ends.push(withoutIds(state))
    }
    expect(ends[0]).toEqual(ends[1])
  })
})
