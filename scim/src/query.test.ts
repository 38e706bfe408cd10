import { describe, expect, test } from 'vitest'
import { parseQuery, parseSearchRequest } from './query.ts'

describe('parseQuery', () => {
  test.each([
    ['', {}],
    ['filter=userName+eq+%22a%22', { filter: 'userName eq "a"' }],
    ['filter=userName%20eq%20%22a%2Bb%22', { filter: 'userName eq "a+b"' }],
    ['filter=%C3%A9', { filter: 'é' }],
    ['filter=%2541', { filter: '%41' }],
    ['filter=a=b', { filter: 'a=b' }],
    ['STARTINDEX=0&Count=100', { startIndex: '0', count: '100' }],
    ['cursor&count=10', { cursor: '', count: '10' }],
    ['cursor=&count=10', { cursor: '', count: '10' }],
    ['%66ilter=x', { filter: 'x' }],
  ])('reads %j', (text, query) => {
    expect(parseQuery(text)).toEqual(query)
  })

  test('passes over what the protocol does not know, with and without a value', () => {
    expect(parseQuery('aadOptscim062020&x=1&__proto__=y&constructor&&=&filter=z')).toEqual({
      filter: 'z',
    })
  })

  test('joins repeated lists of attributes', () => {
    expect(parseQuery('attributes=userName&attributes=name')).toEqual({
      attributes: 'userName,name',
    })
  })

  test('takes a parameter given twice with one value, and refuses it with two', () => {
    expect(parseQuery('count=1&count=1')).toEqual({ count: '1' })
    expect(() => parseQuery('filter=a&FILTER=b')).toThrow(
      expect.objectContaining({ scimType: 'invalidSyntax' }),
    )
  })

  test.each(['filter=%zz', 'filter=%', 'filter=%ff', 'filter=%c3', '%zz=1'])(
    'refuses the bad escape of %j',
    (text) => {
      expect(() => parseQuery(text)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
      )
    },
  )
})

describe('parseSearchRequest', () => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest']

  test('reads the names of the message in any letter case, and passes over others', () => {
    expect(
      parseSearchRequest(
        { schemas, Filter: 'a', startindex: 3, count: 0, attributes: ['a', 'b'], domain: 'x' },
        true,
      ),
    ).toEqual({ filter: 'a', startIndex: '3', count: '0', attributes: 'a,b' })
  })

  test('takes null for absent', () => {
    expect(parseSearchRequest({ schemas, filter: null, count: null }, true)).toEqual({})
  })

  test('wants the name of the message in strict mode only', () => {
    expect(parseSearchRequest({ filter: 'a' }, false)).toEqual({ filter: 'a' })
    expect(() => parseSearchRequest({ filter: 'a' }, true)).toThrow('SearchRequest')
  })

  test.each([[null], [[]], ['x'], [3]])('refuses %j, which is no object', (body) => {
    expect(() => parseSearchRequest(body, false)).toThrow(
      expect.objectContaining({ scimType: 'invalidSyntax' }),
    )
  })

  test.each([{ filter: 3 }, { count: {} }, { attributes: [1] }, { startIndex: true }])(
    'refuses a value of a wrong type: %j',
    (body) => {
      expect(() => parseSearchRequest(body, false)).toThrow(
        expect.objectContaining({ scimType: 'invalidValue' }),
      )
    },
  )
})
