-- Alert routes: where teams are told, what is to be told, and how far the ledger was heard for it. Creates four tables and locks nothing. What is recorded before
-- this is told to nobody.

create table hot.alert_address (
  tenant  integer not null,
  team    text collate "C" not null,
  address text collate "C" not null,
  sealed  bytea not null,
  primary key (tenant, team, address)
);
comment on table hot.alert_address is 'Addresses that teams are, or were, told at.';
comment on column hot.alert_address.address is 'As the ledger has it: scheme, host, and a digest.';
comment on column hot.alert_address.sealed is '32 random bytes, and the whole address under a key made from them and the key file.';

create table hot.notice (
  tenant   integer not null,
  id       uuid not null,
  row      bigint generated always as identity,
  route    text collate "C" not null,
  once     text collate "C" not null,
  type     text not null,
  body     text not null,
  state    text not null check (state in ('waiting', 'sent', 'given up')),
  why      text,
  attempts integer not null default 0,
  made_at  timestamptz not null,
  next_at  timestamptz not null,
  ended_at timestamptz check ((ended_at is null) = (state = 'waiting')),
  primary key (tenant, id),
  unique (tenant, route, once)
);
comment on table hot.notice is 'What is told over routes: before it is sent, and for a while after.';
comment on column hot.notice.row is 'In the order in which they were made.';
comment on column hot.notice.route is 'administrators, or team: and its name.';
comment on column hot.notice.once is 'What is told: the same is told once.';
comment on column hot.notice.body is 'As it is sent, each time. Empty once it was.';
comment on column hot.notice.why is 'Of what was given up.';
create index notice_waiting on hot.notice (tenant, route, next_at, row) where state = 'waiting';
create index notice_over on hot.notice (tenant, ended_at) where state <> 'waiting';

create table hot.notice_route (
  tenant        integer not null,
  route         text collate "C" not null,
  failures      integer not null default 0,
  failing_since timestamptz,
  last_error    text,
  last_sent_at  timestamptz,
  next_at       timestamptz not null,
  leased_until  timestamptz,
  primary key (tenant, route)
);
comment on table hot.notice_route is 'How sending over each route goes.';
comment on column hot.notice_route.failures is 'In a row.';
comment on column hot.notice_route.leased_until is 'Until then one process sends over it, and no other.';

create table hot.notice_head (
  tenant   integer primary key,
  heard    bigint not null,
  swept_at timestamptz
);
comment on column hot.notice_head.heard is 'The ledger size up to which it was heard for what is to be told.';
comment on column hot.notice_head.swept_at is 'When it was last looked for what is told at a time: keys that end, glasses that are over.';
insert into hot.notice_head (tenant, heard) select head.tenant, head.next from hot.ledger_head as head;
