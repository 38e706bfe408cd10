/** Answers: traps that public servers fell into, T-05 and T-12 to T-18, T-28 to T-35. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import {
  base,
  core,
  createGroup,
  createUser,
  enterprise,
  group,
  json,
  type Connection,
  type Json,
} from '../support/scim.ts'
import { countOf, expectRefusal, find, stateOf } from '../support/state.ts'

const discovery = [
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/ResourceTypes/User',
  '/Schemas',
  `/Schemas/${core}`,
]

onEachDatabase('Traps with answers', ({ connect }) => {
  async function createSchool(scim: Connection) {
    const bo = await createUser(scim, 'bo@school.example')
    const manager = { value: bo.id }
    const ada = await createUser(scim, 'ada@school.example', { [enterprise]: { manager } })
    const { id } = await createGroup(scim, 'Class 7b', [ada.id, bo.id])
    return { ada: ada.id, bo: bo.id, group: id }
  }

  test('T-05 a list without startIndex and count is not empty', async () => {
    const scim = await connect()
    const made = await createSchool(scim)
    const people = await json(scim.get('/Users'))
    expect(people).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 2 })
    expect(people.Resources.map(({ id }) => id)).toEqual([made.bo, made.ada])
    expect((await json(scim.get('/Groups'))).Resources.map(({ id }) => id)).toEqual([made.group])
  })

  test('T-12 meta is spelled as the RFC spells it', async () => {
    const scim = await connect()
    const made = await createSchool(scim)
    for (const [path, resourceType] of [
      [`/Users/${made.ada}`, 'User'],
      [`/Groups/${made.group}`, 'Group'],
    ] as const) {
      const state = await stateOf(scim, path)
      expect(state.meta).toEqual({
        resourceType,
        created: expect.stringMatching(/Z$/),
        lastModified: expect.stringMatching(/Z$/),
        location: base + path,
        version: expect.stringMatching(/^W\/"\d+"$/),
      })
    }
  })

  test('T-13 an answer of 200 has a resource, and one of 204 nothing', async () => {
    const usual = await connect()
    const asked = await connect({ memberPatchStatus: 200 })
    for (const scim of [usual, asked]) {
      const made = await createSchool(scim)
      const rename = [{ op: 'replace', path: 'displayName', value: 'X' }]
      for (const path of [`/Users/${made.ada}`, `/Groups/${made.group}`]) {
        const response = await scim.patch(path, rename)
        expect(response.status).toBe(200)
        expect(await json(response)).toMatchObject({ displayName: 'X', id: path.split('/')[2] })
        expect((await stateOf(scim, path)).displayName).toBe('X')
      }
      const value = [{ value: made.bo }]
      const response = await scim.patch(`/Groups/${made.group}`, [
        { op: 'remove', path: 'members', value },
      ])
      const { members } = await stateOf(scim, `/Groups/${made.group}`)
      expect(members.map((member) => member.value)).toEqual([made.ada])
      if (scim === asked) {
        expect(response.status).toBe(200)
        expect((await json(response)).members).toEqual(members)
      } else {
        expect([response.status, await response.text()]).toEqual([204, ''])
        expect(response.headers.get('content-type')).toBeNull()
      }
    }
  })

  test('T-15 ids are texts wherever they stand, also those that look like numbers', async () => {
    const scim = await connect()
    const made = await createSchool(scim)
    const user = await createUser(scim, '10203', { externalId: '0042', title: '1e3' })
    expect(await stateOf(scim, `/Users/${user.id}`)).toMatchObject({
      id: expect.any(String),
      userName: '10203',
      externalId: '0042',
      title: '1e3',
    })
    expect(await find(scim, '/Users', 'externalId eq "0042"')).toHaveLength(1)
    expect(await find(scim, '/Users', 'externalId eq "42"')).toHaveLength(0)
    const { members } = await stateOf(scim, `/Groups/${made.group}`)
    expect(members.map(({ value }) => typeof value)).toEqual(['string', 'string'])
    const ada = await stateOf(scim, `/Users/${made.ada}`)
    expect([ada[enterprise].manager.value, ada.groups[0]!.value]).toEqual([made.bo, made.group])
  })

  test('T-18 URLs are those by which the world reaches the service, not those behind a proxy', async () => {
    const scim = await connect()
    const made = await createSchool(scim)
    const inside = 'http://10.0.0.7:8080/scim/v2'
    const headers = { 'x-forwarded-host': 'evil.example', host: '10.0.0.7:8080' }
    const response = await scim.get(`${inside}/Users/${made.ada}`, headers)
    const ada = await json(response)
    expect(response.headers.get('location')).toBe(`${base}/Users/${made.ada}`)
    expect(ada.meta.location).toBe(`${base}/Users/${made.ada}`)
    expect(ada[enterprise].manager['$ref']).toBe(`${base}/Users/${made.bo}`)
    expect(ada.groups[0]!['$ref']).toBe(`${base}/Groups/${made.group}`)
    expect(ada).toEqual(await stateOf(scim, `/Users/${made.ada}`))
    const created = await scim.post(`${inside}/Groups`, { schemas: [group], displayName: 'X' })
    expect(created.headers.get('location')).toBe(`${base}/Groups/${(await json(created)).id}`)
    for (const path of ['/Users', '/Groups', ...discovery]) {
      const text = await (await scim.get(inside + path, headers)).text()
      expect(text).toContain(base)
      expect(text).not.toMatch(/10\.0\.0\.7|evil/)
    }
  })

  test.each([
    '/01980000-0000-7000-8000-000000000000',
    '/users',
    '/Users/a/b',
    '/Schemas/urn:nothing',
    '/ResourceTypes/Robot',
  ])('T-28 an unknown path is 404 in SCIM form: %s', async (path) => {
    const scim = await connect()
    await createSchool(scim)
    await expectRefusal(scim.get(path), 404)
    // That what the service says of itself can only be read comes first.
    const status = /^.(Schemas|ResourceTypes)/.test(path) ? 405 : 404
    await expectRefusal(scim.post(path, { schemas: [core], userName: 'x' }), status)
    expect(await countOf(scim, '/Users')).toBe(2)
  })

  test.each(discovery)(
    'T-28 %s can only be read: other methods are 405 in SCIM form',
    async (path) => {
      const scim = await connect()
      const before = await (await scim.get(path)).text()
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const response = await scim.request(method, path, method === 'DELETE' ? undefined : {})
        expect(response.headers.get('allow')).toContain('GET')
        await expectRefusal(response, 405)
      }
      expect(await (await scim.get(path)).text()).toBe(before)
    },
  )

  test('T-28 a method that an endpoint does not have is 405 in SCIM form', async () => {
    const scim = await connect()
    const { ada } = await createSchool(scim)
    const before = await stateOf(scim, `/Users/${ada}`)
    for (const [method, path] of [
      ['PATCH', '/Users'],
      ['PUT', '/Groups'],
      ['DELETE', '/Users'],
      ['POST', `/Users/${ada}`],
      ['GET', '/Bulk'],
    ] as const)
      await expectRefusal(
        scim.request(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}),
        405,
      )
    expect(await stateOf(scim, `/Users/${ada}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(2)
  })

  test('T-32 every answer with one resource has its Location', async () => {
    const scim = await connect()
    for (const [endpoint, body] of [
      ['/Users', { schemas: [core], userName: 'ada' }],
      ['/Groups', { schemas: [group], displayName: 'Class 7b' }],
    ] as const) {
      const created = await scim.post(endpoint, body)
      const { id, meta } = await json(created)
      const path = `${endpoint}/${id}`
      const answers = [
        created,
        await scim.get(path),
        await scim.put(path, { ...body, externalId: 'x' }),
        await scim.patch(path, [{ op: 'replace', path: 'externalId', value: 'y' }]),
      ]
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200])
      for (const { headers } of answers) {
        expect(headers.get('location')).toBe(base + path)
        expect(headers.get('location')).toBe(meta.location)
      }
      expect((await stateOf(scim, path)).externalId).toBe('y')
    }
  })

  test('T-34 a resource type says of its extensions which and whether required, no more', async () => {
    const scim = await connect()
    const { Resources } = await json(scim.get('/ResourceTypes'))
    const types = new Map(Resources.map((type) => [type.name, type]))
    expect([...types.keys()]).toEqual(['User', 'Group'])
    const { schemaExtensions } = types.get('User')!
    expect(schemaExtensions.map(({ schema }) => schema)).toContain(enterprise)
    for (const each of schemaExtensions) {
      expect(Object.keys(each).toSorted()).toEqual(['required', 'schema'])
      expect(each['required']).toBe(false)
    }
  })

  test('T-35 every attribute has a description, and every text says whether case matters', async () => {
    const scim = await connect()
    const { Resources } = await json(scim.get('/Schemas'))
    const seen: string[] = []
    const look = (owner: string, attributes: readonly Json[]) => {
      for (const attribute of attributes) {
        const name = `${owner}:${attribute.name}`
        seen.push(name)
        const { description, caseExact, type } = attribute
        expect([name, typeof description, description === '']).toEqual([name, 'string', false])
        if (['string', 'reference', 'binary'].includes(type))
          expect([name, typeof caseExact]).toEqual([name, 'boolean'])
        look(name, attribute.subAttributes ?? [])
      }
    }
    for (const schema of Resources) {
      expect(schema['description']).toMatch(/\w/)
      look(schema.id, schema.attributes)
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        `${core}:emails:value`,
        `${enterprise}:manager:$ref`,
        `${group}:members:type`,
      ]),
    )
  })
})
