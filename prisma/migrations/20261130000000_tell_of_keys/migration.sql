-- Word of keys that changed, sent with the commit that changed them, so that every server forgets what it believed of them at once.
-- A use of a key is no change. Adds two functions and three triggers; holds off writers of two small tables for a moment.

create function control.tell_of_key() returns trigger language plpgsql as $$
begin
  perform pg_notify('headgate_key', old.prefix);
  return null;
end $$;
comment on function control.tell_of_key() is 'Sends the prefix of a key on the channel headgate_key.';

create trigger tell_of_changed_key after update on control.api_key for each row
  when (to_jsonb(old) - 'last_used_at' is distinct from to_jsonb(new) - 'last_used_at') execute function control.tell_of_key();
create trigger tell_of_deleted_key after delete on control.api_key for each row execute function control.tell_of_key();

create function control.tell_of_keys_of() returns trigger language plpgsql as $$
begin
  perform pg_notify('headgate_key', api_key.prefix) from control.api_key as api_key
    where api_key.tenant = old.tenant and api_key.principal_id = old.id;
  return null;
end $$;
comment on function control.tell_of_keys_of() is 'Sends the prefixes of all keys of a principal on the channel headgate_key.';

create trigger tell_of_changed_principal after update on control.principal for each row
  when (old.* is distinct from new.*) execute function control.tell_of_keys_of();
