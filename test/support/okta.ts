/** Okta's manner of speaking, for tests of its cases. */
import { core, json, type Connection, type Json } from './scim.ts'

const headers = {
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'accept-encoding': 'gzip,deflate',
  // On every request, also on a GET.
  'content-type': 'application/scim+json; charset=utf-8',
  'user-agent': 'Okta SCIM Client 1.0.0',
}

/** The page Okta asks for with every search. */
export const page = '&startIndex=1&count=100'

/** The client with Okta's headers on every request. */
export function asOkta<Client extends Connection>(scim: Client): Client {
  const request: Connection['request'] = (method, path, body, more) =>
    scim.request(method, path, body, { ...headers, ...more })
  return {
    ...scim,
    request,
    get: (path, more) => request('GET', path, undefined, more),
    post: (path, body, more) => request('POST', path, body, more),
    put: (path, body, more) => request('PUT', path, body, more),
    patch: (path, body, more) => scim.patch(path, body, { ...headers, ...more }),
    delete: (path, more) => request('DELETE', path, undefined, more),
  }
}

/** The body of a User. */
export interface UserBody {
  readonly userName: string
  readonly [name: string]: unknown
}

/** Whom Okta creates: the body of O-20. */
export function oktaUser(userName: string, rest: object = {}): UserBody {
  return {
    schemas: [core],
    userName,
    name: { givenName: 'Ada', familyName: 'Byron' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Ada Byron',
    locale: 'en-US',
    externalId: '00u1',
    groups: [],
    password: '1mz050nq',
    active: true,
    ...rest,
  }
}

/** Creates such a user, and returns what the service answers. */
export async function createOktaUser(
  scim: Connection,
  userName: string,
  rest: object = {},
): Promise<Json> {
  const response = await scim.post('/Users', oktaUser(userName, rest))
  const created = await json(response)
  if (response.status !== 201) throw new Error(`${response.status} ${JSON.stringify(created)}`)
  return created
}

/**
 * What Okta does before every PUT: it reads, merges its fields into whatever came back, and sends
 * all of it.
 *
 * @returns the answer to the PUT
 */
export async function readAndPut(
  scim: Connection,
  path: string,
  fields: object,
): Promise<Response> {
  return scim.put(path, { ...(await json(scim.get(path))), ...fields })
}
