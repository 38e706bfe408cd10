import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFilter } from './filter-parser.ts'
import { printFilter } from './filter-print.ts'
import { limits } from './limits.ts'
import { startReading } from './reading.ts'
import { userType } from './schemas/index.ts'
import { filterText } from '../../test/support/filter-texts.ts'

test('what is printed is read as the same tree', () => {
  fc.assert(
    fc.property(filterText, (text) => {
      const filter = parseFilter(text, userType, startReading(true))
      const printed = printFilter(filter)
      if (printed.length > limits.filterLengthMax) return
      const again = parseFilter(printed, userType, startReading(true))
      expect(again).toEqual(filter)
      expect(printFilter(again)).toBe(printed)
    }),
    { numRuns: 1000 },
  )
})

test('names are spelled as the schema spells them, those of extensions with their URN', () => {
  const reading = startReading(false)
  const printed = printFilter(parseFilter('USERNAME pr and MANAGER.value pr', userType, reading))
  expect(printed).toBe(
    'userName pr and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
  )
})

test('values are escaped', () => {
  const text = 'title eq "a \\"b\\" \\\\ \\u0001 é"'
  expect(printFilter(parseFilter(text, userType, startReading(true)))).toBe(text)
})

test('a tree at the limit of depth can be read again, an or before a sub-attribute included', () => {
  const inner = 'emails[type eq "a" or not (type eq "b")].value eq "c"'
  const nots = (depth: number) => `${'not ('.repeat(depth)}${inner}${')'.repeat(depth)}`
  const parse = (text: string) => parseFilter(text, userType, startReading(true))
  const deepest = parse(nots(limits.filterDepthMax - 3))
  expect(parse(printFilter(deepest))).toEqual(deepest)
  expect(() => parse(nots(limits.filterDepthMax - 2))).toThrow('nested more than 32 deep')
})
