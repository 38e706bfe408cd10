/** The tables as Kysely sees them; migrations/*.sql make them. */

export interface Tables {
  organization: OrganizationRow
  connection: ConnectionRow
  token: TokenRow
  person: PersonRow
  person_email: { organization_id: string; email_key: string; person_id: string }
  person_link: PersonLinkRow
  directory_group: GroupRow
  member: { organization_id: string; group_id: string; member_id: string; kind: MemberKind }
  pending_reference: PendingReferenceRow
  cycle: {
    organization_id: string
    connection_id: string
    cycle_id: string
    started: string
    last_request: string
  }
  activity: ActivityRow
  possibly_same: {
    organization_id: string
    person_id: string
    other_person_id: string
    shared: string
    created: string
  }
  tally: {
    organization_id: string
    connection_id: string
    kind: MemberKind
    slot: number
    present: number
    removals: number
  }
}

export type MemberKind = 'person' | 'group'

export interface OrganizationRow {
  organization_id: string
  slug: string
  name: string
  identifier: 'email' | 'employeeId'
  /** JSON */
  settings: string
  created: string
}

export interface ConnectionRow {
  organization_id: string
  connection_id: string
  kind: 'scim' | 'entra' | 'file'
  name: string
  state: 'off' | 'observe' | 'live'
  /** JSON */
  settings: string
  created: string
  last_modified: string
}

export interface TokenRow {
  organization_id: string
  /** The look-up part of the token, not secret. */
  token_id: string
  connection_id: string
  label: string
  /** Keyed digest of the whole token. */
  digest: string
  created: string
  expires: string | null
  revoked: string | null
  last_used: string | null
}

export interface PersonRow {
  organization_id: string
  person_id: string
  version: number
  status: 'active' | 'inactive'
  status_reason: 'source' | 'admin'
  claim_connection_id: string | null
  user_name_key: string
  identifier_key: string | null
  email_key: string | null
  employee_id: string | null
  display_name: string
  /** JSON */
  display_json: string
  manager_id: string | null
  /** JSON */
  document: string
  created: string
  last_modified: string
  deleted: string | null
}

export interface PersonLinkRow {
  organization_id: string
  connection_id: string
  person_id: string
  ordinal: string
  external_id: string | null
  /** JSON */
  said: string | null
  created: string
  deleted: string | null
}

export interface GroupRow {
  organization_id: string
  group_id: string
  connection_id: string
  ordinal: string
  version: number
  external_id: string | null
  display_name: string
  display_name_key: string
  /** JSON */
  document: string
  created: string
  last_modified: string
  deleted: string | null
}

export interface PendingReferenceRow {
  organization_id: string
  connection_id: string
  kind: 'manager' | 'member'
  holder_id: string
  value: string
  value_key: string
  created: string
}

export type Verdict =
  | 'create'
  | 'adopt'
  | 'update'
  | 'unchanged'
  | 'deactivate'
  | 'reactivate'
  | 'delete'
  | 'restore'
  | 'skip'
  | 'conflict'
  | 'reject'

export type Outcome = 'applied' | 'skipped' | 'rejected' | 'held'

export interface ActivityRow {
  organization_id: string
  activity_id: string
  connection_id: string | null
  cycle_id: string | null
  request_id: string
  at: string
  actor: string
  object_kind: MemberKind
  object_id: string | null
  verdict: Verdict
  outcome: Outcome
  /** JSON */
  plan: string
}
