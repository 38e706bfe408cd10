/** Cursors of RFC 9865: where a list goes on, sealed against use with another list. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { invalidCursor } from '@rollbook/scim'

/** Where to go on: behind a key, or, in a sorted list, behind a number of resources. */
export type Position = { readonly after: string } | { readonly skip: number }

export interface Cursors {
  /** The cursor that goes on at the position in that list. */
  write(list: string, position: Position): string
  /** The position; refuses a cursor of another list, or one that is none of ours. */
  read(list: string, cursor: string): Position
}

/**
 * @param key any secret all instances share; without one, cursors end with the process
 */
export function createCursors(key: Buffer = randomBytes(32)): Cursors {
  const sealOf = (list: string, text: string) =>
    createHmac('sha256', key).update(`${list}\n${text}`).digest('base64url').slice(0, 22)
  return {
    write(list, position) {
      const text = 'after' in position ? `a${position.after}` : `s${position.skip}`
      return `${text}.${sealOf(list, text)}`
    },
    read(list, cursor) {
      const [text = '', seal = '', ...more] = cursor.split('.')
      const expected = Buffer.from(sealOf(list, text))
      const given = Buffer.from(seal)
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        throw invalidCursor()
      return text.startsWith('a') ? { after: text.slice(1) } : { skip: Number(text.slice(1)) }
    },
  }
}
