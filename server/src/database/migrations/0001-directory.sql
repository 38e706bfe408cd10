-- Organizations, connections, tokens, people, groups, members, and the log of every change.
--
-- Portable between SQLite and PostgreSQL; what only PostgreSQL knows stands in /*pg: … */, what
-- only SQLite knows in /*sqlite: … */ (migrate.ts uncomments it). Every key begins with
-- organization_id. Times are ISO 8601 text, UTC, milliseconds: they sort as they read. Keys are
-- folded by our own code and compared in byte order, so that no database's lower() is trusted.

create table organization (
  organization_id uuid not null primary key,
  slug text /*pg: collate "C"*/ not null,
  name text not null,
  identifier text not null check (identifier in ('email', 'employeeId')),
  settings jsonb not null,
  created text not null
);
-- The one index that cannot begin with the organization: it is how one is found.
create unique index organization_slug on organization (slug);

create table connection (
  organization_id uuid not null references organization (organization_id),
  connection_id uuid not null,
  kind text not null check (kind in ('scim', 'entra', 'file')),
  name text not null,
  state text not null check (state in ('off', 'observe', 'live')),
  settings jsonb not null,
  created text not null,
  last_modified text not null,
  primary key (organization_id, connection_id)
);
-- A Tenant URL names the connection alone.
create index connection_by_id on connection (connection_id);

create table token (
  organization_id uuid not null,
  token_id text /*pg: collate "C"*/ not null,
  connection_id uuid not null,
  label text not null,
  digest text not null,
  created text not null,
  expires text,
  revoked text,
  last_used text,
  primary key (organization_id, token_id),
  foreign key (organization_id, connection_id) references connection (organization_id, connection_id)
);
-- A bearer token names itself before anything else is known.
create index token_by_id on token (token_id);

-- People, links and groups name their organization and connection without a foreign key: those rows
-- are never deleted by the program, and each check would lock the one row that all writers share.
-- Rows that belong together (a person, the link, the addresses) are written in one statement. Where
-- rows change often, room is left on their page, so that a change need not touch every index.
create table person (
  organization_id uuid not null,
  person_id uuid not null,
  version integer not null,
  status text not null check (status in ('active', 'inactive')),
  status_reason text not null check (status_reason in ('source', 'admin')),
  -- The live connection that writes this person; null: nobody's.
  claim_connection_id uuid,
  user_name_key text /*pg: collate "C"*/ not null,
  -- The key of the organization's identifier (Email ID or Employee ID), where the person has one.
  identifier_key text /*pg: collate "C"*/,
  email_key text /*pg: collate "C"*/,
  employee_id text /*pg: collate "C"*/,
  display_name text not null,
  -- The supervisor, once the reference is resolved.
  manager_id uuid,
  -- The display name as a JSON string, ready to send.
  display_json text not null,
  -- Every other attribute, SCIM-shaped: all but id, meta, schemas, externalId, active and groups.
  -- JSON as text, in ASCII: it is sent on as it is far more often than it is looked into.
  document text not null,
  created text not null,
  last_modified text not null,
  -- When the person was deleted: a mark beside the status, which stays for their return.
  deleted text,
  primary key (organization_id, person_id)
) /*pg: with (fillfactor = 80)*/;
-- Nobody plans by what is in the documents; looking at them would make a look at the table slow.
/*pg: alter table person alter column document set statistics 0;*/
/*pg: alter table person alter column display_json set statistics 0;*/
create unique index person_user_name on person (organization_id, user_name_key) where deleted is null;
create unique index person_identifier on person (organization_id, identifier_key) where deleted is null;
create index person_employee_id on person (organization_id, employee_id) where employee_id is not null;
create index person_manager on person (organization_id, manager_id) where manager_id is not null;
-- Deleted people by what a newcomer might share with them ("possibly the same person", restore).
create index person_deleted_email on person (organization_id, email_key) where deleted is not null;

-- Every e-mail address of a person, to find people by one.
create table person_email (
  organization_id uuid not null,
  email_key text /*pg: collate "C"*/ not null,
  person_id uuid not null,
  primary key (organization_id, email_key, person_id)
);
create index person_email_person on person_email (organization_id, person_id);

