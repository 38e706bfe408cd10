/** Ids: UUIDv7, so that what is made later sorts later. RFC 9562 §5.7. */
import { randomFillSync } from 'node:crypto'

const random = new Uint8Array(8 * 512)
let used = random.length
let last = 0
let counter = 0

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A new UUIDv7: milliseconds since 1970, then a counter that grows within one millisecond of this
 * process (RFC 9562 §6.2 method 1), then 62 random bits. Ids of one process strictly ascend, even
 * when the clock is set back.
 */
export function uuidv7(): string {
  const now = Date.now()
  if (now > last) {
    last = now
    counter = 0
  } else if (++counter > 0xfff) {
    last++
    counter = 0
  }
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  const at = (index: number) => random[used + index] ?? 0
  const byte = (value: number) => hex[value & 0xff] ?? '00'
  const high = Math.floor(last / 0x100000000)
  const low = last >>> 0
  const id =
    byte(high >>> 8) +
    byte(high) +
    byte(low >>> 24) +
    byte(low >>> 16) +
    '-' +
    byte(low >>> 8) +
    byte(low) +
    '-' +
    byte(0x70 | (counter >>> 8)) +
    byte(counter) +
    '-' +
    byte(0x80 | (at(0) & 0x3f)) +
    byte(at(1)) +
    '-' +
    byte(at(2)) +
    byte(at(3)) +
    byte(at(4)) +
    byte(at(5)) +
    byte(at(6)) +
    byte(at(7))
  used += 8
  return id
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is an id as we write them; anything else is nobody's id. */
export function isId(text: string): boolean {
  return text.length === 36 && uuid.test(text)
}
