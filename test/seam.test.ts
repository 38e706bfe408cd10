/** What a provider is asked, told and trusted with: the promises of scim/src/provider.ts. */
import { describe, expect, test } from 'vitest'
import { userType, type Provider, type Stored } from '@rollbook/scim'
import { createMemoryProvider } from '@rollbook/scim/memory'
import {
  base,
  connect,
  core,
  createGroup,
  createUser,
  enterprise,
  json,
  patchOp,
  serve,
  withFunctions,
} from './support/scim.ts'

type Refusal = Parameters<NonNullable<Provider['refused']>>[0]

describe('a refused write', () => {
  function refusing(call: { strict?: boolean } = {}) {
    const refusals: Refusal[] = []
    const provider = withFunctions(createMemoryProvider(), {
      async refused(refusal) {
        refusals.push(refusal)
      },
    })
    return { scim: connect(serve({ provider }, call)), refusals }
  }

  test('is told with type, method, id, reason and body', async () => {
    const { scim, refusals } = refusing({ strict: true })
    const { id } = await createUser(scim, 'ada')
    const body = patchOp([{ op: 'replace', path: 'shoeSize', value: '38' }])
    await scim.patch(`/Users/${id}`, body)
    expect(refusals).toEqual([
      {
        type: userType,
        method: 'PATCH',
        id,
        status: 400,
        scimType: 'invalidPath',
        detail: expect.stringContaining('shoeSize'),
        body,
      },
    ])
  })

  test('is told for every method, also when the provider itself refused', async () => {
    const { scim, refusals } = refusing()
    await createUser(scim, 'ada')
    await scim.post('/Users', { schemas: [core], userName: 'ADA' })
    await scim.put('/Users/gone', { schemas: [core], userName: 'ada' })
    await scim.patch('/Groups/gone', [{ op: 'remove', path: 'members' }])
    await scim.delete('/Groups/gone')
    await scim.post('/Users', 'no JSON')
    expect(refusals.map(({ type, method, status }) => [type.name, method, status])).toEqual([
      ['User', 'POST', 409],
      ['User', 'PUT', 404],
      ['Group', 'PATCH', 404],
      ['Group', 'DELETE', 404],
      ['User', 'POST', 400],
    ])
  })

  test('is told when precondition or projection cannot be understood, and nothing is written', async () => {
    const { scim, refusals } = refusing()
    const { id } = await createUser(scim, 'ada')
    const remove = [{ op: 'remove', path: 'userName' }]
    await scim.patch(`/Users/${id}`, remove, { 'if-match': 'x' })
    await scim.post('/Users?attributes=id&excludedAttributes=id', { userName: 'grace' })
    await scim.delete(`/Users/${id}`, { 'if-none-match': '*' })
    expect(refusals.map(({ method, status }) => [method, status])).toEqual([
      ['PATCH', 400],
      ['POST', 400],
      ['DELETE', 412],
    ])
    expect((await json(scim.get('/Users'))).totalResults).toBe(1)
  })

  test('inside a bulk request is told like any other', async () => {
    const { scim, refusals } = refusing()
    await createUser(scim, 'ada')
    await scim.post('/Bulk', {
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'ada' } },
        { method: 'DELETE', path: '/Users/gone' },
      ],
    })
    expect(refusals.map(({ status }) => status)).toEqual([409, 404])
  })

  test('never shows a password', async () => {
    const { scim, refusals } = refusing()
    await createUser(scim, 'ada')
    await scim.post('/Users', { schemas: [core], userName: 'ada', password: 'hunter2' })
    await scim.patch('/Users/gone', [{ op: 'add', path: 'password', value: 'hunter2' }])
    expect(refusals).toHaveLength(2)
    expect(JSON.stringify(refusals)).not.toContain('hunter2')
  })

  test('is not told of reads', async () => {
    const { scim, refusals } = refusing()
    await scim.get('/Users/gone')
    await scim.get('/Users?filter=x')
    expect(refusals).toEqual([])
  })
})

