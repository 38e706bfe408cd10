import { expect, test } from 'vitest'
import { startReading } from './reading.ts'
import { resolvePath } from './resolve.ts'
import { userType } from './schemas/index.ts'
import { sortKeyOf } from './sort.ts'

function keyOf(sortBy: string, resource: { readonly [name: string]: unknown }) {
  const path = resolvePath(userType, sortBy, startReading(true))
  if (!path?.attribute) throw new TypeError(`no attribute ${sortBy}`)
  return sortKeyOf(path, resource)
}

test('§3.4.2.3 a multi-valued attribute is sorted by its primary or else its first value', () => {
  const home = { value: 'ada@home.example' }
  const work = { value: 'Ada@Work.example', primary: true }
  expect(keyOf('emails', { emails: [home, work] })).toBe('ada@work.example')
  expect(keyOf('emails', { emails: [home] })).toBe('ada@home.example')
  expect(keyOf('emails', { emails: [] })).toBeNull()
})

test('a whole complex attribute is sorted as its value is, letter case of a URL included', () => {
  const photos = [{ value: 'https://School.example/Ada.png' }]
  expect(keyOf('photos', { photos })).toBe('https://School.example/Ada.png')
  expect(keyOf('photos.value', { photos })).toBe('https://School.example/Ada.png')
})
