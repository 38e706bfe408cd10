/** Values and bodies: traps that public servers fell into, T-08, T-23 to T-27. */
import { expect, test } from 'vitest'
import { onEachDatabase } from '../support/each-database.ts'
import { core, createUser, enterprise, json } from '../support/scim.ts'
import { change, countOf, expectRefusal, find, flag, stateOf } from '../support/state.ts'

/** What a database may hold that was written under other rules. */
const invalid = {
  userName: 'ada',
  locale: 7,
  nickName: { value: 'Ada' },
  phoneNumbers: 'none',
  addresses: [null, { type: 'work', locality: 5 }],
  emails: [
    { value: 'ada@school.example', primary: true },
    { value: 'ada@home.example', primary: true },
    { type: 'other' },
  ],
}

onEachDatabase('Traps with values', ({ connect, database }) => {
  test.each([
    ['', { op: 'Replace', path: 'active', value: 'False' }],
    ['', { op: 'replace', path: 'active', value: 'false' }],
    [flag, { op: 'replace', value: { active: 'False' } }],
    ['', { op: 'Add', path: 'active', value: 'FALSE' }],
  ])('T-08 the text "False" deactivates: %s %j', async (query, operation) => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada@school.example')
    const state = await change(scim, `/Users/${id}${query}`, [operation])
    expect(state.active).toBe(false)
    expect(await find(scim, '/Users', 'active eq false')).toEqual([state])
    expect(await find(scim, '/Users', 'active eq true')).toEqual([])
  })

  test('T-08 the text "False" in a POST or PUT means the same', async () => {
    const scim = await connect()
    const { id, active } = await createUser(scim, 'ada@school.example', { active: 'False' })
    expect([active, (await stateOf(scim, `/Users/${id}`)).active]).toEqual([false, false])
    const put = (value: string) =>
      scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada@school.example', active: value })
    for (const [text, value] of [
      ['True', true],
      ['False', false],
    ] as const) {
      expect((await json(put(text))).active).toBe(value)
      expect((await stateOf(scim, `/Users/${id}`)).active).toBe(value)
    }
    await expectRefusal(put('no'), 400, 'invalidValue')
    expect((await stateOf(scim, `/Users/${id}`)).active).toBe(false)
  })

  test.each([
    [{ op: 'replace', path: 'title', value: 'Dr' }, { title: 'Dr' }],
    [
      { op: 'replace', value: { active: false, title: 'Dr' } },
      { title: 'Dr', active: false },
    ],
    [
      { op: 'add', path: `${enterprise}:department`, value: 'Maths' },
      { schemas: [core, enterprise], [enterprise]: { department: 'Maths' } },
    ],
  ])(
    'T-23 an old value that is invalid hinders no change of another: %j',
    async (operation, changed) => {
      const scim = await connect()
      const { id } = await createUser(scim, 'ada')
      await database().run(
        database()
          .build.updateTable('person')
          .set({ document: JSON.stringify(invalid) })
          .where('organization_id', '=', scim.organization.id)
          .where('person_id', '=', id),
      )
      const before = await json(scim.get(`/Users/${id}`))
      expect(before).toMatchObject(invalid)
      const response = await scim.patch(`/Users/${id}`, [operation])
      expect(response.status).toBe(200)
      const after = await json(scim.get(`/Users/${id}`))
      expect(after).toEqual({ ...before, ...changed, meta: after.meta })
      expect(await json(response)).toEqual(after)
      expect(await find(scim, '/Users', 'userName eq "ada"')).toEqual([after])
    },
  )

  test('T-23 an old value that is invalid can be mended', async () => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada')
    await database().run(
      database()
        .build.updateTable('person')
        .set({ document: JSON.stringify(invalid) })
        .where('organization_id', '=', scim.organization.id)
        .where('person_id', '=', id),
    )
    const emails = [{ value: 'ada@school.example', type: 'work', primary: true }]
    const state = await change(scim, `/Users/${id}`, [
      { op: 'replace', path: 'locale', value: 'en-GB' },
      { op: 'remove', path: 'nickName' },
      { op: 'remove', path: 'phoneNumbers' },
      { op: 'remove', path: 'addresses' },
      { op: 'replace', path: 'emails', value: emails },
    ])
    expect(state).toEqual({
      schemas: [core],
      id,
      userName: 'ada',
      locale: 'en-GB',
      emails,
      active: true,
      meta: state.meta,
    })
  })

  test('T-25 two e-mail addresses of one type and value do no harm', async () => {
    const scim = await connect()
    const email = { type: 'work', value: 'ada@school.example' }
    const { id } = await createUser(scim, 'ada', { emails: [email, email] })
    const kept = await stateOf(scim, `/Users/${id}`)
    for (const each of kept.emails) expect(each).toEqual(email)
    expect(await find(scim, '/Users', 'emails.value eq "ada@school.example"')).toEqual([kept])
    const added = await change(scim, `/Users/${id}`, [
      { op: 'add', path: 'emails', value: [email] },
    ])
    expect(added).toEqual(kept)
    const changed = await change(scim, `/Users/${id}`, [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@school.example' },
    ])
    for (const each of changed.emails) expect(each.value).toBe('a@school.example')
    expect(await find(scim, '/Users', 'emails.value eq "ada@school.example"')).toEqual([])
    const removed = await change(scim, `/Users/${id}`, [
      { op: 'remove', path: 'emails[type eq "work"]' },
    ])
    expect(removed).not.toHaveProperty('emails')
    // The address is free again.
    await createUser(scim, 'bo', { emails: [email, email] })
    expect(await countOf(scim, '/Users')).toBe(2)
  })

  test.each([
    [400, 'invalidSyntax', 'nested 33 deep', `${'['.repeat(33)}${']'.repeat(33)}`],
    [400, 'invalidSyntax', 'nested 100,000 deep', '{"a":'.repeat(100_000)],
    [413, undefined, 'of more than 8 MiB', `{"userName":"ada"${' '.repeat(8 * 1024 * 1024)}}`],
  ])('T-26 a body that is too much is %i %s: %s', async (status, scimType, _, body) => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada')
    const before = await stateOf(scim, `/Users/${id}`)
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', `/Users/${id}`],
      ['PATCH', `/Users/${id}`],
      ['POST', '/Bulk'],
      ['POST', '/Users/.search'],
    ] as const)
      await expectRefusal(scim.request(method, path, body), status, scimType)
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
  })

  test.each([
    '',
    '{',
    '{"userName":"x"',
    '{"userName":}',
    "{'userName':'x'}",
    'userName=x',
    '<a/>',
  ])('T-27 what is no JSON is 400 invalidSyntax, in SCIM form: %j', async (body) => {
    const scim = await connect()
    const { id } = await createUser(scim, 'ada')
    const before = await stateOf(scim, `/Users/${id}`)
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', `/Users/${id}`],
      ['PATCH', `/Users/${id}`],
      ['POST', '/Groups'],
    ] as const)
      await expectRefusal(scim.request(method, path, body), 400, 'invalidSyntax')
    expect(await stateOf(scim, `/Users/${id}`)).toEqual(before)
    expect(await countOf(scim, '/Users')).toBe(1)
    expect(await countOf(scim, '/Groups')).toBe(0)
  })
})
