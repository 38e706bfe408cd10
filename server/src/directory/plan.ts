/** A plan: what a change would do, as data. Preview, log and undo read the same thing. */
import type { Outcome, Verdict } from '../database/tables.ts'
import type { AttributeChange } from './difference.ts'

/** What the log keeps of one write, applied or not. */
export interface Plan {
  readonly verdict: Verdict
  readonly changes: readonly AttributeChange[]
  /** Members that come and go, by value. */
  readonly members?: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Why, in a sentence, where the verdict alone does not say it. */
  readonly reason?: string
  readonly warnings?: readonly string[]
}

/** How a plan of that verdict ends when it is carried out. */
export function outcomeOf(verdict: Verdict): Outcome {
  if (verdict === 'conflict' || verdict === 'reject') return 'rejected'
  return verdict === 'skip' ? 'skipped' : 'applied'
}

/** The verdict of a change to an existing person that leads from one status to the other. */
export function verdictOf(
  before: 'active' | 'inactive',
  after: 'active' | 'inactive',
  changes: readonly AttributeChange[],
): Verdict {
  if (before !== after) return after === 'active' ? 'reactivate' : 'deactivate'
  return changes.length > 0 ? 'update' : 'unchanged'
}
