/** Who a person's manager is, from what a source calls them. */
import type { Database } from '../database/database.ts'
import { fitsKey } from './acceptable.ts'
import { keyOf } from './keys.ts'
import { enterpriseUrn, isObject, managerValue, type PersonDocument } from './person.ts'
import { resolveReference } from './references.ts'
import type { Source } from './source.ts'

export interface ManagerReference {
  readonly id: string | null
  readonly name?: string
  /** The document with the resolved id in the manager's place. */
  readonly document: PersonDocument
  /** The text that waits for somebody. */
  readonly waits?: string
  readonly warning?: string
}

export async function managerOf(
  database: Database,
  source: Source,
  document: PersonDocument,
  knownId: string | null = null,
): Promise<ManagerReference> {
  const value = managerValue(document)
  if (value === undefined) return { id: null, document }
  if (!fitsKey(value))
    return { id: null, document, warning: 'The manager value is too long to name anybody.' }
  const found =
    (await resolveReference(database, source, value)) ??
    (knownId === null ? undefined : await namedBy(database, source, knownId, value))
  if (!found)
    return {
      id: null,
      document: withManager(document, value),
      waits: value,
      warning: `Nobody here is known as "${value}" yet; the manager will be linked when that person arrives.`,
    }
  return { id: found.personId, name: found.name, document: withManager(document, found.personId) }
}

/** Somebody the connection may not have linked, when the text is their id, userName or address. */
async function namedBy(
  database: Database,
  source: Source,
  personId: string,
  value: string,
): Promise<{ personId: string; name: string } | undefined> {
  const [row] = await database.run(
    database.build
      .selectFrom('person')
      .select(['display_name', 'user_name_key', 'email_key'])
      .where('organization_id', '=', source.organization.id)
      .where('person_id', '=', personId)
      .where('deleted', 'is', null),
  )
  const key = keyOf(value)
  const isNamed = row && (value === personId || [row.user_name_key, row.email_key].includes(key))
  return isNamed ? { personId, name: row.display_name } : undefined
}

/** Of a manager only the value is stored; name and `$ref` are shown from the manager's record. */
export function withManager(document: PersonDocument, value: string): PersonDocument {
  const enterprise = document[enterpriseUrn]
  return {
    ...document,
    [enterpriseUrn]: { ...(isObject(enterprise) ? enterprise : {}), manager: { value } },
  }
}
