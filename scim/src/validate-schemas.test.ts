import { describe, expect, test } from 'vitest'
import { core, ent, entraBody, group, post, refusalOf } from './patch.test-support.ts'
import { groupType } from './schemas/index.ts'

describe('schemas', () => {
  test.each([
    ['X9 missing', undefined, ['missing-schemas']],
    ['no list', core, ['missing-schemas']],
    ['null', null, ['missing-schemas']],
    ['a list of what is no URN', [5], ['missing-schemas']],
    ['empty', [], ['unlisted-schema']],
    ['without the extension', [core], ['unlisted-schema']],
    ['of another type', [group, ent], ['foreign-schema', 'unlisted-schema']],
    ['with a foreign one', [core, ent, 'urn:example'], ['foreign-schema']],
  ])('%s: understood, or refused when strict', (_, schemas, habits) => {
    const body = { ...entraBody, schemas, [ent]: { department: 'R&D' } }
    const { resource, repairs } = post(body)
    expect(resource).toEqual({ ...post(entraBody).resource, [ent]: { department: 'R&D' } })
    expect(repairs).toEqual(habits)
    expect(refusalOf(() => post(body, true)).scimType).toBe('invalidSyntax')
  })

  test('E-130 the URN of Microsoft in a group is accepted and not kept', () => {
    const adscim = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
    const { resource } = post(
      {
        schemas: [group, adscim],
        externalId: 'o',
        displayName: 'Sales',
        meta: { resourceType: 'Group' },
      },
      false,
      groupType,
    )
    expect(resource).toEqual({ externalId: 'o', displayName: 'Sales' })
  })

  test('an extension that is null is not used, and need not be named', () => {
    const body = { schemas: [core], userName: 'ada', [ent]: null }
    expect(post(body, true).resource).toEqual({ userName: 'ada' })
  })

  test('naming an extension of which nothing is there is fine', () => {
    expect(post({ schemas: [core, ent], userName: 'ada' }, true).resource).toEqual({
      userName: 'ada',
    })
  })
})
