/** `sw` as a range over a column in byte order, so that an index answers it. */
import { all, type Condition, condition, always } from './condition.ts'

/**
 * The texts that start with another.
 *
 * @param column in byte order, which is the order of code points
 * @param prefix not empty
 */
export function prefixRange(column: string, prefix: string): Condition {
  const end = successorOf(prefix)
  return all([
    condition(`${column} >= ?`, prefix),
    end === undefined ? always : condition(`${column} < ?`, end),
  ])
}

/**
 * The least text beyond all that start with the prefix, in the order of code points; undefined when
 * there is none.
 */
export function successorOf(prefix: string): string | undefined {
  const letters = [...prefix]
  for (let last = letters.pop(); last !== undefined; last = letters.pop()) {
    const code = last.codePointAt(0) ?? 0
    if (code === 0x10ffff) continue
    // No text holds surrogates.
    const next = code === 0xd7ff ? 0xe000 : code + 1
    return letters.join('') + String.fromCodePoint(next)
  }
  return undefined
}
