-- People whom an OpenID Connect provider knows: which of its groups they are in, sign-ins on their way to it, and when a session asked it last.
-- Creates two narrow tables. Adds columns without defaults to control.session, which is small, and checks it: holds off its readers for a moment.
-- Locks control.principal against writes for the moment in which a foreign key is made.

create table control.person (
  tenant       integer not null,
  principal_id uuid not null,
  issuer       text collate "C" not null,
  subject      text collate "C" not null check (subject <> ''),
  groups       text[] not null,
  told_at      timestamptz(6) not null,
  primary key (tenant, principal_id),
  unique (tenant, issuer, subject),
  foreign key (tenant, principal_id) references control.principal (tenant, id) on delete cascade
);

create table control.sign_in_attempt (
  secret_hash bytea primary key check (octet_length(secret_hash) = 32),
  tenant      integer not null,
  return_to   text not null,
  created_at  timestamptz(6) not null,
  expires_at  timestamptz(6) not null
);

alter table control.session
  add column checked_at     timestamptz(6),
  add column checking_until timestamptz(6),
  add column sealed_grant   bytea,
  add check ((checked_at is null) = (sealed_grant is null)),
  add check (checking_until is null or checked_at is not null);
