/** RFC 7644 §3.7.1 and §3.7.2: references between the operations of a bulk request. */
import { describe, expect, test } from 'vitest'
import { bulk, user, groupOf, statusesOf, idsOf, memberIdsOf } from '../support/bulk.ts'
import { connect, createGroup, createUser, enterprise, json, patchOp } from '../support/scim.ts'

describe('§3.7.1 circular references', () => {
  test('§3.7.1 two groups that are members of each other are both created whole', async () => {
    const scim = connect()
    const outcomes = await bulk(scim, [groupOf('a', 'bulkId:b'), groupOf('b', 'bulkId:a')])
    expect(statusesOf(outcomes)).toEqual(['201', '201'])
    const [a = '', b = ''] = idsOf(outcomes)
    expect(await memberIdsOf(scim, a)).toEqual([b])
    expect(await memberIdsOf(scim, b)).toEqual([a])
    for (const [index, id] of [a, b].entries()) {
      const { meta } = await json(scim.get(`/Groups/${id}`))
      expect(outcomes[index]?.version).toBe(meta.version)
    }
  })

  test('§3.7.1 a ring of ten groups with a tail is created whole', async () => {
    const scim = connect()
    const ring = Array.from({ length: 10 }, (_, n) => groupOf(`g${n}`, `bulkId:g${(n + 1) % 10}`))
    const outcomes = await bulk(scim, [groupOf('tail', 'bulkId:g3'), ...ring])
    expect(new Set(statusesOf(outcomes))).toEqual(new Set(['201']))
    const ids = idsOf(outcomes.slice(1))
    for (const [n, id] of ids.entries())
      expect(await memberIdsOf(scim, id)).toEqual([ids[(n + 1) % 10]])
    expect(await memberIdsOf(scim, idsOf(outcomes)[0])).toEqual([ids[3]])
  })

  test('§3.7.1 managers who manage each other, and one who manages himself', async () => {
    const scim = connect()
    const managed = (bulkId: string, by: string) =>
      user(bulkId, bulkId, { [enterprise]: { manager: { value: `bulkId:${by}` } } })
    const outcomes = await bulk(scim, [
      managed('ada', 'grace'),
      managed('grace', 'ada'),
      managed('narcissus', 'narcissus'),
    ])
    expect(statusesOf(outcomes)).toEqual(['201', '201', '201'])
    const [ada, grace, narcissus] = idsOf(outcomes)
    const managerOf = async (id = '') =>
      (await json(scim.get(`/Users/${id}`)))[enterprise].manager.value
    expect(await managerOf(ada)).toBe(grace)
    expect(await managerOf(grace)).toBe(ada)
    expect(await managerOf(narcissus)).toBe(narcissus)
  })

  test('§3.7.1 when errors stop the rest of the circle, what was created says what it lacks', async () => {
    const scim = connect()
    const bad = { ...groupOf('bad', 'bulkId:a'), data: { members: [{ value: 'bulkId:a' }] } }
    const operations = [bad, groupOf('a', 'bulkId:b'), groupOf('b', 'bulkId:a')]
    const outcomes = await bulk(scim, operations, { failOnErrors: 1 })
    expect(statusesOf(outcomes)).toEqual(['400', '409'])
    expect(outcomes[1]?.response.detail).toContain('"b"')
    const { Resources } = await json(scim.get('/Groups'))
    expect(Resources).toMatchObject([{ displayName: 'a', members: [] }])
    expect(outcomes[1]?.location).toBe(Resources[0]?.meta.location)
  })

  test('§3.7.1 when one of the circle cannot be created the other says so', async () => {
    const scim = connect()
    const broken = { ...groupOf('b', 'bulkId:a'), data: { members: [{ value: 'bulkId:a' }] } }
    const outcomes = await bulk(scim, [groupOf('a', 'bulkId:b'), broken])
    expect(statusesOf(outcomes)).toEqual(['409', '400'])
    expect(outcomes[0]?.response.detail).toContain('"b"')
  })
})