describe('a call', () => {
  test('carries the context, the habits repaired, and where resources are', async () => {
    const seen: unknown[] = []
    const provider = createMemoryProvider()
    const watched = withFunctions(provider, {
      create(type, resource, deltas, call) {
        seen.push(call.context, [...call.repairs], [...call.warnings])
        seen.push(call.location('Group', 'a/b'))
        return provider.create(type, resource, deltas, call)
      },
    })
    const scim = connect(serve({ provider: watched }, { context: { tenant: 'school' } }))
    await scim.post('/Users', { schemas: [core], userName: 'ada', active: 'True', shoeSize: 38 })
    const [context, repairs, warnings, location] = seen
    expect(context).toEqual({ tenant: 'school' })
    expect(repairs).not.toEqual([])
    expect(warnings).toEqual([expect.stringContaining('shoeSize')])
    expect(location).toBe(`${base}/Groups/a%2Fb`)
  })

  test('inside a bulk request knows its own repairs and those of the message', async () => {
    const repairs: string[][] = []
    const provider = createMemoryProvider()
    const watched = withFunctions(provider, {
      create(type, resource, deltas, call) {
        repairs.push([...call.repairs])
        return provider.create(type, resource, deltas, call)
      },
    })
    const operation = { method: 'POST', path: '/Users' }
    const body = JSON.stringify({
      Operations: [
        { ...operation, data: { schemas: [core], userName: 'ada' } },
        { ...operation, bulkId: 'a', data: { schemas: [core], userName: 'grace' } },
      ],
    })
    const bytes = new TextEncoder().encode(body)
    await serve({ provider: watched })(new Request(`${base}/Bulk`, { method: 'POST', body: bytes }))
    expect(repairs).toEqual([['missing-content-type', 'missing-bulk-id'], ['missing-content-type']])
  })

  test('never brings a password', async () => {
    const given: unknown[] = []
    const provider = createMemoryProvider()
    const watched = withFunctions(provider, {
      create(type, resource, deltas, call) {
        given.push(resource)
        return provider.create(type, resource, deltas, call)
      },
      update(type, id, update, call) {
        given.push(update)
        return provider.update(type, id, update, call)
      },
    })
    const scim = connect(serve({ provider: watched }))
    const password = 'hunter2'
    const { id } = await createUser(scim, 'ada', { password })
    await scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada', password })
    await scim.patch(`/Users/${id}`, [{ op: 'replace', value: { password } }])
    await scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'password', value: password }])
    expect(given).toHaveLength(4)
    expect(JSON.stringify(given)).not.toContain(password)
  })
})

describe('what is stored', () => {
  const attributes = {
    userName: 'ada "the first", {"x":[]}',
    title: '"members":[] , "urn:x":1',
    [enterprise]: { department: 'Mathematics' },
  }
  const times = { created: '2026-01-01T00:00:00Z', lastModified: '2026-01-02T00:00:00Z' }

  function serving(stored: Stored) {
    const provider = withFunctions(createMemoryProvider(), {
      get: async () => stored,
      list: async () => ({ totalResults: 1, resources: [stored] }),
    })
    return connect(serve({ provider }))
  }

  test.each([
    ['a user', '/Users', attributes],
    ['a user with nothing', '/Users', {}],
    ['a group without members', '/Groups', { displayName: '"members":[{}]' }],
    ['a group with members', '/Groups', { displayName: '7b', members: [{ value: 'a' }] }],
    ['a group with nothing', '/Groups', {}],
  ])('is sent alike whether it is text or an object: %s', async (_, path, kept) => {
    const stored = { id: 'a"b', version: '7', ...times }
    const answers = []
    for (const form of [kept, JSON.stringify(kept), JSON.stringify(kept, null, 2)])
      for (const query of ['/1', '', '/1?excludedAttributes=title'])
        answers.push(await json(serving({ ...stored, attributes: form }).get(`${path}${query}`)))
    const perForm = answers.length / 3
    expect(answers.slice(perForm, 2 * perForm)).toEqual(answers.slice(0, perForm))
    expect(answers.slice(2 * perForm)).toEqual(answers.slice(0, perForm))
    expect(answers[0]).toMatchObject({ ...kept, id: 'a"b', meta: { version: 'W/"7"', ...times } })
  })

  test('names exactly the schemas its attributes are of', async () => {
    const stored = { id: 'a', version: '1', ...times, attributes: JSON.stringify(attributes) }
    expect((await json(serving(stored).get('/Users/a'))).schemas).toEqual([core, enterprise])
    const mention = JSON.stringify({ userName: enterprise, title: `"${enterprise}":` })
    const other = { ...stored, attributes: mention }
    expect((await json(serving(other).get('/Users/a'))).schemas).toEqual([core])
  })

  test('a written group that came back without its members is read with them', async () => {
    const provider = createMemoryProvider()
    const bare = withFunctions(provider, {
      async create(type, resource, deltas, call) {
        const { id } = await provider.create(type, resource, deltas, call)
        const stored = await provider.get(type, id, { includes: () => false }, call)
        if (!stored) throw new Error('it was just created')
        return stored
      },
    })
    const scim = connect(serve({ provider: bare }))
    const ada = await createUser(scim, 'ada')
    expect((await createGroup(scim, '7b', [ada.id])).members).toMatchObject([{ value: ada.id }])
  })
})

test('a member nobody knows is accepted, and not shown', async () => {
  const scim = connect()
  const { id } = await createGroup(scim, '7b', ['somebody'])
  const shown = await json(scim.get(`/Groups/${id}`))
  expect(shown).toMatchObject({ members: [], meta: { version: 'W/"1"' } })
})
