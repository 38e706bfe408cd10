/**
 * The door for the habits of clients: what they send although the RFC has no such thing, and what
 * they mean by it.
 *
 * Each gives meaning to what would be an error: the engine reads strictly first, and asks here only
 * when that fails and the reading is not strict. A request that keeps to the RFC never gets here.
 */
import type { Habit, ValueHabit } from './habit.ts'
import { operationHabits, schemasHabits } from './habits-of-bodies.ts'
import { pathHabits } from './habits-of-paths.ts'
import { valueHabits } from './habits-of-values.ts'
import type { Reading } from './reading.ts'

export type { Habit } from './habit.ts'

/** What is let pass where it is met, because nothing has to be rewritten. */
const tolerances = [
  {
    name: 'unknown-attribute',
    who: 'everyone',
    what: 'sends attributes the schema does not have; they are ignored, with a warning',
  },
  {
    name: 'unknown-path',
    who: 'Microsoft Entra ID',
    what: 'patches every mapped attribute, also those the schema does not have; as above',
  },
  {
    name: 'flattened-name',
    who: 'Microsoft Entra ID with the compliance flag; Rippling',
    what: 'writes name.givenName, emails[type eq "work"].value or URN:department as a key',
  },
  {
    name: 'primary-as-name',
    who: 'Rippling',
    what: 'writes emails.primary for the value of the primary e-mail',
  },
  {
    name: 'value-path-creates',
    who: 'Microsoft Entra ID',
    what: 'replaces emails[type eq "work"].value where there is no such value, to create it',
  },
  {
    name: 'other-id-in-body',
    who: 'clients that copy resources',
    what: 'send a body whose id is not that of the URL; the URL counts',
  },
  {
    name: 'missing-patch-schemas',
    who: 'clients with hand-written templates',
    what: 'leave out the schemas of a PATCH',
  },
  {
    name: 'empty-operations',
    who: 'the SCIM validator of Microsoft',
    what: 'sends a PATCH without operations',
  },
  {
    name: 'missing-content-type',
    who: 'clients with hand-written templates',
    what: 'do not say that the body is JSON',
  },
  {
    name: 'missing-bulk-id',
    who: 'clients with hand-written templates',
    what: 'leave out the bulkId of an operation that creates a resource',
  },
] as const satisfies readonly Habit[]

/** The name of a habit that is let pass, for `reading.repaired`. */
export type Tolerance = (typeof tolerances)[number]['name']

/** Every habit the engine knows. */
export const habits: readonly Habit[] = [
  ...operationHabits,
  ...pathHabits,
  ...valueHabits,
  ...schemasHabits,
  ...tolerances,
]

/** How the values of one request are read: strictly, and with which habits where that fails. */
export interface ValueReading {
  readonly reading: Reading
  /** Empty when the reading is strict. */
  readonly habits: readonly ValueHabit[]
}

const none: readonly ValueHabit[] = []
const bodyHabits = valueHabits.filter(({ patchOnly }) => !patchOnly)

/** The values of a POST or PUT, or of a PATCH, which is written more loosely. */
export function readingOf(reading: Reading, method: 'PATCH' | 'POST' | 'PUT'): ValueReading {
  if (reading.strict) return { reading, habits: none }
  return { reading, habits: method === 'PATCH' ? valueHabits : bodyHabits }
}
