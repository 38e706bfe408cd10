import { describe, expect, test } from 'vitest'
import { AnswerReader } from './answer-reader.ts'

const body = '{"totalResults":1,"name":"Zoë"}'
const bytes = Buffer.byteLength(body)
const withLength = `HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\ncontent-length: ${bytes}\r\n\r\n${body}`
const inChunks = [
  'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n',
  `a\r\n{"totalRes\r\n15;x=y\r\nults":1,"name":"Zo`,
  `ë"\r\n1\r\n}\r\n0\r\n\r\n`,
].join('')

/** Feeds the text in pieces of so many bytes; the answer must come with the last of them. */
function readInPieces(text: string, size: number) {
  const reader = new AnswerReader()
  const all = Buffer.from(text)
  let answer
  for (let start = 0; start < all.length; start += size) {
    expect(answer).toBeUndefined()
    answer = reader.read(all.subarray(start, start + size))
  }
  return answer && { ...answer, body: answer.body.toString() }
}

describe.each([1, 2, 7, 1000])('in pieces of %i bytes', (size) => {
  test('a body ends after the length that was announced', () => {
    expect(readInPieces(withLength, size)).toEqual({ status: 200, body, isLast: false })
  })

  test('a body in chunks ends with the empty one', () => {
    expect(readInPieces(inChunks, size)).toEqual({ status: 201, body, isLast: false })
  })

  test('an answer may come after "100 Continue"', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\n${withLength}`
    expect(readInPieces(text, size)).toMatchObject({ status: 200, body })
  })

  test('204 has no body, whatever its header says', () => {
    const text = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'
    expect(readInPieces(text, size)).toEqual({ status: 204, body: '', isLast: true })
  })

  test('an empty body needs no byte more', () => {
    const text = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'
    expect(readInPieces(text, size)).toEqual({ status: 404, body: '', isLast: false })
  })
})

test('without a length, the answer ends with the connection', () => {
  const reader = new AnswerReader()
  expect(reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toBeUndefined()
  expect(reader.read(Buffer.from('{}'))).toBeUndefined()
  expect(reader.end()).toEqual({ status: 200, body: Buffer.from('{}'), isLast: true })
})

test('an answer that breaks off is none', () => {
  const reader = new AnswerReader()
  expect(reader.hasBegun).toBe(false)
  reader.read(Buffer.from(withLength.slice(0, -1)))
  expect(reader.hasBegun).toBe(true)
  expect(reader.end()).toBeUndefined()
})

test.each([
  ['another protocol', 'SSH-2.0-x\r\n\r\n', 'no HTTP/1.1 answer'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'length "-1"'],
  [
    'a chunk that is none',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n',
    'size "x"',
  ],
  [
    'a chunk that is too long',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n',
    'no end',
  ],
  ['more than one answer', `${withLength}HTTP`, 'More came'],
  ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}`, 'too long'],
])('%s is an error', (_, text, message) => {
  expect(() => new AnswerReader().read(Buffer.from(text))).toThrow(message)
})
