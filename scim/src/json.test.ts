import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ScimError } from './error.ts'
import { findFault } from './json-fault.ts'
import { parseJson } from './json.ts'
import { limits } from './limits.ts'

const encoder = new TextEncoder()

function parse(text: string): unknown {
  return parseJson(encoder.encode(text))
}

function refusal(parsed: () => unknown): ScimError {
  try {
    parsed()
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  throw new Error('was not refused')
}

test('any JSON comes out as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value)
      if (text.includes('\\u0000')) return
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('E-174 a byte order mark is passed over', () => {
  expect(parse('\uFEFF{"userName":"ada"}')).toEqual({ userName: 'ada' })
})

test('escapes, emoji and names with escapes are read', () => {
  expect(parse('{"\\u0061":"\\ud83d\\ude00 😀 \\n \\\\ \\" \\u00e9"}')).toEqual({
    a: '😀 😀 \n \\ " é',
  })
})

test('an own "__proto__" stays an own name and changes no prototype', () => {
  const body = parse('{"__proto__":{"polluted":true}}')
  expect(Object.keys(body as object)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

describe('§3.12 invalidSyntax is the answer to', () => {
  test.each([
    ['nothing', '', 'is missing', 1, 1],
    ['blanks', ' \n ', 'is missing', 2, 2],
    ['a word', 'nonsense', 'a value was expected', 1, 1],
    ['NaN', '{"a":NaN}', 'a value was expected', 1, 6],
    ['trailing garbage', '{"a":1} x', 'is followed by something else', 1, 9],
    ['two documents', '{}{}', 'is followed by something else', 1, 3],
    ['a comment', '{"a":1 /* one */}', 'a comma or a closing bracket', 1, 8],
    ['a comma too many in an object', '{"a":1,}', 'a name in quotation marks', 1, 8],
    ['a comma too many in a list', '[1,]', 'a value was expected', 1, 4],
    ['a missing colon', '{"a" 1}', 'a colon was expected', 1, 6],
    ['a name without quotation marks', '{a:1}', 'a name in quotation marks', 1, 2],
    ['single quotation marks', "{'a':1}", 'a name in quotation marks', 1, 2],
    ['an end too early', '{\n  "a": [1, 2', 'ends before it is complete', 2, 13],
    ['the wrong bracket', '{"a":[1}', 'a comma or a closing bracket', 1, 8],
    ['a leading zero', '[01]', 'a value was expected', 1, 2],
    ['a leading plus', '[+1]', 'a value was expected', 1, 2],
    ['a bad escape', '["\\x"]', 'a value was expected', 1, 2],
    ['a line break in a text', '["a\nb"]', 'a value was expected', 1, 2],
    ['a bad code unit', '["\\u12g4"]', 'a value was expected', 1, 2],
    [
      'a name given twice',
      '{"active":true,"active":false}',
      'gives the name "active" twice',
      1,
      16,
    ],
    ['a name given twice, deep', '{"name":{"a":1,"b":[{"c":1,"c":1}]}}', '"c" twice', 1, 28],
    ['a name given twice, once escaped', '{"a":1,"\\u0061":2}', 'twice', 1, 8],
    ['"__proto__" given twice', '{"__proto__":1,"__proto__":1}', '"__proto__" twice', 1, 16],
    ['NUL', '{"userName":"a\\u0000b"}', 'NUL', 1, 15],
    ['NUL in a name', '{"a\\u0000":1}', 'NUL', 1, 4],
    ['the first half of a surrogate pair', '{"a":"\\ud83d"}', 'half a surrogate pair', 1, 7],
    ['two first halves', '["\\ud83d\\ud83d"]', 'half a surrogate pair', 1, 3],
    ['the second half of a surrogate pair', '["\\uDE00"]', 'half a surrogate pair', 1, 3],
  ])('%s, with its place', (_, text, reason, line, column) => {
    const error = refusal(() => parse(text))
    expect(error.scimType).toBe('invalidSyntax')
    expect(error.status).toBe(400)
    expect(error.message).toContain(reason)
    expect(error.message).toContain(`(line ${line}, column ${column})`)
  })

  test.each([
    ['Latin-1', Uint8Array.of(0x22, 0xe9, 0x22)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
    ['an overlong encoding', Uint8Array.of(0x22, 0xc0, 0x80, 0x22)],
    ['an encoded surrogate', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['a sequence that is cut', Uint8Array.of(0x22, 0xe2, 0x82)],
  ])('bytes that are %s', (_, bytes) => {
    expect(refusal(() => parseJson(bytes)).message).toContain('UTF-8')
  })

  test('a text over the limit, whatever it is written with', () => {
    const max = limits.stringLengthMax
    expect(parse(`["${'a'.repeat(max)}"]`)).toEqual(['a'.repeat(max)])
    expect(parse(`["${'\\n'.repeat(max)}"]`)).toEqual(['\n'.repeat(max)])
    expect(parse(`["${'\\u00e9'.repeat(max)}"]`)).toEqual(['é'.repeat(max)])
    expect(parse(`["${'\\ud83d\\ude00'.repeat(max / 2)}"]`)).toEqual(['😀'.repeat(max / 2)])
    for (const letter of ['a', '\\n', '\\u00e9'])
      expect(refusal(() => parse(`["${letter.repeat(max + 1)}"]`)).message).toContain('longer than')
    expect(refusal(() => parse(`["${'\\ud83d\\ude00'.repeat(max / 2)}a"]`)).message).toContain(
      'longer than',
    )
    expect(refusal(() => parse(`{"${'k'.repeat(max + 1)}":1}`)).message).toContain('longer than')
  })

  test.each([
    ['lists', '['],
    ['objects', '{"a":'],
  ])('%s nested deeper than the limit, before anything recurses', (_, opening) => {
    const max = limits.jsonDepthMax
    const closing = opening === '[' ? ']' : '}'
    const nested = (depth: number) => `${opening.repeat(depth)}1${closing.repeat(depth)}`
    expect(parse(nested(max))).toBeDefined()
    for (const depth of [max + 1, 10_000, 1_000_000])
      expect(refusal(() => parse(nested(depth))).message).toContain('nested deeper')
  })
})

test('case 119 more names in one object than the limit are refused at once', () => {
  const object = (count: number) =>
    `{${Array.from({ length: count }, (_, at) => `"${at}":{"a":[]}`).join()}}`
  const max = limits.jsonNamesMax
  expect(Object.keys(parse(object(max)) as object)).toHaveLength(max)
  expect(parse(`[${object(max)},${object(max)}]`)).toHaveLength(2)
  for (const count of [max + 1, 100_000])
    expect(refusal(() => parse(object(count))).message).toContain('names in one object')
})

test('brackets and colons in texts count for nothing', () => {
  const value = { a: '[[[[{{{{::::]]]]}}}}\\":,'.repeat(20) }
  expect(parse(JSON.stringify(value))).toEqual(value)
})

test('every name given twice is noticed, and no other', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(fc.array(names, { maxLength: 4 }), (objects) => {
      const text = JSON.stringify(
        objects.map((keys) => `{${keys.map((key) => `"${key}":{}`).join()}}`),
      )
      const body = `[${(JSON.parse(text) as string[]).join()}]`
      const isTwice = objects.some((keys) => new Set(keys).size < keys.length)
      if (isTwice) expect(refusal(() => parse(body)).message).toContain('twice')
      else expect(parse(body)).toHaveLength(objects.length)
    }),
  )
})

test('the place of a fault is found wherever JSON is cut or mutated', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.string(), (value, at, junk) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      const mutated = text.slice(0, place) + junk + text.slice(place + 1)
      let isJson = true
      try {
        JSON.parse(mutated)
      } catch {
        isJson = false
      }
      if (isJson) return
      const fault = findFault(mutated)
      expect(fault.at).toBeGreaterThanOrEqual(0)
      expect(fault.at).toBeLessThanOrEqual(mutated.length)
      expect(fault.reason).not.toContain('twice')
    }),
  )
})
