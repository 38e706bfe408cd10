/**
 * Where pages start: the key before each start index that was lately read, so that a deep page
 * costs what the first one costs, without counting what it skips. Only ever an accelerator: what
 * it remembers is checked against the number of removals the database tells with each page.
 */

/** A key is remembered when nothing can be written before it any more: clocks may differ a little. */
const settledMs = 10_000
const startsMax = 2_000
const listsMax = 500

interface Starts {
  removals: number
  readonly before: Map<number, string>
}

/** The page starts of the lists of this process. */
export class PageStarts {
  readonly #lists = new Map<string, Starts>()

  /**
   * The nearest remembered ordinal before this start index, how many resources lie between the two,
   * and the number of removals for which that holds.
   */
  find(
    list: string,
    startIndex: number,
  ): { after: string; skip: number; removals: number } | undefined {
    const starts = this.#lists.get(list)
    if (!starts) return undefined
    let nearest = 0
    for (const known of starts.before.keys())
      if (known <= startIndex && known > nearest) nearest = known
    const after = starts.before.get(nearest)
    return after === undefined
      ? undefined
      : { after, skip: startIndex - nearest, removals: starts.removals }
  }

  /** Remembers a page: where the next one starts, or would after the last that has settled. */
  remember(list: string, startIndex: number, ordinals: readonly string[], removals: number): void {
    const limit = Date.now() - settledMs
    const last = ordinals.findLastIndex((ordinal) => timeOf(ordinal) < limit)
    const ordinal = ordinals[last]
    if (ordinal === undefined) return
    let starts = this.#lists.get(list)
    if (!starts || starts.removals !== removals) {
      if (this.#lists.size >= listsMax) this.#lists.clear()
      starts = { removals, before: new Map() }
      this.#lists.set(list, starts)
    }
    if (starts.before.size >= startsMax) starts.before.clear()
    starts.before.set(startIndex + last + 1, ordinal)
  }
}

/** Milliseconds since 1970 at which a UUIDv7 was made. */
function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
}
