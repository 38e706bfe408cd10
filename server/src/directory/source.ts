/** Who wants something of the directory, and on whose behalf: every change carries it. */
import type { Organization } from './organization.ts'

export interface Source {
  readonly organization: Organization
  readonly connectionId: string
  /** As admins know it. */
  readonly connectionName: string
  /** Who acts, for the log: `token:<label>`, `admin:<id>`. */
  readonly actor: string
  readonly requestId: string
  /** The cycle this change belongs to. */
  readonly cycleId: string
  /** Habits of the client that were repaired in this request. */
  readonly repairs: readonly string[]
  /** What was accepted but not stored, as sentences. */
  readonly warnings: readonly string[]
}
