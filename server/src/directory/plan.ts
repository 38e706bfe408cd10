/** A plan: what a change would do, as data. Preview, log and undo read the same thing. */
import type { Resource } from '@rollbook/scim'
import type { Outcome, Verdict } from '../database/tables.ts'
import { type AttributeChange, differences } from './difference.ts'

/** What the log keeps of one write, applied or not. */
export interface Plan {
  readonly verdict: Verdict
  /** Of a `create`: all that is there now. Told whole, it is half as long as told one by one. */
  readonly created?: Resource
  /** Of all else; `changesOf` tells both. */
  readonly changes?: readonly AttributeChange[]
  /** Members that come and go, by value. */
  readonly members?: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Of what was refused: what was asked for, without secrets. */
  readonly wanted?: unknown
  /** Why, in a sentence, where the verdict alone does not say it. */
  readonly reason?: string
  readonly warnings?: readonly string[]
}

/** What a plan changes, attribute by attribute. */
export function changesOf(plan: Pick<Plan, 'created' | 'changes'>): readonly AttributeChange[] {
  return plan.created ? differences({}, plan.created) : (plan.changes ?? [])
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
