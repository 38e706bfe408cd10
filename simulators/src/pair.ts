/** What changed between two days. */
import { inDirectoryOrder } from './company.ts'

/** One object yesterday and today; one of the two may be missing. */
export interface Pair<T> {
  readonly was?: T
  readonly is?: T
}

/** Yesterday's and today's objects by their objectId, in directory order. */
export function pair<T extends { readonly objectId: string }>(
  before: readonly T[],
  after: readonly T[],
): Pair<T>[] {
  const then = new Map(before.map((item) => [item.objectId, item]))
  const now = new Map(after.map((item) => [item.objectId, item]))
  return inDirectoryOrder([...new Map([...then, ...now]).values()]).map(({ objectId }) => {
    const was = then.get(objectId)
    const is = now.get(objectId)
    return { ...(was && { was }), ...(is && { is }) }
  })
}
