/**
 * Where pages start: the key before each start index that was lately read, so that a deep page
 * costs what the first one costs, without counting what it skips. Only ever an accelerator: what
 * it remembers is checked against the number of removals the database tells with each page.
 */

/**
 * A key is remembered when nothing is written before it any more, but by a statement that takes
 * longer, or an instance whose clock is behind by more.
 */
const settledMs = 3_000
/** Should that happen, what was remembered is wrong by one for no longer than this. */
const rememberedMs = 60_000
const startsMax = 2_000
const listsMax = 500

interface Starts {
  readonly removals: number
  readonly before: Map<number, { readonly ordinal: string; readonly until: number }>
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
    const now = Date.now()
    let nearest = 0
    for (const [known, { until }] of starts.before)
      if (known <= startIndex && known > nearest && until > now) nearest = known
    const start = starts.before.get(nearest)
    return (
      start && {
        after: start.ordinal,
        skip: startIndex - nearest,
        removals: starts.removals,
      }
    )
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
    const until = Date.now() + rememberedMs
    starts.before.set(startIndex + last + 1, { ordinal, until })
  }
}

/** Milliseconds since 1970 at which a UUIDv7 was made. */
function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
}
