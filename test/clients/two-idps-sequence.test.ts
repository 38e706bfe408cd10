/** S-12: Entra (S-01) and Okta (S-06) provision one organization, over people both of them have. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setState } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta, oktaUser, page, readAndPut, type UserBody } from '../support/okta.ts'
import {
  core,
  create,
  enterprise,
  group,
  json,
  type Connection,
  type Json,
} from '../support/scim.ts'
import type { ServiceConnection } from '../support/service.ts'
import { change, countOf, expectGone, expectRefusal, find, stateOf } from '../support/state.ts'

/** The ids of what one of them has made or found; without Bo when the other has him. */
interface Known {
  ada?: string | undefined
  anna?: string | undefined
  bo?: string | undefined
  sales?: string | undefined
}

/** Looks for somebody and creates who is not there, as both of them do. */
async function provision(scim: Connection, body: UserBody): Promise<string | undefined> {
  const [hit] = await find(scim, '/Users', `userName eq "${body.userName}"`, page)
  if (hit) return hit.id
  const response = await scim.post('/Users', body)
  if (response.status === 201) return (await json(response)).id
  const { detail } = await expectRefusal(response, 409, 'uniqueness')
  expect(detail).toMatch(/managed by the connection "(Entra|Okta)"/)
  return undefined
}

function entraUser(name: string): UserBody {
  const userName = `${name}@contoso.com`
  return {
    userName,
    schemas: [core, enterprise],
    externalId: name,
    active: true,
    displayName: `${name} of Entra`,
    emails: [{ primary: true, type: 'work', value: userName }],
    meta: { resourceType: 'User' },
    [enterprise]: { employeeNumber: `000${name}`, department: 'R&D' },
  }
}

async function ensureGroup(scim: Connection, members: readonly (string | undefined)[]) {
  const [hit] = await find(scim, '/Groups', 'displayName eq "Sales"', '&excludedAttributes=members')
  const { id } = hit ?? (await create(scim, '/Groups', { schemas: [group], displayName: 'Sales' }))
  const value = members.filter((each) => each !== undefined).map((each) => ({ value: each }))
  const added = await scim.patch(`/Groups/${id}`, [{ op: 'Add', path: 'members', value }])
  expect(added.status).toBe(204)
  return id
}

/** S-01, a step at a time. */
async function* entra(scim: Connection, known: Known): AsyncGenerator<void, void> {
  known.ada = await provision(scim, entraUser('ada'))
  yield
  known.bo = await provision(scim, entraUser('bo'))
  yield
  if (known.bo !== undefined) {
    const path = `${enterprise}:manager`
    await change(scim, `/Users/${known.ada}`, [{ op: 'Add', path, value: known.bo }])
    yield
  }
  known.sales = await ensureGroup(scim, [known.ada, known.bo])
}

/** S-06, a step at a time, with Bo and a group beside. */
async function* okta(scim: Connection, known: Known): AsyncGenerator<void, void> {
  const anna = oktaUser('a@b.c', { displayName: 'Anna B' })
  known.anna = await provision(scim, anna)
  const path = `/Users/${known.anna}`
  yield
  expect((await readAndPut(scim, path, { title: 'Dr' })).status).toBe(200)
  yield
  const bo = oktaUser('BO@contoso.com', { displayName: 'bo of Okta', externalId: '00u2' })
  known.bo = await provision(scim, bo)
  yield
  expect((await readAndPut(scim, path, { active: false })).status).toBe(200)
  yield
  expect((await readAndPut(scim, path, { active: true })).status).toBe(200)
  known.sales = await ensureGroup(scim, [known.anna, known.bo])
}

