/** Names that every object of JavaScript inherits, wherever a request can hold a name. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createGroup, createUser, enterprise, json, messages } from '../support/scim.ts'
import { stateOf } from '../support/state.ts'

/** ADA and GROUP stand for the ids of a person and a group there are. */
type Call = readonly [method: string, path: string, body?: string]

const postText = (text: string): Call => ['POST', '/Users', text]
const seen = () => [Object.getOwnPropertyNames(Object.prototype), Object.keys({})]

onEachDatabase('Inherited names', ({ connect }) => {
  const polluted = '{"polluted":1}'
  const operation = (text: string) => `{"Operations":[${text}]}`
  const harmless: readonly [string, Call][] = [
    ['a name', postText(`{"userName":"eve","__proto__":${polluted}}`)],
    ['a part of a name', postText(`{"userName":"eve","name":{"__proto__":${polluted}}}`)],
    ['a part of an address', postText(`{"userName":"eve","emails":[{"__proto__":${polluted}}]}`)],
    ['a name in an extension', postText(`{"userName":"eve","${enterprise}":{"__proto__":1}}`)],
    ['a dotted name', postText('{"userName":"eve","__proto__.polluted":1,"name.__proto__":1}')],
    [
      'a name in a value without a path',
      ['PATCH', '/Users/ADA', operation(`{"op":"add","value":{"__proto__":${polluted}}}`)],
    ],
    [
      'a name in the value of a path',
      [
        'PATCH',
        '/Users/ADA',
        operation(`{"op":"add","path":"name","value":{"__proto__":${polluted}}}`),
      ],
    ],
    [
      'a key of an operation',
      [
        'PATCH',
        '/Users/ADA',
        operation(`{"op":"add","path":"title","value":"Dr","__proto__":${polluted}}`),
      ],
    ],
    [
      'a member',
      [
        'PATCH',
        '/Groups/GROUP',
        operation('{"op":"add","path":"members","value":[{"value":"__proto__"}]}'),
      ],
    ],
    [
      'a bulkId',
      [
        'POST',
        '/Bulk',
        `{"schemas":["${messages}:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"__proto__","data":{"userName":"eve"}}]}`,
      ],
    ],
    ['attributes', ['GET', '/Users/ADA?attributes=__proto__,constructor']],
    ['excludedAttributes', ['GET', '/Users?excludedAttributes=__proto__,toString']],
    ['sortBy', ['GET', '/Users?sortBy=__proto__']],
    ['a parameter', ['GET', '/Users?__proto__=1&constructor=2']],
  ]

  test.each(harmless)('__proto__ as %s harms nothing', async (_, [method, path, body]) => {
    const scim = await connect()
    const ada = await createUser(scim, 'ada@school.example', { name: { givenName: 'Ada' } })
    const { id } = await createGroup(scim, 'Class 7b', [ada.id])
    const place = path.replace('ADA', ada.id).replace('GROUP', id)
    const prototype = seen()
    const response = await scim.request(method, place, body)
    expect(response.status).toBeLessThan(500)
    expect(await response.text()).not.toMatch(/polluted/)
    expect(seen()).toEqual(prototype)
    const { Resources } = await json(scim.get('/Users'))
    expect(JSON.stringify(Resources)).not.toMatch(/polluted|__proto__|constructor/)
    expect((await stateOf(scim, `/Users/${ada.id}`)).userName).toBe('ada@school.example')
    expect((await stateOf(scim, `/Groups/${id}`)).members).toHaveLength(1)
  })
})