-- What a connection knows of a person. A connection sees only people it has linked.
create table person_link (
  organization_id uuid not null,
  connection_id uuid not null,
  person_id uuid not null,
  -- UUIDv7: the order in which the connection linked its people, which is the order of lists.
  ordinal uuid not null,
  external_id text /*pg: collate "C"*/,
  -- What the source said when that is not what the person's document holds.
  said text,
  created text not null,
  -- When the connection deleted the person; the link stays, for the person's return.
  deleted text,
  primary key (organization_id, connection_id, person_id)
);
create unique index person_link_ordinal on person_link (organization_id, connection_id, ordinal) where deleted is null;
create index person_link_external_id on person_link (organization_id, connection_id, external_id) where external_id is not null;
create index person_link_person on person_link (organization_id, person_id);

-- What an IdP pushes as a group. It belongs to its connection; a user group is another thing.
create table directory_group (
  organization_id uuid not null,
  group_id uuid not null,
  connection_id uuid not null,
  ordinal uuid not null,
  version integer not null,
  external_id text /*pg: collate "C"*/,
  display_name text not null,
  display_name_key text /*pg: collate "C"*/ not null,
  document text not null,
  created text not null,
  last_modified text not null,
  deleted text,
  primary key (organization_id, group_id)
) /*pg: with (fillfactor = 50)*/;
create unique index directory_group_ordinal on directory_group (organization_id, connection_id, ordinal) where deleted is null;
create index directory_group_name on directory_group (organization_id, connection_id, display_name_key) where deleted is null;
create index directory_group_external_id on directory_group (organization_id, connection_id, external_id) where deleted is null;

create table member (
  organization_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('person', 'group')),
  -- No foreign keys: groups and people are marked deleted, never removed, and a check for each of
  -- a hundred members costs more than the hundred rows.
  primary key (organization_id, group_id, member_id)
);
create index member_of on member (organization_id, member_id);

-- A manager or member that is not there yet; it resolves when somebody with that id, externalId or
-- userName is linked.
create table pending_reference (
  organization_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('manager', 'member')),
  -- The person whose manager, or the group whose member, is meant.
  holder_id uuid not null,
  value text /*pg: collate "C"*/ not null,
  -- The value as a userName key, as userNames ignore case.
  value_key text /*pg: collate "C"*/ not null,
  created text not null,
  primary key (organization_id, connection_id, kind, holder_id, value)
);
create index pending_reference_value on pending_reference (organization_id, connection_id, value);
create index pending_reference_value_key on pending_reference (organization_id, connection_id, value_key);

-- Activities of one connection that belong together.
create table cycle (
  organization_id uuid not null,
  connection_id uuid not null,
  cycle_id uuid not null,
  started text not null,
  last_request text not null,
  primary key (organization_id, connection_id, cycle_id)
);

-- One entry for every write, applied or refused. Append-only.
create table activity (
  organization_id uuid not null,
  -- UUIDv7: the order of the log.
  activity_id uuid not null,
  connection_id uuid,
  cycle_id uuid,
  request_id text not null,
  at text not null,
  actor text not null,
  object_kind text not null check (object_kind in ('person', 'group')),
  object_id uuid,
  verdict text not null check (verdict in ('create', 'adopt', 'update', 'unchanged', 'deactivate',
    'reactivate', 'delete', 'restore', 'skip', 'conflict', 'reject')),
  outcome text not null check (outcome in ('applied', 'skipped', 'rejected', 'held')),
  -- Changes from → to, warnings, repairs, reason: everything needed to explain and undo.
  plan text not null,
  primary key (organization_id, activity_id)
);
create index activity_of_connection on activity (organization_id, connection_id, activity_id);
create index activity_of_object on activity (organization_id, object_id, activity_id) where object_id is not null;

-- A newcomer who shares a key with somebody deleted: for an admin to decide.
create table possibly_same (
  organization_id uuid not null,
  person_id uuid not null,
  other_person_id uuid not null,
  shared text not null,
  created text not null,
  primary key (organization_id, person_id, other_person_id)
);

-- How many a connection has, kept in slots so that writers do not wait for each other; the sum is
-- the truth. `removals` counts departures: it tells whether remembered page starts still hold.
create table tally (
  organization_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('person', 'group')),
  slot integer not null,
  present integer not null,
  removals integer not null,
  primary key (organization_id, connection_id, kind, slot)
) /*pg: with (fillfactor = 50)*/;
