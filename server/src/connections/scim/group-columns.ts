/** How each attribute of a Group is stored, over `directory_group g`. */
import { type Attribute, groupType } from '@rollbook/scim'
import { type Dialect, perDialect } from '../../database/dialect.ts'
import { keyOf, keyPartOf } from '../../directory/keys.ts'
import { formOf, idColumn, textColumn } from './columns.ts'
import { storageOf } from './common-columns.ts'
import { always, type Condition, condition } from './condition.ts'
import { columnsOf, documentAttribute } from './document-columns.ts'
import { compileTree } from './filter-tree.ts'
import type { Complex, Storage, Stored } from './stored.ts'

const row = {
  id: 'g.group_id',
  externalId: 'g.external_id',
  created: 'g.created',
  lastModified: 'g.last_modified',
} as const

/** How a Group is stored. */
export const groupStorage: (dialect: Dialect) => Storage = perDialect((dialect) =>
  storageOf(dialect, groupType, row, (attribute, urn) => {
    if (urn === undefined && attribute.name === 'displayName')
      return textColumn(dialect, {
        sql: 'g.display_name_key',
        whole: keyOf,
        part: keyPartOf,
        isKey: true,
      })
    if (urn === undefined && attribute.name === 'members') return members(dialect, attribute)
    const path = urn === undefined ? [attribute.name] : [urn, attribute.name]
    return documentAttribute(dialect, 'g.document', path, attribute)
  }),
)

/** Members are rows. Of those who are deleted the rows stay, and do not count. */
function members(dialect: Dialect, attribute: Attribute): Complex {
  const columns = columnsOf(attribute, (sub): Stored => {
    switch (sub.name) {
      case 'value':
        return idColumn(dialect, 'm.member_id')
      case 'type':
        return textColumn(
          dialect,
          formOf(sub, `case m.kind when 'person' then 'User' else 'Group' end`),
        )
      case 'display':
        return textColumn(dialect, formOf(sub, 'coalesce(mp.display_name, mg.display_name)'))
      default:
        return { kind: 'unsearchable', reason: 'Filter by "members.value".' }
    }
  })
  const exists = ({ sql, values }: Condition) =>
    condition(
      `exists (select 1 from member m
        left join person mp on m.kind = 'person' and mp.organization_id = m.organization_id
          and mp.person_id = m.member_id and mp.deleted is null
        left join directory_group mg on m.kind = 'group' and mg.organization_id = m.organization_id
          and mg.group_id = m.member_id and mg.deleted is null
        where m.organization_id = g.organization_id and m.group_id = g.group_id
          and (mp.person_id is not null or mg.group_id is not null) and ${sql})`,
      ...values,
    )
  return {
    kind: 'complex',
    some: (filter, scope) => exists(compileTree(filter, columns, scope)),
    present: exists(always),
  }
}
