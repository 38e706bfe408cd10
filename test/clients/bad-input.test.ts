/** Bad input: the right SCIM error, nothing changed, and never a 500. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { rowsBesideLog } from '../support/rows.ts'
import {
  core,
  createGroup,
  createUser,
  enterprise,
  group,
  messages,
  patchOp,
  type Connection,
} from '../support/scim.ts'
import { expectRefusal } from '../support/state.ts'

/** ADA and GROUP stand for the ids of a person and a group there are. */
type Call = readonly [method: string, path: string, body?: unknown, headers?: object]

const scimJson = { 'content-type': 'application/scim+json' }
const mebibyte = 1024 * 1024
const user = (rest: object) => ({ schemas: [core], userName: 'eve', ...rest })
const postUser = (rest: object): Call => ['POST', '/Users', user(rest)]
const postText = (text: string | Uint8Array): Call => ['POST', '/Users', text]
const patchUser = (...operations: object[]): Call => ['PATCH', '/Users/ADA', patchOp(operations)]
const patchGroup = (...operations: object[]): Call => [
  'PATCH',
  '/Groups/GROUP',
  patchOp(operations),
]
const list = (filter: string): Call => ['GET', `/Users?filter=${encodeURIComponent(filter)}`]
const search = (filter: string): Call => [
  'POST',
  '/Users/.search',
  { schemas: [`${messages}:SearchRequest`], filter },
]
const parenthesized = (filter: string) => '('.repeat(100) + filter + ')'.repeat(100)
const nested = (depth: number): unknown => (depth === 0 ? 'x' : { name: nested(depth - 1) })

const malformed = [
  ...['', ' ', '{', '[', '{"userName":"eve"', '{"userName":"eve",}', '{"userName":NaN}', '\ufeff'],
  ...["{'userName':'eve'}", '{"userName":"eve"}{}', '{"userName":"eve"} // eve', 'null', '[]'],
  ...['"eve"', '5', '{"userName":"eve","userName":"ada"}', '{"userName":"\\u0000eve"}'],
  ...['{"userName":"\\ud800"}', '{"userName":"eve\\x"}', '{"userName":"e\nve"}'],
]
const protoPaths = [
  ...['__proto__', '__proto__.polluted', 'name.__proto__', 'constructor', 'toString.polluted'],
  ...['constructor.prototype.polluted', `${enterprise}:__proto__`, '__proto__[a eq "b"]'],
  ...['emails.__proto__', `${core}:__proto__`, 'emails[type eq "work"].__proto__'],
  ...['emails[__proto__ eq "x"].value', 'emails[constructor eq "x"]', 'hasOwnProperty'],
]
const noTexts = [12345, 1e20, -0, true, { a: 5 }, [12345]]
const otherTypes = [
  ...['text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded'],
  ...['multipart/form-data; boundary=x', 'application/scim+json; charset=iso-8859-1', 'json'],
].map((type) => ({ 'content-type': type }))

