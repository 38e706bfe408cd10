import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../../test/support/databases.ts'
import { startServer, type TestServer } from '../../../test/support/server.ts'
import { setConnectionState } from '../connections/connection.ts'

const ada = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada@school.example',
}
const nobodys = '01990000-0000-7000-8000-000000000000'

/** An answer without what may differ from one request to the next. */
function stable(answer: string): string {
  return answer.replace(/^x-request-id: .*\r\n/im, '').replace(/^date: .*\r\n/im, '')
}

describe.each(databases.map(({ name }, index) => ({ name, index })))('on $name', ({ index }) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ databaseKind: index })
  })
  afterAll(() => server.stop())

  const raw = (line: string, headers: readonly string[] = [], body = '') =>
    server.exchange(
      [
        `${line} HTTP/1.1`,
        'Host: school.example',
        'Connection: close',
        ...headers,
        ...(body && [`Content-Length: ${Buffer.byteLength(body)}`]),
        '',
        body,
      ].join('\r\n'),
    )
  const bearer = () => `Authorization: Bearer ${server.token}`
  const statusOf = async (answer: Promise<string>) => Number((await answer).slice(9, 12))

  test('a user is created, found and told where it is', async () => {
    const created = await server.fetch('/Users', { method: 'POST', body: JSON.stringify(ada) })
    expect(created.status).toBe(201)
    const user = (await created.json()) as { id: string; meta: { location: string } }
    expect(created.headers.get('location')).toBe(`${server.tenantUrl}/Users/${user.id}`)
    expect(user.meta.location).toBe(`${server.tenantUrl}/Users/${user.id}`)
    const found = await server.fetch('/Users?filter=userName%20eq%20%22ADA%40school.example%22')
    expect(await found.json()).toMatchObject({ totalResults: 1, Resources: [{ id: user.id }] })
  })

  test('every answer has an id of its own, its length, and is neither kept nor guessed about', async () => {
    const answers = await Promise.all([
      server.fetch('/Users'),
      server.fetch('/Users/nobody'),
      server.fetch('/Users', { headers: { authorization: 'Bearer wrong' } }),
      server.fetch('/Users', { method: 'POST', body: '{' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 400])
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(4)
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toBe('application/scim+json')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      const length = Number(answer.headers.get('content-length'))
      expect((await answer.arrayBuffer()).byteLength).toBe(length)
    }
  })

  test.each([
    'GET /Users',
    'POST /Users',
    'GET /Users/1',
    'PUT /Users/1',
    'PATCH /Users/1',
    'DELETE /Users/1',
    'POST /Users/.search',
    'GET /Groups',
    'POST /Groups',
    'PATCH /Groups/1',
    'DELETE /Groups/1',
    'POST /.search',
    'POST /Bulk',
    'GET /Me',
    'GET /Schemas',
    'GET /ResourceTypes',
    'POST /ServiceProviderConfig',
    'OPTIONS /Users',
    'PROPFIND /Users',
    'GET ',
  ])('%s without a token is answered alike whether the connection exists or not', async (route) => {
    const [method, path = ''] = route.split(' ')
    const known = await raw(`${method} /scim/v2/${server.connection.id}${path}`)
    const unknown = await raw(`${method} /scim/v2/${nobodys}${path}`)
    expect(known).toMatch(/^HTTP\/1\.1 401 [\s\S]*\r\nwww-authenticate: Bearer\r\n/i)
    expect(known).toContain('"status":"401"')
    expect(stable(unknown)).toBe(stable(known))
  })

  test('a wrong token is answered alike whether the connection exists or not', async () => {
    const wrong = [`Authorization: Bearer ${server.token.slice(0, -1)}`]
    const known = await raw(`GET /scim/v2/${server.connection.id}/Users`, wrong)
    expect(known).toMatch(/^HTTP\/1\.1 401 /)
    expect(stable(await raw(`GET /scim/v2/${nobodys}/Users`, wrong))).toBe(stable(known))
    expect(stable(await raw(`GET /scim/v2/${nobodys}/Users`, [bearer()]))).toBe(stable(known))
  })

  test.each([
    ['the query', `?access_token={token}`, ''],
    ['a cookie', '', 'Cookie: access_token={token}'],
    ['another header', '', 'X-Authorization: Bearer {token}'],
  ])('a token in %s is no token', async (_, query, header) => {
    const fill = (text: string) => text.replace('{token}', server.token)
    const path = `/scim/v2/${server.connection.id}/Users${fill(query)}`
    expect(await statusOf(raw(`GET ${path}`, header ? [fill(header)] : []))).toBe(401)
  })

  test('§4 ServiceProviderConfig is read without a token, the same below every Tenant URL', async () => {
    const path = (id: string) => `GET /scim/v2/${id}/ServiceProviderConfig`
    const known = await raw(path(server.connection.id))
    expect(known).toMatch(/^HTTP\/1\.1 200 /)
    expect(known).toContain('"patch":{"supported":true}')
    expect(stable(await raw(path(nobodys))).replaceAll(nobodys, '')).toBe(
      stable(known).replaceAll(server.connection.id, ''),
    )
    expect(await statusOf(raw(path('acme')))).toBe(401)
    expect(await statusOf(raw(path(server.connection.id), ['Authorization: Bearer wrong']))).toBe(
      401,
    )
  })

  test('HEAD is answered like GET, without the body', async () => {
    const path = `/scim/v2/${server.connection.id}/ResourceTypes`
    const get = await raw(`GET ${path}`, [bearer()])
    const head = await raw(`HEAD ${path}`, [bearer()])
    const [fields = ''] = get.split('\r\n\r\n')
    const lines = (text: string) => stable(text).trim().split('\r\n').toSorted()
    expect(head).toMatch(/\r\n\r\n$/)
    expect(lines(head)).toEqual(lines(fields))
  })

  test.each([
    ['another connection behind dots', '/{nobody}/../{id}/Users', 404],
    ['encoded dots', '/{id}/%2e%2e/{id}/Users', 404],
    ['half-encoded dots', '/{id}/.%2E/Users', 404],
    ['dots at the end', '/{id}/Users/..', 404],
    ['one dot', '/./{id}/Users', 404],
    ['a backslash', '/{nobody}\\..\\{id}/Users', 404],
    ['an encoded backslash', '/{nobody}%5c..%5c{id}/Users', 404],
    ['an encoded slash', '/{nobody}%2F..%2F{id}/Users', 401],
    ['an encoded id', '/%30{id}/Users', 401],
    ['a NUL', '/{id}%00/Users', 401],
    ['a parameter', '/{id};a=b/Users', 401],
    ['no connection', '//Users', 401],
    ['a connection in upper case', '/{ID}/Users', 401],
  ])('a Tenant URL with %s leads nowhere', async (_, path, status) => {
    const { id } = server.connection
    const filled = path
      .replaceAll('{id}', id)
      .replaceAll('{ID}', id.toUpperCase())
      .replaceAll('{nobody}', nobodys)
    expect(await statusOf(raw(`GET /scim/v2${filled}`, [bearer()]))).toBe(status)
  })

  test('links name the configured address, whatever Host and request line say', async () => {
    const body = JSON.stringify({ ...ada, userName: 'grace@school.example' })
    const answer = await raw(
      `POST http://evil.example/scim/v2/${server.connection.id}/Users`,
      [bearer(), 'X-Forwarded-Host: evil.example', 'Content-Type: application/json'],
      body,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    expect(answer).not.toContain('evil.example')
    expect(answer).not.toContain('//school.example')
    expect(answer).toContain(`location: ${server.tenantUrl}/Users/`)
  })

  test('a Host header that is none is refused in SCIM form', async () => {
    const { id } = server.connection
    const answer = await server.exchange(
      `GET /scim/v2/${id}/Users HTTP/1.1\r\nHost: a b\r\n${bearer()}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('"status":"400"')
  })

  test('unknown methods are refused, OPTIONS lists the known, and nothing is said of other origins', async () => {
    const path = `/scim/v2/${server.connection.id}/Users`
    for (const method of ['TRACE', 'PROPFIND', 'PURGE'])
      expect(await statusOf(raw(`${method} ${path}`, [bearer()]))).toBe(501)
    const answer = await raw(`OPTIONS ${path}`, [
      bearer(),
      'Origin: https://evil.example',
      'Access-Control-Request-Method: POST',
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 204 [\s\S]*\r\nallow: GET, HEAD, POST, OPTIONS\r\n/i)
    expect(answer.toLowerCase()).not.toContain('access-control')
  })

  test('a method smuggled in a header changes nothing', async () => {
    const answer = await server.fetch('/Users?filter=userName%20eq%20%22ada%40school.example%22', {
      headers: { 'x-http-method-override': 'DELETE', 'x-original-url': '/scim/v2/x/Users' },
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ totalResults: 1 })
  })

  test('requests sent without waiting are answered in order', async () => {
    const { id } = server.connection
    const names = Array.from({ length: 30 }, (_, i) => `pupil-${i}@school.example`)
    const requests = names.map((userName, i) => {
      const body = JSON.stringify({ ...ada, userName })
      return [
        `POST /scim/v2/${id}/Users HTTP/1.1`,
        'Host: school.example',
        bearer(),
        'Content-Type: application/scim+json',
        ...(i === names.length - 1 ? ['Connection: close'] : []),
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n')
    })
    const answer = await server.exchange(requests.join(''))
    expect(answer.match(/HTTP\/1\.1 201 /g)).toHaveLength(30)
    const inOrder = [...answer.matchAll(/"userName":"(pupil-\d+@school\.example)"/g)]
    expect(inOrder.map(([, name]) => name)).toEqual(names)
  })

  test('a connection that is switched off answers 403 and says where to switch it on', async () => {
    await setConnectionState(server.database, server.connection, 'off')
    const answer = await server.fetch('/Users')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({
      status: '403',
      detail: expect.stringContaining('rollbook connection set acme'),
    })
    await setConnectionState(server.database, server.connection, 'live')
    expect((await server.fetch('/Users')).status).toBe(200)
  })
})
