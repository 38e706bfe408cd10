/** Percentiles by nearest rank: always a value that was measured, never one between two. */

/**
 * @param sorted ascending
 * @param share from 0 to 1, such as 0.99
 * @returns undefined of no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[Math.min(rank, sorted.length) - 1]
}

/** The value in the middle of values in any order. */
export function median(values: readonly number[]): number | undefined {
  return percentile(Float64Array.from(values).sort(), 0.5)
}
