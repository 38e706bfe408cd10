-- Substring search in user names (`co`, `ew`), by trigrams.
/*pg: create extension if not exists pg_trgm;*/
/*pg: create index person_user_name_trigram on person using gin (user_name_key gin_trgm_ops) where deleted is null;*/
/*sqlite: create virtual table person_search using fts5(
  user_name_key, content='person', content_rowid='rowid', tokenize='trigram');*/
/*sqlite: create trigger person_search_insert after insert on person begin
  insert into person_search(rowid, user_name_key) values (new.rowid, new.user_name_key);
end;*/
/*sqlite: create trigger person_search_update after update of user_name_key on person begin
  insert into person_search(person_search, rowid, user_name_key)
    values ('delete', old.rowid, old.user_name_key);
  insert into person_search(rowid, user_name_key) values (new.rowid, new.user_name_key);
end;*/
