/** What Microsoft Entra ID sends when an administrator tries or saves the connection. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createUser, json, listResponse, type Connection } from '../support/scim.ts'
import { change, countOf, expectRefusal, flag, stateOf } from '../support/state.ts'

const nobody = {
  schemas: [listResponse],
  totalResults: 0,
  itemsPerPage: 0,
  startIndex: 1,
  Resources: [],
}
const random = '%22b6f4c4d0-7c5e-4a52-9f0e-3c1d2c0f8a11%22'

onEachDatabase('Entra tries a connection', ({ connect }) => {
  async function look(scim: Connection, path: string, headers?: Record<string, string>) {
    const response = await scim.get(path, headers)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/scim+json')
    expect(await countOf(scim, '/Users')).toBe(0)
    return json(response)
  }

  test.each([
    ['E-01', `userName+eq+${random}`],
    ['E-02', `externalId+eq+${random}`],
    ['E-03', `emails%5Btype+eq+%22work%22%5D.value+eq+${random}`],
  ])('%s finds nobody by %s, which is an empty list and no error', async (_, filter) => {
    expect(await look(await connect(), `/Users?filter=${filter}`)).toEqual(nobody)
  })

  test('E-03 finds the person of that work e-mail address, and of no other', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada', {
      emails: [
        { type: 'work', value: 'ada@school.example' },
        { type: 'home', value: 'ada@home.example' },
      ],
    })
    const by = async (type: string, value: string) => {
      const filter = encodeURIComponent(`emails[type eq "${type}"].value eq "${value}"`)
      const { Resources } = await json(scim.get(`/Users?filter=${filter}`))
      return Resources.map((user) => user.id)
    }
    expect(await by('work', 'Ada@School.Example')).toEqual([id])
    expect(await by('work', 'ada@home.example')).toEqual([])
    expect(await by('home', 'ada@home.example')).toEqual([id])
  })

  test.each([[{}], [{ accept: '*/*' }], [{ accept: 'application/json' }]])(
    'E-04 is answered whatever it says about what it accepts: %j',
    async (headers) => {
      expect(await look(await connect(), `/Users?filter=userName+eq+${random}`, headers)).toEqual(
        nobody,
      )
    },
  )

  test.each([
    'aadOptscim062020',
    'aadOptscim062020=true',
    'AzureAdScimPatch062020',
    'AzureAdScimPatch2017',
    'aadOptscim062020&feature',
  ])('E-06 the Tenant URL may carry ?%s', async (parameter) => {
    const scim = await connect()
    expect(await look(scim, `/Users?${parameter}&filter=userName+eq+${random}`)).toEqual(nobody)
    const response = await scim.post(`/Users?${parameter}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ada@school.example',
    })
    expect(response.status).toBe(201)
    const created = await json(response)
    expect(created).toEqual(await json(scim.get(`/Users/${created.id}?${parameter}`)))
    expect(created).toEqual(await stateOf(scim, `/Users/${created.id}`))
    expect(created.meta.location).not.toContain('?')
    const patched = await change(scim, `/Users/${created.id}?${parameter}`, [
      { op: 'replace', path: 'title', value: 'Dr' },
    ])
    expect(patched.title).toBe('Dr')
    expect((await scim.delete(`/Users/${created.id}?${parameter}`)).status).toBe(204)
    expect(await countOf(scim, '/Users')).toBe(0)
  })

  test('E-06 the parameter stands before, behind and between others', async () => {
    const scim = await connect()
    await createUser(scim, 'ada@school.example')
    const filter = 'filter=userName+eq+%22ada%40school.example%22'
    for (const query of [
      `${flag}&${filter}&count=1`,
      `?${filter}&aadOptscim062020`,
      `?count=1&aadOptscim062020&${filter}`,
    ])
      expect((await json(scim.get(`/Users${query}`))).totalResults).toBe(1)
  })

  test('E-07 a slash too many in the Tenant URL does no harm', async () => {
    const scim = await connect()
    const filter = `filter=userName+eq+${random}`
    expect(await look(scim, `//Users?${filter}`)).toEqual(nobody)
    expect(await look(scim, `/Users/?${filter}`)).toEqual(nobody)
    expect(await look(scim, `//Users/?aadOptscim062020&${filter}`)).toEqual(nobody)
    const { id } = await createUser(scim, 'ada@school.example')
    expect(await json(scim.get(`//Users/${id}/`))).toEqual(await stateOf(scim, `/Users/${id}`))
  })

  test('E-01 what is no endpoint is answered in SCIM form', async () => {
    const scim = await connect()
    await expectRefusal(scim.get('/Persons'), 404)
    expect(await countOf(scim, '/Users')).toBe(0)
  })
})
