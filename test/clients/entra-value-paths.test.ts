/** Updates of single values of e-mail addresses and the like, by value path: E-57 to E-63, E-80. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { createUser, type Connection } from '../support/scim.ts'
import { change, expectRefusal, find, stateOf } from '../support/state.ts'

const work = 'emails[type eq "work"].value'

onEachDatabase('Entra updates values by path', ({ connect }) => {
  const createAda = (scim: Connection, rest: object = {}) => createUser(scim, 'ada', rest)

  test.each(['Replace', 'Add'])(
    'E-57 %s of the work address changes that address and nothing else',
    async (op) => {
      const scim = await connect()
      const other = { type: 'home', value: 'ada@home.example', display: 'at home' }
      const address = { type: 'work', value: 'o@c.com', primary: true, display: 'at work' }
      const { id } = await createAda(scim, { emails: [other, address] })
      const state = await change(scim, `/Users/${id}`, [{ op, path: work, value: 'n@c.com' }])
      expect(state.emails).toEqual([other, { ...address, value: 'n@c.com' }])
      expect(await find(scim, '/Users', `${work} eq "n@c.com"`)).toEqual([state])
      expect(await find(scim, '/Users', 'emails.value eq "o@c.com"')).toEqual([])
    },
  )

  test.each([
    ['Replace', []],
    ['Add', []],
    ['Replace', [{ type: 'home', value: 'ada@home.example', primary: true }]],
    ['Replace', [{ value: 'ada@home.example' }]],
  ])('E-58 %s of a work address makes one where there is none: %j', async (op, emails) => {
    const scim = await connect()
    const { id } = await createAda(scim, { emails })
    const state = await change(scim, `/Users/${id}`, [{ op, path: work, value: 'n@c.com' }])
    expect(state.emails).toEqual([...emails, { type: 'work', value: 'n@c.com' }])
    expect(await find(scim, '/Users', `${work} eq "n@c.com"`)).toEqual([state])
  })

  test('E-58 what a filter says with more than eq and and cannot be made', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    for (const path of ['emails[type sw "work"].value', 'emails[not (type eq "work")].value']) {
      const refused = scim.patch(`/Users/${id}`, [{ op: 'replace', path, value: 'n@c.com' }])
      await expectRefusal(refused, 400, 'noTarget')
    }
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })

  test('E-58 in strict mode a replace without a target is refused, as the RFC has it', async () => {
    const scim = await connect({ strict: true })
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    const refused = scim.patch(`/Users/${id}`, [{ op: 'replace', path: work, value: 'n@c.com' }])
    await expectRefusal(refused, 400, 'noTarget')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
  })

  test('E-60 the mark that comes before its address lands in one value with it', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const state = await change(scim, `/Users/${id}`, [
      { op: 'Add', path: 'emails[type eq "work"].primary', value: true },
      { op: 'Add', path: work, value: 'n@c.com' },
    ])
    expect(state.emails).toEqual([{ type: 'work', primary: true, value: 'n@c.com' }])
    expect(await find(scim, '/Users', 'emails[primary eq true].value eq "n@c.com"')).toEqual([
      state,
    ])
  })

  test('E-60 a mark that stays without an address is dropped', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const before = await stateOf(scim, `/Users/${id}`)
    const operations = [{ op: 'Add', path: 'emails[type eq "work"].primary', value: true }]
    expect(await change(scim, `/Users/${id}`, operations)).toEqual(before)
    expect(await find(scim, '/Users', 'emails pr')).toEqual([])
  })

  test('E-61 phones, faxes, pagers and addresses are made and changed alike', async () => {
    const scim = await connect()
    const { id } = await createAda(scim)
    const parts = ['streetAddress', 'locality', 'region', 'postalCode', 'country', 'formatted']
    const phones = ['mobile', 'fax', 'pager', 'other']
    for (const [op, word] of [
      ['Add', 'one'],
      ['Replace', 'two'],
    ]) {
      const state = await change(scim, `/Users/${id}`, [
        ...phones.map((type) => ({
          op,
          path: `phoneNumbers[type eq "${type}"].value`,
          value: `${type} ${word}`,
        })),
        ...parts.map((part) => ({
          op,
          path: `addresses[type eq "work"].${part}`,
          value: `${part} ${word}`,
        })),
        { op, path: 'addresses[type eq "other"].formatted', value: `elsewhere ${word}` },
        { op, path: 'emails[type eq "other"].value', value: `${word}@c.com` },
      ])
      expect(state).toMatchObject({
        phoneNumbers: phones.map((type) => ({ type, value: `${type} ${word}` })),
        addresses: [
          { type: 'work', ...Object.fromEntries(parts.map((part) => [part, `${part} ${word}`])) },
          { type: 'other', formatted: `elsewhere ${word}` },
        ],
        emails: [{ type: 'other', value: `${word}@c.com` }],
      })
      const filter = `addresses[type eq "work" and locality eq "locality ${word}"]`
      expect(await find(scim, '/Users', filter)).toEqual([state])
    }
  })

  test.each([
    ['emails', 'emails[primary eq true].value', 'value'],
    ['emails', 'emails[primary eq "True"].value', 'value'],
    ['roles', 'roles[primary eq "True"].value', 'value'],
    ['addresses', 'addresses[primary eq "true"].formatted', 'formatted'],
  ])(
    'E-62 the primary value is changed, or made where there is none: %s, %s',
    async (name, path, part) => {
      const scim = await connect()
      const other = { type: 'other', [part]: 'o@c.com' }
      const { id } = await createAda(scim, { [name]: [other] })
      const made = await change(scim, `/Users/${id}`, [{ op: 'Replace', path, value: 'n@c.com' }])
      expect(made[name]).toEqual([other, { primary: true, [part]: 'n@c.com' }])
      const changed = await change(scim, `/Users/${id}`, [
        { op: 'Replace', path, value: 'm@c.com' },
      ])
      expect(changed[name]).toEqual([other, { primary: true, [part]: 'm@c.com' }])
      expect(await find(scim, '/Users', `${path} eq "m@c.com"`)).toEqual([changed])
      expect(await find(scim, '/Users', `${path} eq "o@c.com"`)).toEqual([])
    },
  )

  test.each([
    { op: 'Replace', path: 'emails[type eq "home"].primary', value: 'True' },
    { op: 'Add', path: 'emails', value: [{ type: 'other', value: 'x@c.com', primary: true }] },
    { op: 'Add', path: 'emails[type eq "other"].primary', value: true, address: 'x@c.com' },
  ])(
    'E-63 a new primary value takes the mark from the old one: %j',
    async ({ address, ...operation }) => {
      const scim = await connect()
      const { id } = await createAda(scim, {
        emails: [
          { type: 'work', value: 'w@c.com', primary: true },
          { type: 'home', value: 'h@c.com' },
        ],
      })
      const state = await change(scim, `/Users/${id}`, [
        operation,
        ...(address ? [{ op: 'Add', path: 'emails[type eq "other"].value', value: address }] : []),
      ])
      expect(state.emails[0]).toEqual({ type: 'work', value: 'w@c.com', primary: false })
      expect(state.emails.filter(({ primary }) => primary)).toHaveLength(1)
      expect(await find(scim, '/Users', 'emails[primary eq true].value eq "w@c.com"')).toEqual([])
    },
  )

  test.each(['old@c.com', 'another@c.com', null])(
    'E-80 a Remove of the work address with the value %j takes it away',
    async (value) => {
      const scim = await connect()
      const home = { type: 'home', value: 'h@c.com' }
      const { id } = await createAda(scim, {
        emails: [{ type: 'work', value: 'old@c.com', primary: true }, home],
      })
      const operations = [{ op: 'Remove', path: work, value }]
      const state = await change(scim, `/Users/${id}`, operations)
      expect(state.emails).toEqual([home])
      expect(await find(scim, '/Users', 'emails.value eq "old@c.com"')).toEqual([])
      expect(await find(scim, '/Users', 'emails.value eq "another@c.com"')).toEqual([])
      expect(await change(scim, `/Users/${id}`, operations)).toEqual(state)
    },
  )
})