onEachDatabase('Entra and Okta in one organization', ({ connect, connectTo, database }) => {
  async function connectBoth() {
    const first = await connect()
    return { entra: first, okta: asOkta(await connectTo(first.organization, 'Okta')) }
  }

  /** What a connection has, by userName and group name. */
  async function view(scim: ServiceConnection) {
    const people = (await json(scim.get('/Users'))).Resources
    const groups = (await json(scim.get('/Groups'))).Resources
    for (const one of people) await stateOf(scim, `/Users/${one.id}`)
    return { people, groups }
  }

  async function checkEnd(both: Awaited<ReturnType<typeof connectBoth>>, knownTo: Known[]) {
    const [ofEntra, ofOkta] = [await view(both.entra), await view(both.okta)]
    const namesOf = (list: readonly Json[]) => list.map(({ displayName }) => displayName).toSorted()
    const entraHasBo = knownTo[0]!.bo !== undefined
    expect(entraHasBo).not.toBe(knownTo[1]!.bo !== undefined)
    expect(namesOf(ofEntra.people)).toEqual(
      entraHasBo ? ['ada of Entra', 'bo of Entra'] : ['ada of Entra'],
    )
    expect(namesOf(ofOkta.people)).toEqual(entraHasBo ? ['Anna B'] : ['Anna B', 'bo of Okta'])
    const ada = ofEntra.people.find(({ id }) => id === knownTo[0]!.ada)!
    expect(ada[enterprise].manager?.value).toBe(knownTo[0]!.bo)
    const anna = ofOkta.people.find(({ id }) => id === knownTo[1]!.anna)!
    expect(anna).toMatchObject({ active: true, title: 'Dr' })
    for (const { people, groups } of [ofEntra, ofOkta]) {
      expect(namesOf(groups)).toEqual(['Sales'])
      const members = groups[0]!.members.map(({ value }) => value)
      expect(members.toSorted()).toEqual(people.map(({ id }) => id).toSorted())
    }
    const rows = await database().run(
      database()
        .build.selectFrom('person')
        .select(['user_name_key'])
        .where('organization_id', '=', both.entra.organization.id),
    )
    expect(rows.map((row) => row.user_name_key).toSorted()).toEqual([
      'a@b.c',
      'ada@contoso.com',
      'bo@contoso.com',
    ])
    for (const [mine, scim] of [
      [ofEntra, both.okta],
      [ofOkta, both.entra],
    ] as const) {
      for (const { id } of mine.people) await expectGone(scim, `/Users/${id}`)
      for (const { id } of mine.groups) await expectGone(scim, `/Groups/${id}`)
    }
    return [ofEntra, ofOkta]
  }

  test('S-12 however their requests interleave, there are no duplicates and no effects across', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (turns) => {
        const both = await connectBoth()
        const known: [Known, Known] = [{}, {}]
        const scripts = [entra(both.entra, known[0]), okta(both.okta, known[1])] as const
        for (const turn of turns) await scripts[turn ? 0 : 1].next()
        for (const script of scripts) while (!(await script.next()).done);
        const end = await checkEnd(both, known)
        // The same again, as after a restart, changes nothing.
        for await (const _ of entra(both.entra, { ...known[0] }));
        expect(await view(both.entra)).toEqual(end[0])
        expect(await view(both.okta)).toEqual(end[1])
      }),
      { numRuns: 4, examples: [[Array(8).fill(true)], [Array(8).fill(false)]] },
    )
  }, 30_000)

  test('S-12 at the very same time, too: of whom both have, one of them gets the person', async () => {
    const both = await connectBoth()
    const known: [Known, Known] = [{}, {}]
    const run = async (script: AsyncGenerator<void, void>) => {
      for await (const _ of script);
    }
    await Promise.all([run(entra(both.entra, known[0])), run(okta(both.okta, known[1]))])
    expect(await checkEnd(both, known)).toHaveLength(2)
  })

  test('S-12 when one is switched off the other gets their people, ids unchanged', async () => {
    const both = await connectBoth()
    const bo = await provision(both.entra, entraUser('bo'))
    const body = oktaUser('bo@contoso.com')
    expect(await provision(both.okta, body)).toBeUndefined()
    await setState(database(), both.entra, 'off')
    expect(await provision(both.okta, body)).toBe(bo)
    const state = await stateOf(both.okta, `/Users/${bo}`)
    // What Okta says nothing of stays.
    expect(state).toMatchObject({ displayName: 'Ada Byron', externalId: '00u1' })
    expect(state[enterprise]).toEqual({ employeeNumber: '000bo', department: 'R&D' })
    expect(await countOf(both.okta, '/Users')).toBe(1)
    expect((await stateOf(both.entra, `/Users/${bo}`)).externalId).toBe('bo')
  })
})
