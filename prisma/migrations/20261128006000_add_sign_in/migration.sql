-- How people open the window in a browser: links that are good once, and the sessions that they begin. Of both only hashes are kept.
-- Creates two narrow tables. Locks control.principal against writes for the moment in which two foreign keys are made.

create table control.sign_in_link (
  token_hash   bytea primary key check (octet_length(token_hash) = 32),
  tenant       integer not null,
  principal_id uuid not null,
  created_at   timestamptz(6) not null,
  expires_at   timestamptz(6) not null,
  used_at      timestamptz(6),
  foreign key (tenant, principal_id) references control.principal (tenant, id) on delete cascade
);
create index sign_in_link_by_principal on control.sign_in_link (tenant, principal_id);

create table control.session (
  secret_hash  bytea primary key check (octet_length(secret_hash) = 32),
  tenant       integer not null,
  principal_id uuid not null,
  created_at   timestamptz(6) not null,
  expires_at   timestamptz(6) not null,
  foreign key (tenant, principal_id) references control.principal (tenant, id) on delete cascade
);
create index session_by_principal on control.session (tenant, principal_id);
