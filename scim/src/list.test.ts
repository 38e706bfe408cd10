import { describe, expect, test } from 'vitest'
import { listText, parseListQuery, parsePage } from './list.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'

const both = { sort: true, cursor: true }

describe('parsePage by index', () => {
  test.each([
    [{}, { startIndex: 1, count: 100 }],
    [{ startIndex: '0' }, { startIndex: 1, count: 100 }],
    [
      { startIndex: '-5', count: '-1' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '20', count: '5' },
      { startIndex: 20, count: 5 },
    ],
    [{ count: '0' }, { startIndex: 1, count: 0 }],
    [{ count: '1000000000' }, { startIndex: 1, count: 1000 }],
    [
      { startIndex: '', count: '' },
      { startIndex: 1, count: 100 },
    ],
    [{ startIndex: '9223372036854775808' }, { startIndex: Number.MAX_SAFE_INTEGER, count: 100 }],
  ])('brings %j into range', (query, page) => {
    expect(parsePage(query, both)).toEqual(page)
  })

  test.each([{ count: 'abc' }, { startIndex: '1.5' }, { startIndex: '1e3' }, { count: '0x10' }])(
    'refuses what is no integer: %j',
    (query) => {
      expect(() => parsePage(query, both)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
      )
    },
  )
})

describe('parsePage by cursor', () => {
  test('takes an empty cursor for the first page', () => {
    expect(parsePage({ cursor: '' }, both)).toEqual({ startIndex: 1, count: 100, cursor: '' })
  })

  test('takes no more than the largest page', () => {
    expect(parsePage({ cursor: 'x', count: '99999' }, both)).toMatchObject({ count: 1000 })
  })

  test.each(['0', '-1', 'abc', '1.5'])('refuses a count of %s with invalidCount', (count) => {
    expect(() => parsePage({ cursor: '', count }, both)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidCount' }),
    )
  })

  test.each(['a b', 'a/b', 'é', 'x'.repeat(1025)])(
    'refuses the cursor %j with invalidCursor',
    (cursor) => {
      expect(() => parsePage({ cursor }, both)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidCursor' }),
      )
    },
  )

  test('refuses a cursor together with startIndex', () => {
    expect(() => parsePage({ cursor: '', startIndex: '1' }, both)).toThrow('startIndex')
  })

  test('passes over the cursor where there are none', () => {
    expect(parsePage({ cursor: 'x y' }, { cursor: false })).toEqual({ startIndex: 1, count: 100 })
  })
})

describe('parseListQuery', () => {
  const parse = (query: object, features = both) =>
    parseListQuery(userType, query, features, startReading(true))

  test('resolves what to sort by', () => {
    const { sortBy, sortOrder } = parse({ sortBy: 'NAME.familyName', sortOrder: 'Descending' })
    expect(sortBy?.subAttribute?.name).toBe('familyName')
    expect(sortOrder).toBe('descending')
  })

  test('refuses to sort by what is not there or never shown', () => {
    for (const sortBy of ['shoeSize', 'password', '__proto__'])
      expect(() => parse({ sortBy })).toThrow(expect.objectContaining({ scimType: 'invalidPath' }))
  })

  test('refuses an unknown order', () => {
    expect(() => parse({ sortBy: 'userName', sortOrder: 'up' })).toThrow('sortOrder')
  })

  test('passes over sorting where there is none', () => {
    expect(parse({ sortBy: 'shoeSize' }, { sort: false, cursor: false })).toEqual({
      sortOrder: 'ascending',
      startIndex: 1,
      count: 100,
    })
  })

  test('refuses an empty filter rather than listing everybody', () => {
    expect(() => parse({ filter: '' })).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter' }),
    )
  })
})

describe('listText', () => {
  test('counts what is on the page, and shows Resources also when there are none', () => {
    expect(JSON.parse(listText(7, [], { startIndex: 8 }))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 7,
      itemsPerPage: 0,
      startIndex: 8,
      Resources: [],
    })
  })

  test('names the next page of a list by cursor, and no index', () => {
    expect(JSON.parse(listText(7, ['{}', '{}'], { nextCursor: 'abc' }))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 7,
      itemsPerPage: 2,
      nextCursor: 'abc',
      Resources: [{}, {}],
    })
  })
})
