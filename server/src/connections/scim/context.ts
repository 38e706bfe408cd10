/** What a SCIM request of a connection carries to the provider. */
import type { Call } from '@rollbook/scim'
import type { Organization } from '../../directory/organization.ts'
import type { Scope } from '../../directory/read-person.ts'
import type { Source } from '../../directory/source.ts'
import type { Connection } from '../connection.ts'

export interface ScimContext {
  readonly organization: Organization
  readonly connection: Connection
  readonly scope: Scope
  readonly actor: string
  readonly requestId: string
  /** The absolute URL of the connection's SCIM root. */
  readonly base: string
}

/** What stands before an id in the URLs of people and groups. */
export function basesOf(context: ScimContext): { readonly person: string; readonly group: string } {
  return { person: `${context.base}/Users/`, group: `${context.base}/Groups/` }
}

/** The source of a write, for the directory. */
export function sourceOf(call: Call<ScimContext>, cycleId: string): Source {
  const { organization, connection, actor, requestId } = call.context
  return {
    organization,
    connectionId: connection.id,
    connectionName: connection.name,
    actor,
    requestId,
    cycleId,
    repairs: call.repairs,
    warnings: call.warnings,
  }
}
