-- What systems that guard data told: that they heed the answers about it, where, and until when. A row is a stretch in which one told the same without a gap; telling
-- it again moves its end. What stands here is told by entries of the ledger too, when it begins, changes, ends, and each hour. Creates one narrow table.

create table hot.enforcement (
  tenant     integer not null,
  id         bigint generated always as identity,
  principal  uuid not null,
  key_prefix text,
  system     text collate "C" not null,
  namespaces text[] not null,
  actions    text[] not null check (actions <@ array['read', 'write'] and cardinality(actions) > 0),
  since      timestamptz not null,
  until      timestamptz not null check (until >= since),
  noted_at   timestamptz not null,
  primary key (tenant, id)
);
comment on column hot.enforcement.key_prefix is 'The key by which it was told: with that it ends. Null: by none.';
comment on column hot.enforcement.noted_at is 'When an entry of the ledger last said so.';
create index enforcement_by_system on hot.enforcement (tenant, principal, system, id);
create index enforcement_by_end on hot.enforcement (tenant, until);
