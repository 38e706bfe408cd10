/** What a provider is asked to update, and what becomes of lost races: scim/src/provider.ts. */
import { describe, expect, test } from 'vitest'
import type { Update } from '@rollbook/scim'
import { createMemoryProvider } from '@rollbook/scim/memory'
import {
  connect,
  core,
  createGroup,
  createUser,
  json,
  serve,
  withFunctions,
} from './support/scim.ts'

const setTitle = (value: string) => [{ op: 'replace', path: 'title', value }]

describe('an update', () => {
  /** A provider that keeps what it is asked to update, and loses the first races. */
  function watched(racesToLose = 0) {
    const provider = createMemoryProvider()
    const updates: Update[] = []
    const reads: string[] = []
    let toLose = racesToLose
    const scim = connect(
      serve({
        provider: withFunctions(provider, {
          get(type, id, selection, call) {
            reads.push(id)
            return provider.get(type, id, selection, call)
          },
          async update(type, id, update, call) {
            updates.push(update)
            if (toLose-- <= 0) return provider.update(type, id, update, call)
            const winner = { method: 'PATCH', deltas: new Map() } as const
            const before = await provider.get(type, id, { includes: () => false }, call)
            const attributes = JSON.parse(String(before?.attributes))
            const after = { ...attributes, nickName: `race ${toLose}` }
            if (before)
              await provider.update(type, id, { ...winner, replace: { before, after } }, call)
            return undefined
          },
        }),
      }),
    )
    return { scim, updates, reads }
  }

  test('says what was read and what should be in its place, and of which version', async () => {
    const { scim, updates } = watched()
    const { id } = await createUser(scim, 'ada', { title: 'Dr' })
    await scim.patch(`/Users/${id}`, setTitle('Prof'))
    expect(updates).toEqual([
      {
        method: 'PATCH',
        replace: {
          before: expect.objectContaining({ id, version: '1' }),
          after: { userName: 'ada', title: 'Prof' },
        },
        deltas: new Map(),
        ifVersion: ['1'],
      },
    ])
  })

  test('that lost a race is made anew of what won, and both changes stay', async () => {
    const { scim, updates } = watched(2)
    const { id } = await createUser(scim, 'ada')
    const response = await scim.patch(`/Users/${id}`, setTitle('Dr'))
    expect(response.status).toBe(200)
    expect(await json(response)).toMatchObject({ title: 'Dr', nickName: 'race 0' })
    expect(updates.map(({ ifVersion }) => ifVersion)).toEqual([['1'], ['2'], ['3']])
  })

  test('that loses every race is 409 after three attempts', async () => {
    const { scim, updates } = watched(Infinity)
    const { id } = await createUser(scim, 'ada')
    const put = await scim.put(`/Users/${id}`, { schemas: [core], userName: 'ada', title: 'Dr' })
    expect(put.status).toBe(409)
    expect(updates).toHaveLength(3)
  })

  test('that loses a race with If-Match is 412, and nothing of it is written', async () => {
    const { scim, updates } = watched(1)
    const { id } = await createUser(scim, 'ada')
    const response = await scim.patch(`/Users/${id}`, setTitle('Dr'), { 'if-match': 'W/"1"' })
    expect(response.status).toBe(412)
    expect(updates).toHaveLength(1)
    expect(await json(scim.get(`/Users/${id}`))).not.toHaveProperty('title')
  })

  test('of something that went away meanwhile is 404', async () => {
    const provider = createMemoryProvider()
    const scim = connect(
      serve({
        provider: withFunctions(provider, {
          async update(type, id, _update, call) {
            await provider.delete(type, id, undefined, call)
            return undefined
          },
        }),
      }),
    )
    const { id } = await createUser(scim, 'ada')
    expect((await scim.patch(`/Users/${id}`, setTitle('Dr'))).status).toBe(404)
    const group = await createGroup(scim, '7b')
    const add = [{ op: 'add', path: 'members', value: [{ value: 'x' }] }]
    expect((await scim.patch(`/Groups/${group.id}`, add)).status).toBe(404)
  })

  test('of members alone reads nothing and is the rows that come and go', async () => {
    const { scim, updates, reads } = watched()
    const { id } = await createGroup(scim, '7b', ['a', 'b'])
    await scim.patch(`/Groups/${id}`, [
      { op: 'add', path: 'members', value: [{ value: 'c' }] },
      { op: 'remove', path: 'members[value eq "a"]' },
    ])
    expect(reads).toEqual([])
    expect(updates).toHaveLength(1)
    expect(updates[0]).not.toHaveProperty('replace')
    expect(updates[0]).not.toHaveProperty('ifVersion')
    expect(updates[0]?.deltas.get('members')).toMatchObject({
      reset: false,
      add: [{ value: 'c' }],
      remove: ['a'],
    })
  })

  test('by PUT of a group brings its members as a reset', async () => {
    const { scim, updates } = watched()
    const { id } = await createGroup(scim, '7b', ['a', 'b'])
    await scim.put(`/Groups/${id}`, { displayName: '7c', members: [{ value: 'c' }] })
    expect(updates[0]?.replace?.after).toEqual({ displayName: '7c' })
    expect(updates[0]?.deltas.get('members')).toMatchObject({ reset: true, add: [{ value: 'c' }] })
  })

  test('that changes nothing reaches the provider all the same, for its log', async () => {
    const { scim, updates } = watched()
    const { id } = await createUser(scim, 'ada', { title: 'Dr' })
    await scim.patch(`/Users/${id}`, setTitle('Dr'))
    expect(updates).toHaveLength(1)
  })
})