const kinds: readonly (readonly [what: string, answer: string, calls: readonly Call[]])[] = [
  [
    'malformed JSON',
    '400 invalidSyntax',
    [
      ...malformed.map(postText),
      postText(new Uint8Array([0x7b, 0xff, 0x7d])),
      ['PUT', '/Groups/GROUP', '{"displayName"'],
      ['PATCH', '/Users/ADA', '{"Operations":['],
      ['PATCH', '/Users/ADA', 'null'],
      ['POST', '/Bulk', '{"Operations":[{'],
      ['POST', '/Users/.search', '{"filter":'],
    ],
  ],
  [
    'an unknown attribute in a filter',
    '400 invalidFilter',
    ['shoeSize eq 42', 'emails[shoeSize eq 42]', '__proto__ eq "x"', 'name.__proto__ pr'].flatMap(
      (filter) => [list(filter), search(filter)],
    ),
  ],
  [
    'a filter 100 parentheses deep, or with far too many parts',
    '400 invalidFilter',
    [
      ...[parenthesized('userName eq "ada"'), '('.repeat(100), 'emails['.repeat(100)],
      ...['not ('.repeat(100) + 'title pr' + ')'.repeat(100)],
      ...[Array(300).fill('title pr').join(' or '), `title eq "${'x'.repeat(2 * mebibyte)}"`],
    ].map(list),
  ],
  [
    'a path 100 parentheses deep',
    '400 invalidPath',
    ['add', 'replace', 'remove'].map((op) =>
      patchUser({ op, path: `emails[${parenthesized('type eq "work"')}].value`, value: 'x' }),
    ),
  ],
  [
    'JSON nested 100 deep',
    '400 invalidSyntax',
    [
      postUser({ name: nested(100) }),
      postText('['.repeat(100) + ']'.repeat(100)),
      patchUser({ op: 'add', path: 'name', value: nested(100) }),
      patchGroup({ op: 'add', path: 'members', value: [nested(100)] }),
    ],
  ],
  // A body may have 8 MiB, which is a group of 100,000 members; but each part has its limit.
  [
    'a body of 2 MiB that is one text, one name, brackets or noise',
    '400 invalidSyntax',
    [
      postUser({ title: 'x'.repeat(2 * mebibyte) }),
      ['PUT', '/Users/ADA', user({ ['x'.repeat(2 * mebibyte)]: 'x' })],
      patchUser({ op: 'add', path: 'title', value: 'x'.repeat(2 * mebibyte) }),
      postText('['.repeat(2 * mebibyte)),
      postText('x'.repeat(2 * mebibyte)),
    ],
  ],
  [
    'a body of 2 MiB that is a long list',
    '400 tooMany',
    [
      postUser({ emails: Array(40_000).fill({ type: 'work', value: 'eve@school.example' }) }),
      patchUser(...Array<object>(40_000).fill({ op: 'add', path: 'title', value: 'xxxxxxxx' })),
    ],
  ],
  ['a body of more than 8 MiB', '413', [postText(`{"userName":"eve"${' '.repeat(8 * mebibyte)}}`)]],
  [
    '__proto__ and its like in a path',
    '400 invalidPath',
    [
      ...protoPaths.flatMap((path) => [
        patchUser({ op: 'add', path, value: { polluted: 1 } }),
        patchUser({ op: 'replace', path, value: 'polluted' }),
        patchUser({ op: 'remove', path }),
      ]),
      patchGroup({ op: 'remove', path: 'members[__proto__ eq "x"]' }),
      patchGroup({ op: 'add', path: 'members.__proto__', value: 'x' }),
    ],
  ],
  [
    '__proto__ in the path of the URL',
    '404',
    [
      ['GET', '/Users/__proto__'],
      ['DELETE', '/Groups/__proto__'],
      ['PUT', '/Users/constructor', user({})],
      ['PATCH', '/Users/__proto__', patchOp([{ op: 'add', path: 'title', value: 'Dr' }])],
      ['POST', '/__proto__', user({})],
    ],
  ],
  [
    'an externalId that is a number or otherwise no text',
    '400 invalidValue',
    noTexts.flatMap((externalId): Call[] => [
      postUser({ externalId }),
      ['PUT', '/Users/ADA', user({ externalId })],
      patchUser({ op: 'add', path: 'title', value: 'Dr' }, { op: 'add', value: { externalId } }),
      ['POST', '/Groups', { schemas: [group], displayName: 'Eve', externalId }],
      patchGroup({ op: 'replace', path: 'displayName', value: externalId }),
    ]),
  ],
  [
    'a member that is no reference',
    '400 invalidValue',
    [5, null, { value: 5 }, { display: 'Ada' }, {}, true].map((member) =>
      patchGroup({ op: 'add', path: 'members', value: [{ value: 'ADA' }, member] }),
    ),
  ],
  [
    'a wrong media type',
    '415',
    [...otherTypes, { ...scimJson, 'content-encoding': 'gzip' }].flatMap((headers): Call[] => [
      ['POST', '/Users', user({}), headers],
      ['PUT', '/Groups/GROUP', { schemas: [group], displayName: 'Eve' }, headers],
      ['PATCH', '/Users/ADA', patchOp([{ op: 'add', path: 'title', value: 'Dr' }]), headers],
      ['POST', '/Bulk', {}, headers],
    ]),
  ],
]

/**
 * Whom bad requests are about: people, a group, references that are settled and that wait.
 *
 * @returns a path with the ids of Ada and the group in it
 */
async function createSchool(scim: Connection) {
  const bo = await createUser(scim, 'bo@school.example', {
    schemas: [core, enterprise],
    [enterprise]: { manager: { value: 'late@school.example' } },
  })
  const ada = await createUser(scim, 'ada@school.example', {
    schemas: [core, enterprise],
    externalId: 'ada',
    emails: [{ type: 'work', value: 'ada@school.example', primary: true }],
    name: { givenName: 'Ada' },
    [enterprise]: { employeeNumber: '7', manager: { value: bo.id } },
  })
  const { id } = await createGroup(scim, 'Class 7b', [ada.id])
  return (path: string) => path.replace('ADA', ada.id).replace('GROUP', id)
}

/** One that is logged, whatever becomes of it (I23). */
const isWrite = ([method, path]: Call) =>
  method !== 'GET' && /^\/(Users|Groups)(\/[^.]|$)/.test(path)

const seen = () => [Object.getOwnPropertyNames(Object.prototype), Object.keys({})]

onEachDatabase('Bad input', ({ connect, database }) => {
  test.each(kinds)(
    '%s is refused with %s, and nothing is changed',
    async (_, answer, calls) => {
      const [code, scimType] = answer.split(' ')
      const status = Number(code)
      const prototype = seen()
      for (const settings of [{}, { strict: true }]) {
        const scim = await connect(settings)
        const place = await createSchool(scim)
        const before = await rowsBesideLog(database())
        for (const table of ['person', 'member', 'pending_reference', 'cycle'])
          expect(before[table]).not.toEqual([])
        const log = await readLog(database(), scim.organization)
        for (const [method, path, body, headers = scimJson] of calls) {
          const response = await scim.request(method, place(path), body, { ...headers })
          const what = `${method} ${path} ${JSON.stringify(body)}`.slice(0, 300)
          expect({ what, status: response.status }).toEqual({ what, status })
          const { detail } = await expectRefusal(response, status, scimType)
          expect(detail.length).toBeLessThan(1000)
          expect(await rowsBesideLog(database())).toEqual(before)
          expect(seen()).toEqual(prototype)
        }
        const added = (await readLog(database(), scim.organization)).slice(log.length)
        expect(added.map(({ outcome }) => outcome)).toEqual(
          calls.filter(isWrite).map(() => 'rejected'),
        )
      }
    },
    30_000,
  )
})
