/** What a habit is. Those there are stand in `habits-of-*.ts`, all of them together in `compat.ts`. */
import type { Attribute, ResourceType } from './schema.ts'

/** A habit by name, as the log shows it. */
export interface Habit {
  readonly name: string
  readonly who: string
  /** What they do; completes a sentence that begins with `who`. */
  readonly what: string
}

/** A value in a form its attribute does not have. */
export interface ValueHabit extends Habit {
  /** Whether it is understood in the operations of a PATCH only. */
  readonly patchOnly: boolean
  /**
   * @param attribute the attribute or sub-attribute the value is for
   * @param form whether the list of a multi-valued attribute is wanted, or one value
   * @returns what is meant, undefined for "unassigned", or the value itself when it is not this habit
   */
  mend(value: unknown, attribute: Attribute, form: 'list' | 'single'): unknown
}

/** The fields of a PATCH operation before anything is known of them. */
export interface RawOperation {
  readonly op: unknown
  readonly path: unknown
  readonly value: unknown
}

/** An operation in a form the RFC does not have. */
export interface OperationHabit extends Habit {
  mend(operation: RawOperation): RawOperation
}

/** A `schemas` that does not say what the resource uses. */
export interface SchemasHabit extends Habit {
  /** @param used the URNs of the extensions that have a key in the body */
  mend(urns: unknown, type: ResourceType, used: readonly string[]): unknown
}
