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

  /** The ordinal right before this start index, and the removals for which that holds. */
  find(list: string, startIndex: number): { after: string; removals: number } | undefined {
    const starts = this.#lists.get(list)
    const after = starts?.before.get(startIndex)
    return starts && after !== undefined ? { after, removals: starts.removals } : undefined
  }

  /** Remembers that the resource with this ordinal (UUIDv7) stands right before the start index. */
  remember(list: string, startIndex: number, ordinal: string, removals: number): void {
    if (Date.now() - timeOf(ordinal) < settledMs) return
    let starts = this.#lists.get(list)
    if (!starts || starts.removals !== removals) {
      if (this.#lists.size >= listsMax) this.#lists.clear()
      starts = { removals, before: new Map() }
      this.#lists.set(list, starts)
    }
    if (starts.before.size >= startsMax) starts.before.clear()
    starts.before.set(startIndex, ordinal)
  }
}

/** Milliseconds since 1970 at which a UUIDv7 was made. */
function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
}
