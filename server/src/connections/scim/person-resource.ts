/** Between a person of the directory and a SCIM User. */
import type { Resource, Stored } from '@rollbook/scim'
import type { SaidPerson } from '../../directory/apply-person.ts'
import { jsonText } from '../../directory/json-text.ts'
import { enterpriseUrn, isObject, type LinkedPerson } from '../../directory/person.ts'

/** A User as it was read, with the person behind it. */
export interface StoredPerson extends Stored {
  readonly person: LinkedPerson
}

/**
 * The User of a person. The document is sent on as the text it is stored as; only a resolved
 * manager, whose name is another record's, makes parsing necessary.
 */
export function userOf(person: LinkedPerson, personBase: string): StoredPerson {
  let text = person.document
  if (person.manager_id !== null) text = showManager(person, personBase)
  let attributes = text.slice(0, text.lastIndexOf('}'))
  const separator = attributes.trim() === '{' ? '' : ','
  attributes += `${separator}"active":${person.status === 'active'}`
  if (person.external_id !== null)
    attributes += `,"externalId":${JSON.stringify(person.external_id)}`
  if (person.groups !== null && person.groups !== '[]') attributes += `,"groups":${person.groups}`
  return {
    id: person.person_id,
    version: String(person.version),
    created: person.created,
    lastModified: person.last_modified,
    attributes: `${attributes}}`,
    person,
  }
}

function showManager(person: LinkedPerson, personBase: string): string {
  const document = JSON.parse(person.document) as Resource
  const enterprise = document[enterpriseUrn]
  if (!isObject(enterprise)) return person.document
  const { manager: _, ...rest } = enterprise
  // A manager who was deleted is not shown; the reference stays, for their return.
  const isThere = person.manager_present !== null
  if (isThere)
    rest['manager'] = {
      value: person.manager_id,
      $ref: personBase + String(person.manager_id),
      displayName: person.manager_name,
    }
  const { [enterpriseUrn]: __, ...others } = document
  const shown = Object.keys(rest).length === 0 ? others : { ...others, [enterpriseUrn]: rest }
  return jsonText(shown)
}

/** What a User says of a person. */
export function saidPerson(resource: Resource, before?: LinkedPerson): SaidPerson {
  const { externalId, active, groups: _, id: __, meta: ___, schemas: ____, ...said } = resource
  // Accepted and dropped: nobody signs in by what a sync writes (DESIGN §4).
  const { password: _____, ...rest } = said
  const enterprise = rest[enterpriseUrn]
  const manager = isObject(enterprise) ? enterprise['manager'] : undefined
  if (isObject(enterprise) && isObject(manager)) {
    // The name and URL of the manager are ours to tell.
    const { manager: _m, ...others } = enterprise
    const { value } = manager
    const isNamed = typeof value === 'string' && value !== ''
    const told = isNamed ? { ...others, manager: { value } } : others
    if (Object.keys(told).length > 0) rest[enterpriseUrn] = told
    else delete rest[enterpriseUrn]
  } else if (before?.manager_id && before.manager_present === null) {
    // The source never saw the deleted manager, so it cannot have meant to remove the reference.
    const value = before.manager_id
    rest[enterpriseUrn] = { ...(isObject(enterprise) ? enterprise : {}), manager: { value } }
  }
  return {
    document: rest,
    externalId: typeof externalId === 'string' ? externalId : null,
    active: active !== false,
  }
}
