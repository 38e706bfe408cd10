/** Settling references that waited for somebody who is here now: managers and members. */
import type { Database } from '../database/database.ts'
import { changeGroup } from './apply-group.ts'
import { changePerson, withManager } from './change-person.ts'
import type { PersonDocument } from './person.ts'
import { readPerson } from './read-person.ts'
import { referencesWaitingFor } from './references.ts'
import type { Source } from './source.ts'

const attempts = 3

/**
 * Points every waiting reference at the person who has come. Each is a write of its own with its
 * own log entry; one that cannot be settled now goes on waiting.
 */
export async function settleReferences(
  database: Database,
  source: Source,
  person: {
    readonly personId: string
    readonly externalId: string | null
    readonly userNameKey: string
  },
): Promise<void> {
  const scope = { organizationId: source.organization.id, connectionId: source.connectionId }
  const settling: Source = { ...source, repairs: [], warnings: ['A reference that waited for this person was linked.'] }
  for (const { kind, holder_id: holderId, value } of await referencesWaitingFor(
    database,
    source,
    person,
  )) {
    if (kind === 'member') {
      await changeGroup(
        database,
        settling,
        holderId,
        { members: { reset: false, add: [person.personId], remove: [value] } },
        { uniqueNames: false },
      )
      continue
    }
    for (let attempt = 0; attempt < attempts; attempt++) {
      const holder = await readPerson(database, scope, holderId, '')
      if (!holder) break
      const changed = await changePerson(database, settling, holder, {
        document: withManager(JSON.parse(holder.document) as PersonDocument, person.personId),
        externalId: holder.external_id,
        active: holder.status === 'active',
      })
      if (changed) break
    }
  }
}
