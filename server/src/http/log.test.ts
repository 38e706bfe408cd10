import { afterEach, expect, test } from 'vitest'
import { startServer, type TestServer } from '../../../test/support/server.ts'
import { createLog, describeError } from './log.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

/** How somebody who looks for it could find it. */
const spellings = (canary: string) => [
  canary,
  encodeURIComponent(canary),
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('hex'),
]

test('no secret, name, address or query value is logged, at any level, in any place it can come in', async () => {
  const canaries = new Map<string, string>()
  const plant = (place: string) => {
    const canary = `canary${canaries.size}x${Math.random().toString(36).slice(2, 10)}`
    canaries.set(place, canary)
    return canary
  }
  const user = (userName: string, more: object = {}) =>
    JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      ...more,
    })
  const post = (body: string, path = '/Users') => server!.fetch(path, { method: 'POST', body })
  server = await startServer({ logLevel: 'trace' })
  const { token, tenantUrl } = server

  await post(user(`${plant('userName')}@school.example`, { password: plant('password') }))
  await post(user(`${plant('name')}`, { name: { familyName: plant('familyName') } }))
  await post(user(`${plant('e-mail')}`, { emails: [{ value: `${plant('address')}@a.example` }] }))
  await post(`{"${plant('broken body')}`)
  await post(user('x', { [plant('unknown attribute')]: plant('unknown value') }))
  await post('{}', `/Users?${plant('query name')}=${plant('query value')}`)
  await post('{}', `/${plant('endpoint')}`)
  await post('{}', `/Bulk/${plant('path')}`)
  const filter = encodeURIComponent(`userName eq "${plant('filter value')}@school.example"`)
  await server.fetch(`/Users?filter=${filter}`)
  await server.fetch(`/Users?filter=${encodeURIComponent(`${plant('filter')} eq`)}`)
  await server.fetch(`/Users/${plant('id')}`)
  await server.fetch(`/Users/${plant('id of a patch')}`, { method: 'PATCH', body: '{}' })
  await fetch(`${tenantUrl}/Users`, { headers: { authorization: `Bearer ${plant('token')}` } })
  await fetch(`${tenantUrl}/Users`, { headers: { authorization: `Basic ${plant('basic')}` } })
  await fetch(`${tenantUrl}/Users`, { headers: { cookie: `session=${plant('cookie')}` } })
  await fetch(`${tenantUrl}/Users?access_token=${plant('token in query')}`)
  await fetch(`${server.http.url}/scim/v2/${plant('connection')}/Users`)
  await fetch(`${server.http.url}/${plant('site path')}?${plant('site query')}`)
  await server.fetch('/Users', {
    headers: { 'user-agent': plant('agent'), 'x-request-id': plant('request id') },
  })
  await server.exchange(
    `GET /${plant('malformed')} HTTP/1.1\r\nHost: ${plant('host')} x\r\n${plant('field')}: a\r\n\r\n`,
    /\r\n\r\n/,
  )
  canaries.set('the valid token', token)
  canaries.set('the secret part of the valid token', token.slice(39, 82))

  const log = server.log.join('')
  expect(server.log.length).toBeGreaterThan(15)
  for (const [place, canary] of canaries)
    for (const spelling of spellings(canary))
      expect(log.includes(spelling), `${place}: ${spelling}`).toBe(false)
})

test('a request leaves one line with its id, route, status, time and connection', async () => {
  server = await startServer({ logLevel: 'info' })
  const answer = await server.fetch('/Users/7b?attributes=userName')
  expect(server.log).toHaveLength(1)
  const line = JSON.parse(server.log[0]!) as { ms: number; time: string }
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    requestId: answer.headers.get('x-request-id'),
    method: 'GET',
    route: '/scim/v2/{connection}/Users/{id}',
    status: 404,
    ms: expect.any(Number),
    connection: server.connection.id,
  })
})

test('a level that is not asked for is not written', () => {
  const lines: string[] = []
  const { logger } = createLog('warn', { write: (line) => lines.push(line) })
  logger.info('quiet')
  logger.warn('loud')
  expect(lines).toHaveLength(1)
})

test.each([
  [
    'duplicate key value violates unique constraint "person_user_name"',
    'duplicate key value violates unique constraint "…"',
  ],
  [
    "Cannot read properties of undefined (reading 'ada')",
    'Cannot read properties of undefined (reading "…")',
  ],
  [
    'Unexpected token \'a\', "{"userName": ada" is not valid JSON',
    'Unexpected token "…", "…"userName"…" is not valid JSON',
  ],
  ['no such user ada@school.example here', 'no such user … here'],
  ['Bearer rbk_0000000000000000000000_00000 failed', 'Bearer … failed'],
  ['two\nlines\u001B[31m', 'two lines [31m'],
  ['never closed "quote of a value', 'never closed "…"'],
])('the message %j is logged without values', (message, logged) => {
  const found = describeError(new Error(message)).message
  expect(found).not.toMatch(/\bada\b/)
  expect(found).toBe(logged)
})

test('an error is described by name, code, place and cause', () => {
  const cause = Object.assign(new RangeError('low'), { code: '23505', detail: 'Key (x)=(ada)' })
  const description = describeError(new TypeError('high', { cause }))
  expect(description).toMatchObject({
    name: 'TypeError',
    message: 'high',
    cause: { name: 'RangeError', code: '23505', message: 'low' },
  })
  expect(description.at[0]).toContain('log.test.ts')
  expect(JSON.stringify(description)).not.toContain('ada')
  expect(describeError('thrown text')).toEqual({ name: 'string', message: '', at: [] })
})
