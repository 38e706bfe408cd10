/** Chance that can be had again: the same seed gives the same numbers, on every machine. */

/** A stream of numbers that looks random and is not. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the items; there must be one. */
  pick<T>(items: readonly T[]): T
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[]
  /** As many of the items, or all when there are fewer; the items must differ from each other. */
  sample<T>(items: readonly T[], count: number): T[]
  /** A random (version 4) GUID in lower case. */
  guid(): string
  /** Text of this many characters out of the alphabet (which has none beyond U+FFFF). */
  text(alphabet: string, length: number): string
}

/**
 * Starts a stream. Different seeds give independent streams, so that person 7 stays person 7
 * whatever is drawn for the others.
 *
 * @param seed any parts; their text is what counts
 */
export function createRandom(...seed: readonly (string | number)[]): Random {
  const next = xoshiro(hash(seed.join('\u0000')))
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('There is nothing to pick from.')
    return items[below(items.length)] as T // the index lies within
  }
  const shuffled = <T>(items: readonly T[]): T[] => {
    const order = [...items]
    for (let last = order.length - 1; last > 0; last--) {
      const other = below(last + 1)
      const item = order[last] as T // both indexes lie within
      order[last] = order[other] as T
      order[other] = item
    }
    return order
  }
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick,
    shuffled,
    sample: <T>(items: readonly T[], count: number): T[] => {
      const wanted = Math.max(0, Math.min(count, items.length))
      if (wanted * 4 > items.length) return shuffled(items).slice(0, wanted)
      const drawn = new Set<T>()
      while (drawn.size < wanted) drawn.add(pick(items))
      return [...drawn]
    },
    guid: () => {
      const hex = Array.from({ length: 32 }, () => below(16).toString(16))
      hex[12] = '4'
      hex[16] = (8 + below(4)).toString(16)
      return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    },
    text: (alphabet, length) => {
      let text = ''
      for (let index = 0; index < length; index++) text += alphabet.charAt(below(alphabet.length))
      return text
    },
  }
}

/** 128 bits out of a text (cyrb128). */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ unit, 597399067)
    b = c ^ Math.imul(b ^ unit, 2869860233)
    c = d ^ Math.imul(c ^ unit, 951274213)
    d = a ^ Math.imul(d ^ unit, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
}

/** xoshiro128**, as its authors published it. */
function xoshiro([a, b, c, d]: [number, number, number, number]): () => number {
  // A state of zeros would stay so for ever.
  if ((a | b | c | d) === 0) a = 1
  return () => {
    const scaled = Math.imul(b, 5)
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result / 0x1_0000_0000
  }
}
