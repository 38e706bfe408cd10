-- How many rows the keys of large tables stand for, so that SQLite plans for a large organization
-- from the first day. It keeps no statistics by itself, and without any it takes the list of a
-- connection for as short as ten people: it would walk through the list instead of looking up a
-- key. PostgreSQL keeps its own. Each line: rows in the table, then rows for each value of the
-- first, the first two … columns of the index.
-- https://www.sqlite.org/queryplanner-ng.html, "Fixed results of ANALYZE"
/*sqlite: analyze;*/
/*sqlite: delete from sqlite_stat1;*/
/*sqlite: insert into sqlite_stat1 (tbl, idx, stat) values
  ('person', 'sqlite_autoindex_person_1', '100000 50000 1'),
  ('person', 'person_user_name', '100000 50000 1'),
  ('person', 'person_identifier', '100000 50000 1'),
  ('person', 'person_employee_id', '100000 50000 1'),
  ('person', 'person_manager', '80000 40000 10'),
  ('person', 'person_deleted_email', '2000 1000 2'),
  ('person_email', 'sqlite_autoindex_person_email_1', '100000 50000 1 1'),
  ('person_email', 'person_email_person', '100000 50000 1'),
  ('person_link', 'sqlite_autoindex_person_link_1', '100000 50000 40000 1'),
  ('person_link', 'person_link_ordinal', '100000 50000 40000 1'),
  ('person_link', 'person_link_external_id', '100000 50000 40000 1'),
  ('person_link', 'person_link_person', '100000 50000 1'),
  ('directory_group', 'sqlite_autoindex_directory_group_1', '4000 2000 1'),
  ('directory_group', 'directory_group_ordinal', '4000 2000 1600 1'),
  ('directory_group', 'directory_group_name', '4000 2000 1600 1'),
  ('directory_group', 'directory_group_external_id', '4000 2000 1600 1'),
  ('member', 'sqlite_autoindex_member_1', '500000 250000 120 1'),
  ('member', 'member_of', '500000 250000 5'),
  ('pending_reference', 'sqlite_autoindex_pending_reference_1', '10000 5000 4000 2000 2 1'),
  ('pending_reference', 'pending_reference_value', '10000 5000 4000 5'),
  ('pending_reference', 'pending_reference_value_key', '10000 5000 4000 5'),
  ('activity', 'sqlite_autoindex_activity_1', '1000000 500000 1'),
  ('activity', 'activity_of_connection', '1000000 500000 400000 1'),
  ('activity', 'activity_of_object', '1000000 500000 10 1');*/
-- This connection reads them anew; others do when they see that there is a new table.
/*sqlite: analyze sqlite_schema;*/
