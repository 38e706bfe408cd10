/** S-06: a person's life with a wizard app of Okta, the state looked at after each step. */
import { expect, test } from 'vitest'
import { readLog } from '../support/directory.ts'
import { onEachDatabase } from '../support/each-database.ts'
import { asOkta, oktaUser, page, readAndPut } from '../support/okta.ts'
import { base, core, json } from '../support/scim.ts'
import { countOf, find, stateOf } from '../support/state.ts'

onEachDatabase('Okta from the first request to the last', ({ connect, database }) => {
  test('S-06 creates, updates, unassigns and assigns again: one person, one id, one log', async () => {
    const scim = asOkta(await connect())
    const probe = await json(scim.get('/Users?startIndex=1&count=2'))
    expect([probe.totalResults, probe.Resources]).toEqual([0, []])
    expect(await find(scim, '/Users', 'userName eq "a@b.c"', page)).toEqual([])

    const response = await scim.post('/Users', oktaUser('a@b.c'))
    expect(response.status).toBe(201)
    const created = await json(response)
    const { id } = created
    const path = `/Users/${id}`
    expect(await stateOf(scim, path)).toEqual(created)

    const put = await scim.put(path, {
      schemas: [core],
      id,
      externalId: '00u1',
      userName: 'a@b.c',
      name: { givenName: 'Anna', middleName: '', familyName: 'B' },
      emails: [{ primary: true, value: 'a@b.c', type: 'work', display: 'a@b.c' }],
      displayName: 'Anna B',
      locale: 'en-US',
      groups: [],
      active: true,
      meta: { resourceType: 'User', location: `${base}${path}` },
    })
    expect(put.status).toBe(200)
    const updated = await stateOf(scim, path)
    expect(await json(put)).toEqual(updated)
    expect(updated).toEqual({
      schemas: [core],
      id,
      externalId: '00u1',
      userName: 'a@b.c',
      name: { givenName: 'Anna', familyName: 'B' },
      emails: [{ primary: true, value: 'a@b.c', type: 'work', display: 'a@b.c' }],
      displayName: 'Anna B',
      locale: 'en-US',
      active: true,
      meta: { ...created.meta, version: 'W/"2"', lastModified: updated.meta.lastModified },
    })

    expect((await readAndPut(scim, path, { active: false })).status).toBe(200)
    const inactive = await stateOf(scim, path)
    expect(inactive).toEqual({ ...updated, active: false, meta: inactive.meta })

    expect(await find(scim, '/Users', 'userName eq "A@B.C"', page)).toEqual([inactive])
    expect((await readAndPut(scim, path, { active: true })).status).toBe(200)
    const again = await stateOf(scim, path)
    expect(again).toEqual({ ...updated, meta: again.meta })
    expect(again.meta.version).toBe('W/"4"')

    expect(await countOf(scim, '/Users')).toBe(1)
    const log = await readLog(database(), scim.organization)
    expect(log.map(({ verdict, outcome, objectId }) => [verdict, outcome, objectId])).toEqual(
      ['create', 'update', 'deactivate', 'reactivate'].map((verdict) => [verdict, 'applied', id]),
    )
  })
})
