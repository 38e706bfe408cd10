/** What Entra gets when something is wrong, and how loosely it may send: E-172 to E-176. */
import { expect, test } from 'vitest'
import { createScimEndpoint } from '../../server/src/connections/scim/endpoint.ts'
import type { Database } from '../../server/src/database/database.ts'
import { onEachDatabase } from '../support/each-database.ts'
import {
  base,
  connect as connectTo,
  core,
  createGroup,
  createUser,
  enterprise,
  group,
  json,
} from '../support/scim.ts'
import { change, countOf, expectRefusal, find, flag, stateOf } from '../support/state.ts'

onEachDatabase('Entra meets', ({ connect, database }) => {
  test('E-172 a failure of ours: 500 in SCIM form, nothing of it told, and the repetition succeeds', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    const reported: unknown[] = []
    let isBroken = true
    const broken = new Error('disk I/O error in table person at /var/lib/rollbook.db')
    const real = database()
    const { organization, connectionId } = scim
    const service = createScimEndpoint({
      database: new Proxy(real, {
        get(target, name: keyof Database) {
          if (name === 'write' && isBroken) return () => Promise.reject(broken)
          const member = target[name]
          return typeof member === 'function' ? member.bind(target) : member
        },
      }),
      publicUrl: 'https://school.example',
      onError: (error) => reported.push(error),
    })
    const failing = connectTo((request) =>
      service.handle(request, {
        organization,
        connection: {
          id: connectionId,
          organizationId: organization.id,
          kind: 'scim',
          name: 'Entra',
          state: 'live',
          settings: {},
          created: organization.created,
        },
        actor: 'token:test',
        requestId: 'request',
        prefix: '/scim/v2',
      }),
    )
    const body = { schemas: [core], userName: 'bo@school.example' }
    const attempts = [
      () => failing.post('/Users', body),
      () => failing.patch(`/Users/${id}`, [{ op: 'Replace', path: 'title', value: 'Dr' }]),
      () => failing.post('/Groups', { schemas: [group], displayName: '7b' }),
    ]
    for (const attempt of attempts) {
      const { detail } = await expectRefusal(attempt(), 500)
      expect(detail).not.toMatch(/disk|person|\/var|\bat\b.*:\d/)
    }
    expect(reported).toHaveLength(attempts.length)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
    expect(await countOf(scim, '/Groups')).toBe(0)
    isBroken = false
    for (const attempt of attempts) expect((await attempt()).status).toBeLessThan(300)
    expect((await stateOf(scim, `/Users/${id}`)).title).toBe('Dr')
    expect(await find(scim, '/Users', 'userName eq "bo@school.example"')).toHaveLength(1)
    expect(await countOf(scim, '/Groups')).toBe(1)
  })

  const user = { schemas: [core], userName: 'new@school.example' }
  const operation = (op: string, path: string, value?: unknown) => ({ op, path, value })

  test.each([
    ['POST', '/Users', { schemas: [core] }, ['userName', 'required']],
    ['POST', '/Users', { ...user, active: 'perhaps' }, ['active', 'true or false']],
    ['POST', '/Users', { ...user, displayName: 7 }, ['displayName', '7']],
    ['POST', '/Users', { ...user, name: 'Ada' }, ['name', 'Ada']],
    ['POST', '/Users', { ...user, userName: 'ADA@school.example' }, ['userName', 'already']],
    ['POST', '/Users', { ...user, [enterprise]: { manager: [1] } }, ['manager']],
    ['POST', '/Groups', { schemas: [group] }, ['displayName', 'required']],
    ['POST', '/Groups', { schemas: [group], displayName: 'x', members: [{}] }, ['member', 'value']],
    ['PATCH', 'ada', [operation('Replace', 'userName', '')], ['userName', 'required']],
    ['PATCH', 'ada', [operation('Replace', 'id', 'x')], ['id']],
    ['PATCH', 'ada', [operation('Replace', 'title', [1, 2])], ['title']],
    ['PATCH', 'ada', [operation('Replace', 'name.givenName', { a: 1 })], ['name.givenName']],
    ['PATCH', 'ada', [operation('Replace', 'emails[type eq', 'x')], ['path', 'emails[type eq']],
    [
      'PATCH',
      'ada',
      [operation('Replace', 'userName', 'BO@school.example')],
      ['userName', 'taken'],
    ],
    ['PATCH', 'ada', [operation('Twist', 'title', 'x')], ['Twist', '"add"']],
    ['PATCH', '/Users/gone', [operation('Replace', 'title', 'x')], ['User', 'gone']],
    ['GET', '/Users?filter=shoeSize+eq+%22x%22', undefined, ['shoeSize']],
    ['GET', '/Users?filter=active+eq+%22perhaps%22', undefined, ['active', 'true or false']],
    ['GET', '/Users?filter=userName+is+%22x%22', undefined, ['is']],
  ])('E-173 a refusal that names what was wrong: %s %s %j', async (method, path, body, words) => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example', { emails: [{ value: 'a@b.c' }] })
    await createUser(scim, 'bo@school.example', { emails: [{ value: 'b@b.c' }] })
    const before = await stateOf(scim, `/Users/${ada.id}`)
    const target = path === 'ada' ? `/Users/${ada.id}` : path
    const response =
      method === 'PATCH' ? await scim.patch(target, body) : await scim.request(method, target, body)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    const { detail, status } = await json(response)
    expect(status).toBe(String(response.status))
    for (const word of words) expect(detail).toContain(word)
    expect(detail).toMatch(/^\S.*[.)]$/)
    expect(detail).not.toMatch(/undefined|\[object|Error:|select |insert /)
    expect(await stateOf(scim, `/Users/${ada.id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(2)
    expect(await countOf(scim, '/Groups')).toBe(0)
  })

  const text = JSON.stringify({ ...user, displayName: 'Zoë' })

  test.each([
    ['application/scim+json', text],
    ['application/scim+json; charset=utf-8', text],
    ['application/scim+json;charset="UTF-8"', text],
    ['application/json', text],
    ['Application/JSON; Charset=UTF-8', text],
    ['application/scim+json', `\u{feff}${text}`],
    ['application/json; charset=utf-8', `\u{feff} \r\n${text}\n`],
  ])('E-174 a body of type %s is accepted, with and without a mark: %j', async (type, body) => {
    const scim = await connect()
    const response = await scim.post('/Users', body, { 'content-type': type })
    expect(response.status).toBe(201)
    const state = await stateOf(scim, `/Users/${(await json(response)).id}`)
    expect(state.displayName).toBe('Zoë')
  })

  test.each([
    'text/plain',
    'text/html; charset=utf-8',
    'application/xml',
    'application/json; charset=utf-16',
    'multipart/form-data',
  ])('E-174 a body of type %s is 415 with an error in SCIM form', async (type) => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    const before = await stateOf(scim, `/Users/${id}`)
    const headers = { 'content-type': type }
    await expectRefusal(scim.post('/Users', text, headers), 415)
    await expectRefusal(scim.patch(`/Users/${id}`, text, headers), 415)
    await expectRefusal(scim.put(`/Users/${id}`, text, headers), 415)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test('E-175 a GET or DELETE that names a type of body but has none is answered as any', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    const state = await stateOf(scim, `/Users/${id}`)
    for (const type of ['application/scim+json', 'application/json; charset=utf-8', 'text/plain'])
      for (const path of [`/Users/${id}`, `/Users/${id}${flag}`])
        expect(await json(scim.get(path, { 'content-type': type }))).toEqual(state)
    const response = await scim.delete(`/Users/${id}`, { 'content-type': 'application/scim+json' })
    expect(response.status).toBe(204)
    expect(await countOf(scim, '/Users')).toBe(0)
  })

  test('E-176 HEAD is GET without the body, OPTIONS tells the methods', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    const { id: groupId } = await createGroup(scim, 'Class 7b', [id])
    for (const path of [
      `/Users/${id}`,
      `/Groups/${groupId}`,
      '/Users',
      '/Schemas',
      '/Users/gone',
    ]) {
      const get = await scim.get(path)
      const head = await scim.request('HEAD', path)
      expect(head.status).toBe(get.status)
      expect(await head.text()).toBe('')
      expect([...head.headers]).toEqual([...get.headers])
    }
    for (const [path, methods] of [
      [`/Users/${id}`, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
      ['/Users', 'GET, HEAD, POST, OPTIONS'],
      [`${base}/Groups`, 'GET, HEAD, POST, OPTIONS'],
      ['/ServiceProviderConfig', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const response = await scim.request('OPTIONS', path)
      expect([response.status, await response.text()]).toEqual([204, ''])
      expect(response.headers.get('allow')).toBe(methods)
    }
    const state = await change(scim, `/Users/${id}`, [])
    expect(state.groups).toHaveLength(1)
  })
})