describe('§3.7.2 references by bulkId', () => {
  test('§3.7.2 a later operation refers to what an earlier one created', async () => {
    const scim = connect()
    const outcomes = await bulk(scim, [user('ada'), user('grace'), groupOf('7b', 'bulkId:ada')])
    const [ada, , class7b] = idsOf(outcomes)
    expect(await memberIdsOf(scim, class7b ?? '')).toEqual([ada])
  })

  test('§3.7.2 an earlier operation may refer to what a later one creates', async () => {
    const scim = connect()
    const outcomes = await bulk(scim, [
      groupOf('7b', 'bulkId:ada', 'bulkId:grace'),
      user('ada', 'ada', { [enterprise]: { manager: { value: 'bulkId:grace' } } }),
      user('grace'),
    ])
    expect(statusesOf(outcomes)).toEqual(['201', '201', '201'])
    const [class7b = '', ada, grace] = idsOf(outcomes)
    expect(await memberIdsOf(scim, class7b)).toEqual([ada, grace])
    expect(outcomes[0]?.version).toBe('W/"1"')
    expect((await json(scim.get(`/Users/${ada}`)))[enterprise].manager.value).toBe(grace)
  })

  test('§3.7.2 PATCH and PUT refer too, in data and in path', async () => {
    const scim = connect()
    const { id } = await createGroup(scim, '7b')
    const outcomes = await bulk(scim, [
      {
        method: 'PATCH',
        path: `/Groups/${id}`,
        data: patchOp([{ op: 'add', path: 'members', value: [{ value: 'bulkId:ada' }] }]),
      },
      {
        method: 'PATCH',
        path: '/Users/bulkId:ada',
        data: patchOp([{ op: 'add', path: 'title', value: 'Dr' }]),
      },
      user('ada'),
    ])
    expect(statusesOf(outcomes)).toEqual(['200', '200', '201'])
    const ada = idsOf(outcomes)[2]
    expect(await memberIdsOf(scim, id)).toEqual([ada])
    expect((await json(scim.get(`/Users/${ada}`))).title).toBe('Dr')
  })

  test('§3.7.2 a reference to nothing, or to what failed, fails alone', async () => {
    const scim = connect()
    await createUser(scim, 'ada')
    const outcomes = await bulk(scim, [
      groupOf('1', 'bulkId:nobody'),
      groupOf('2', 'bulkId:ada'),
      groupOf('3', 'bulkId:__proto__'),
      user('ada'),
      groupOf('4', 'bulkId:ada'),
      groupOf('5'),
    ])
    expect(statusesOf(outcomes)).toEqual(['400', '409', '400', '409', '409', '201'])
    expect((await json(scim.get('/Groups'))).totalResults).toBe(1)
  })

  test('§3.7.2 a bulkId used twice counts the first time', async () => {
    const scim = connect()
    const outcomes = await bulk(scim, [
      user('same', 'ada'),
      user('same', 'grace'),
      groupOf('7b', 'bulkId:same'),
    ])
    expect(statusesOf(outcomes)).toEqual(['201', '400', '201'])
    expect(await memberIdsOf(scim, idsOf(outcomes)[2])).toEqual([idsOf(outcomes)[0]])
  })

  test('§3.7.2 a bulkId may be called __proto__', async () => {
    const scim = connect()
    const outcomes = await bulk(scim, [groupOf('7b', 'bulkId:__proto__'), user('__proto__')])
    expect(statusesOf(outcomes)).toEqual(['201', '201'])
    expect(await memberIdsOf(scim, idsOf(outcomes)[0])).toEqual([idsOf(outcomes)[1]])
  })

  test('§3.7.2 1,000 operations, each referring to the next, are carried out', async () => {
    const scim = connect()
    const chain = Array.from({ length: 999 }, (_, n) => groupOf(`g${n}`, `bulkId:g${n + 1}`))
    const outcomes = await bulk(scim, [...chain, groupOf('g999')])
    expect(new Set(statusesOf(outcomes))).toEqual(new Set(['201']))
  })
})
