/** RFC 7643 §5 to §8 and RFC 7644 §4: what the service says about itself. */
import { describe, expect, test } from 'vitest'
import { resourceTypes } from '@rollbook/scim'
import {
  base,
  connect,
  core,
  enterprise,
  group,
  json,
  listResponse,
  serve,
  type Json,
} from '../support/scim.ts'

const schemaOfSchemas = 'urn:ietf:params:scim:schemas:core:2.0'

describe('§4 /ServiceProviderConfig', () => {
  test('§4 has every block, with numbers where numbers belong', async () => {
    const response = await connect().get('/ServiceProviderConfig')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/scim+json')
    expect(await json(response)).toEqual({
      schemas: [`${schemaOfSchemas}:ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 8 * 1024 * 1024 },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 1000,
      },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: expect.any(String),
          description: expect.any(String),
          specUri: expect.any(String),
          primary: true,
        },
      ],
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: `${base}/ServiceProviderConfig`,
      },
    })
  })

  test('§4 says what the application says about authentication and documentation', async () => {
    const scheme = { type: 'httpbasic', name: 'Basic', description: 'Name and password.' } as const
    const scim = connect(
      serve({ authenticationSchemes: [scheme], documentationUri: 'https://school.example/help' }),
    )
    expect(await json(scim.get('/ServiceProviderConfig'))).toMatchObject({
      documentationUri: 'https://school.example/help',
      authenticationSchemes: [scheme],
    })
  })
})

describe('§4 /ResourceTypes', () => {
  test('§4 lists the types, each with its schema and extensions', async () => {
    const list = await json(connect().get('/ResourceTypes'))
    expect(list).toMatchObject({ schemas: [listResponse], totalResults: 2, itemsPerPage: 2 })
    expect(list.Resources.map(({ endpoint }: Json) => endpoint)).toEqual(['/Users', '/Groups'])
    for (const type of list.Resources) {
      expect(type.schemas).toEqual([`${schemaOfSchemas}:ResourceType`])
      for (const extension of type.schemaExtensions)
        expect(Object.keys(extension).toSorted()).toEqual(['required', 'schema'])
    }
  })

  test('§4 gives a single type as an object, with its location', async () => {
    const scim = connect()
    expect(await json(scim.get('/ResourceTypes/User'))).toMatchObject({
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      schema: core,
      meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
    })
    expect((await json(scim.get('/ResourceTypes/Group'))).schema).toBe(group)
    expect((await scim.get('/ResourceTypes/Robot')).status).toBe(404)
  })

  test('§4 every schema a type names can be read', async () => {
    const scim = connect()
    for (const type of (await json(scim.get('/ResourceTypes'))).Resources)
      for (const urn of [type.schema, ...type.schemaExtensions.map(({ schema }: Json) => schema)]) {
        const response = await scim.get(`/Schemas/${urn}`)
        expect(response.status).toBe(200)
        expect((await json(response)).id).toBe(urn)
      }
  })
})

describe('§4 /Schemas', () => {
  test('§4 lists every schema with its location', async () => {
    const list = await json(connect().get('/Schemas'))
    expect(list.schemas).toEqual([listResponse])
    expect(list.totalResults).toBe(list.Resources.length)
    const ids = list.Resources.map(({ id }: Json) => id)
    expect(ids).toEqual(expect.arrayContaining([core, enterprise, group]))
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, schemas, meta } of list.Resources) {
      expect(schemas).toEqual([`${schemaOfSchemas}:Schema`])
      expect(meta).toEqual({ resourceType: 'Schema', location: `${base}/Schemas/${id}` })
    }
  })

  test('§4 gives a single schema by its URN in any letter case', async () => {
    const scim = connect()
    for (const urn of [core, core.toUpperCase(), encodeURIComponent(core)])
      expect((await json(scim.get(`/Schemas/${urn}`))).id).toBe(core)
    expect((await scim.get('/Schemas/urn:none')).status).toBe(404)
  })

  test('§7 every attribute has all its characteristics', async () => {
    const { Resources } = await json(connect().get('/Schemas'))
    const check = (attribute: Json, path: string) => {
      expect(attribute, path).toMatchObject({
        name: expect.stringMatching(/^[a-z$][\w$]*$/i),
        type: expect.stringMatching(
          /^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/,
        ),
        multiValued: expect.any(Boolean),
        description: expect.stringMatching(/\S/),
        required: expect.any(Boolean),
        caseExact: expect.any(Boolean),
        mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
        returned: expect.stringMatching(/^(always|never|default|request)$/),
        uniqueness: expect.stringMatching(/^(none|server|global)$/),
      })
      expect(attribute.type === 'complex', path).toBe(attribute.subAttributes !== undefined)
      if (attribute.type === 'reference')
        expect(attribute.referenceTypes, path).toEqual(expect.any(Array))
      for (const part of attribute.subAttributes ?? []) check(part, `${path}.${part.name}`)
    }
    for (const schema of Resources)
      for (const attribute of schema.attributes) check(attribute, `${schema.id}:${attribute.name}`)
  })

  test('§4 only what is served is listed', async () => {
    const [users] = resourceTypes.filter(({ name }) => name === 'User')
    const scim = connect(serve({ types: users ? [{ ...users, extensions: [] }] : [] }))
    const { Resources } = await json(scim.get('/Schemas'))
    expect(Resources.map(({ id }: Json) => id)).toEqual([core])
    expect((await scim.get('/Groups')).status).toBe(404)
  })
})

describe.each(['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'])('§4 %s', (path) => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    '§4 answers %s with 405 and Allow',
    async (method) => {
      const body = method === 'DELETE' ? undefined : {}
      const response = await connect().request(method, path, body)
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect((await json(response)).status).toBe('405')
    },
  )

  test('§4 refuses a filter with 403, and passes over all other parameters', async () => {
    const scim = connect()
    const refused = await scim.get(`${path}?filter=id+pr`)
    expect(refused.status).toBe(403)
    expect((await json(refused)).status).toBe('403')
    const query = 'startIndex=2&count=0&sortBy=x&attributes=id'
    expect(await json(scim.get(`${path}?${query}`))).toEqual(await json(scim.get(path)))
  })
})
