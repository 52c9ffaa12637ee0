-- The ledger, the keys of those who speak, and the graph of the fold, version 1.
-- Creates only; takes no lock on anything that exists. Formats: docs/decisions/0001-ledger-formats.md and 0002-fold-v1.md.

create schema control;
create schema hot;
create extension if not exists pg_trgm;

-- control: single rows, read and written through Prisma -------------------------------------------------------------------------------

create table control.principal (
  id         uuid primary key,
  tenant     integer not null,
  kind       text not null check (kind in ('admin', 'emitter', 'person')),
  name       text not null,
  created_at timestamptz(6) not null,
  unique (tenant, id)
);
create unique index principal_by_name on control.principal (tenant, name collate "C");

create table control.api_key (
  id           uuid primary key,
  tenant       integer not null,
  principal_id uuid not null,
  prefix       text not null unique,
  secret_hash  bytea not null check (octet_length(secret_hash) = 32),
  scopes       text[] not null,
  namespaces   text[] not null,
  created_at   timestamptz(6) not null,
  expires_at   timestamptz(6),
  last_used_at timestamptz(6),
  revoked_at   timestamptz(6),
  foreign key (tenant, principal_id) references control.principal (tenant, id)
);
create index api_key_by_principal on control.api_key (tenant, principal_id);

-- hot: the ledger ---------------------------------------------------------------------------------------------------------------------

create table hot.ledger_head (
  tenant      integer primary key,
  log         uuid not null,
  next        bigint not null check (next >= 0),
  recorded_at timestamptz not null
);
comment on table hot.ledger_head is 'One row a tenant. Its lock is the order of the ledger: whoever holds it numbers its batch and commits.';
insert into hot.ledger_head (tenant, log, next, recorded_at) values (1, gen_random_uuid(), 0, '-infinity');

create sequence hot.ledger_batch_id increment 1000;
comment on sequence hot.ledger_batch_id is 'Names batches while they are written. Gaps and order mean nothing: positions come from ledger_head.';

create table hot.ledger_batch (
  tenant      integer not null,
  first       bigint not null,
  entries     integer not null check (entries > 0),
  day         date not null,
  batch       bigint not null,
  recorded_at timestamptz not null,
  primary key (tenant, first),
  unique (tenant, batch)
);

create table hot.ledger_entry (
  tenant     integer not null,
  day        date not null,
  batch      bigint not null,
  index      integer not null,
  kind       smallint not null,
  by         uuid not null,
  period_key bigint not null,
  admission  text not null,
  remarks    text not null,
  commitment bytea not null check (octet_length(commitment) = 32),
  body       bytea,
  primary key (tenant, day, batch, index)
) partition by range (day);
alter table hot.ledger_entry alter column body set storage external;
comment on column hot.ledger_entry.body is 'Sealed: lz4 in AES-256-GCM, key from period_key and event_secret. Null once retired or erased.';

create table hot.event_secret (
  tenant integer not null,
  day    date not null,
  batch  bigint not null,
  index  integer not null,
  secret bytea not null check (octet_length(secret) = 32),
  primary key (tenant, day, batch, index)
) partition by range (day);

create table hot.ledger_identity (
  tenant   integer not null,
  identity bytea not null check (octet_length(identity) = 16),
  batch    bigint not null,
  index    integer not null,
  by       uuid not null,
  primary key (tenant, identity)
) partition by hash (tenant, identity);
do $$
begin
  for part in 0 .. 7 loop
    execute format('create table hot.ledger_identity_%s partition of hot.ledger_identity for values with (modulus 8, remainder %s)', part, part);
  end loop;
end $$;

create table hot.ledger_sighting (
  tenant   integer not null,
  identity bytea not null,
  by       uuid not null,
  seen_at  timestamptz not null default clock_timestamp(),
  primary key (tenant, identity, by)
);
comment on table hot.ledger_sighting is 'Other emitters that sent an event which was already recorded.';

create table hot.quarantine (
  tenant      integer not null,
  id          uuid not null,
  batch       bigint not null,
  index       integer not null,
  sender      uuid not null,
  received_at timestamptz not null,
  problems    text not null,
  bytes       integer not null,
  redriven_batch bigint,
  primary key (tenant, id)
);
create index quarantine_by_time on hot.quarantine (tenant, received_at, id);

create function hot.ensure_partitions(from_day date, to_day date) returns void language plpgsql as $$
declare
  month date := date_trunc('month', from_day)::date;
begin
  perform pg_advisory_xact_lock(hashtext('hot.ensure_partitions'));
  while month <= to_day loop
    execute format('create table if not exists hot.ledger_entry_%s partition of hot.ledger_entry for values from (%L) to (%L)',
      to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
    execute format('create table if not exists hot.event_secret_%s partition of hot.event_secret for values from (%L) to (%L)',
      to_char(month, 'YYYYMM'), month, (month + interval '1 month')::date);
    month := (month + interval '1 month')::date;
  end loop;
end $$;
comment on function hot.ensure_partitions(date, date) is 'Makes the monthly partitions that cover both days. Safe to repeat and to run at once.';

create function hot.ledger_append(p_tenant integer, p_batch bigint, p_day date, p_entries integer, out first bigint, out recorded_at timestamptz)
language plpgsql as $$
begin
  update hot.ledger_head as head
     set next = head.next + p_entries, recorded_at = greatest(head.recorded_at, clock_timestamp())
   where head.tenant = p_tenant
   returning head.next - p_entries, head.recorded_at into strict ledger_append.first, ledger_append.recorded_at;
  insert into hot.ledger_batch (tenant, first, entries, day, batch, recorded_at)
  values (p_tenant, ledger_append.first, p_entries, p_day, p_batch, ledger_append.recorded_at);
end $$;
comment on function hot.ledger_append(integer, bigint, date, integer) is
  'Numbers a batch whose rows are written: the last statement of a recording transaction, sent in one message with its commit.';

-- hot: the map ------------------------------------------------------------------------------------------------------------------------

create table hot.map_head (
  tenant     integer not null,
  generation integer not null,
  fold       integer not null,
  mapped     bigint not null check (mapped >= 0),
  next_row   bigint not null,
  live       boolean not null,
  primary key (tenant, generation)
);
create unique index map_head_live on hot.map_head (tenant) where live;
comment on column hot.map_head.mapped is 'How many entries of the ledger are in the graph: its size P.';
comment on column hot.map_head.next_row is 'The applier numbers the rows of beliefs itself, so that it knows them without asking.';
insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (1, 1, 1, 0, 1, true);

create table hot.map_set_aside (
  tenant     integer not null,
  generation integer not null,
  position   bigint not null,
  reason     text not null,
  primary key (tenant, generation, position)
);
comment on table hot.map_set_aside is 'Entries that this fold version could not apply; tried again by the next.';

create table hot.node (
  tenant     integer not null,
  generation integer not null,
  id         bigint generated always as identity,
  kind       smallint not null check (kind in (1, 2)),
  namespace  text collate "C" not null,
  name       text collate "C" not null,
  name_hash  bytea not null,
  primary key (tenant, generation, id),
  unique (tenant, generation, kind, name_hash)
);
comment on column hot.node.kind is '1 dataset, 2 job';
create index node_by_name on hot.node (tenant, generation, kind, (left(namespace, 200)), (left(name, 200)), id);
create index node_by_words on hot.node using gin (name gin_trgm_ops);

create table hot.presence (
  tenant        integer not null,
  generation    integer not null,
  row           bigint not null,
  node          bigint not null,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
create index presence_current on hot.presence (tenant, generation, node, valid_to) where known_to = 9223372036854775807;
create index presence_history on hot.presence (tenant, generation, node, valid_from);

create table hot.facet_content (
  tenant integer not null,
  hash   bytea not null check (octet_length(hash) = 32),
  body   text not null,
  primary key (tenant, hash)
);

create table hot.facet (
  tenant        integer not null,
  generation    integer not null,
  row           bigint not null,
  node          bigint not null,
  name          text collate "C" not null,
  content       bytea not null,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
create index facet_current on hot.facet (tenant, generation, node, name, valid_to) where known_to = 9223372036854775807;
create index facet_history on hot.facet (tenant, generation, node, name, valid_from);

create table hot.statement (
  tenant       integer not null,
  generation   integer not null,
  id           bigint generated always as identity,
  hash         bytea not null,
  kind         smallint not null check (kind between 1 and 4),
  origin       smallint check (origin in (1, 2)),
  source       bigint,
  source_field text collate "C",
  target       bigint not null,
  target_field text collate "C",
  via          bigint,
  type         text collate "C",
  subtype      text collate "C",
  description  text collate "C",
  masking      boolean,
  primary key (tenant, generation, id),
  unique (tenant, generation, hash)
);
comment on column hot.statement.kind is '1 input, 2 output, 3 flow, 4 column';
comment on column hot.statement.origin is '1 lineage facet, 2 columnLineage facet';

create table hot.statement_set (
  tenant     integer not null,
  generation integer not null,
  id         bigint generated always as identity,
  hash       bytea not null,
  members    bigint[] not null,
  primary key (tenant, generation, id),
  unique (tenant, generation, hash)
);

create table hot.edge (
  tenant        integer not null,
  generation    integer not null,
  row           bigint not null,
  statement     bigint not null,
  mode          smallint not null check (mode in (1, 2)),
  speaker       bigint not null,
  kind          smallint not null,
  origin        smallint,
  source        bigint,
  target        bigint not null,
  via           bigint,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
comment on column hot.edge.mode is '1 observed, 2 declared';
create index edge_current_by_target on hot.edge (tenant, generation, target, kind, valid_to) where known_to = 9223372036854775807;
create index edge_current_by_source on hot.edge (tenant, generation, source, kind, valid_to) where known_to = 9223372036854775807;
create index edge_current_by_speaker on hot.edge (tenant, generation, speaker, mode, valid_to) where known_to = 9223372036854775807;
create index edge_history_by_target on hot.edge (tenant, generation, target, kind, valid_from);
create index edge_history_by_source on hot.edge (tenant, generation, source, kind, valid_from);
create index edge_history_by_via on hot.edge (tenant, generation, via, kind, origin, valid_from);

create table hot.speaker_set (
  tenant        integer not null,
  generation    integer not null,
  speaker       bigint not null,
  set           bigint not null,
  ended         timestamptz not null,
  ended_ns      smallint not null,
  primary key (tenant, generation, speaker, set)
);
comment on table hot.speaker_set is 'Which sets of statements a job has shown, and when evidence ended them; for the fold alone.';

create table hot.observation (
  tenant          integer not null,
  generation      integer not null,
  position        bigint not null,
  kind            smallint not null check (kind in (1, 2, 3)),
  speaker         bigint not null,
  run             bigint,
  type            smallint,
  time            timestamptz not null,
  time_ns         smallint not null,
  digest          bytea not null,
  statements      bigint,
  declares        boolean not null,
  snapshot_from   timestamptz,
  snapshot_from_ns smallint,
  by              uuid not null,
  known_from      bigint not null,
  known_to        bigint not null,
  primary key (tenant, generation, position, known_from)
);
comment on column hot.observation.kind is '1 run, 2 job, 3 dataset event';
create index observation_by_speaker on hot.observation (tenant, generation, speaker, time, time_ns);
create index observation_by_set on hot.observation (tenant, generation, speaker, statements, time, time_ns) where statements is not null;
create index observation_by_run on hot.observation (tenant, generation, run, time, time_ns) where run is not null;
create index observation_by_digest on hot.observation (tenant, generation, digest);
create index observation_snapshots on hot.observation (tenant, generation, speaker) where snapshot_from is not null;

create table hot.facet_set (
  tenant     integer not null,
  generation integer not null,
  id         bigint generated always as identity,
  hash       bytea not null,
  names      text[] collate "C" not null,
  contents   bytea[] not null,
  primary key (tenant, generation, id),
  unique (tenant, generation, hash)
);
comment on column hot.facet_set.contents is 'Beside names; null where the facet is deleted.';

create table hot.mention (
  tenant       integer not null,
  generation   integer not null,
  node         bigint not null,
  time         timestamptz not null,
  time_ns      smallint not null,
  digest       bytea not null,
  position     bigint not null,
  role         smallint not null,
  facets       bigint,
  change       smallint check (change between 1 and 3),
  renamed_from bigint,
  known_from   bigint not null,
  known_to     bigint not null,
  primary key (tenant, generation, node, time, time_ns, position, known_from)
);
comment on column hot.mention.role is 'bits: 1 speaker, 2 input, 4 output, 8 subject, 16 only within a statement';
comment on column hot.mention.change is '1 DROP, 2 CREATE, 3 RENAME';
create index mention_changes on hot.mention (tenant, generation, node, change) where change is not null;
create index mention_renames on hot.mention (tenant, generation, renamed_from) where renamed_from is not null;
create index mention_by_position on hot.mention (tenant, generation, position);

create table hot.run (
  tenant     integer not null,
  generation integer not null,
  id         bigint generated always as identity,
  job        bigint not null,
  run_id     text collate "C" not null,
  primary key (tenant, generation, id),
  unique (tenant, generation, job, run_id)
);
create index run_by_id on hot.run (tenant, generation, run_id);

create table hot.run_belief (
  tenant         integer not null,
  generation     integer not null,
  row           bigint not null,
  run            bigint not null,
  job            bigint not null,
  began          timestamptz not null,
  began_ns       smallint not null,
  active_from    timestamptz,
  active_from_ns smallint,
  ended          timestamptz,
  ended_ns       smallint,
  end_digest     bytea,
  end_type       smallint,
  known_from     bigint not null,
  known_to       bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
create index run_belief_current on hot.run_belief (tenant, generation, run) where known_to = 9223372036854775807;
create index run_belief_by_job on hot.run_belief (tenant, generation, job, began desc, run) where known_to = 9223372036854775807;
create index run_belief_history on hot.run_belief (tenant, generation, run, known_from);

create table hot.alias (
  tenant        integer not null,
  generation    integer not null,
  row           bigint not null,
  kind          smallint not null check (kind between 1 and 3),
  left_node     bigint not null,
  right_node    bigint not null,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
comment on column hot.alias.kind is '1 symlink, 2 rename, 3 accepted';
create index alias_by_left on hot.alias (tenant, generation, left_node) where known_to = 9223372036854775807;
create index alias_by_right on hot.alias (tenant, generation, right_node) where known_to = 9223372036854775807;

create table hot.identity (
  tenant        integer not null,
  generation    integer not null,
  row           bigint not null,
  node          bigint not null,
  canonical     bigint not null,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
create index identity_by_node on hot.identity (tenant, generation, node, valid_to, known_to);
create index identity_by_canonical on hot.identity (tenant, generation, canonical, valid_to, known_to);

create table hot.setting (
  tenant     integer not null,
  generation integer not null,
  position   bigint not null,
  body       text not null,
  primary key (tenant, generation, position)
);

create table hot.retired (
  tenant     integer not null,
  generation integer not null,
  node       bigint not null,
  at         timestamptz not null,
  at_ns      smallint not null,
  primary key (tenant, generation, node)
);
comment on table hot.retired is 'Jobs and datasets that an operator closed, by the newest setting.';

create table hot.retraction (
  tenant     integer not null,
  generation integer not null,
  position   bigint not null,
  id         text collate "C" not null,
  body       text not null,
  primary key (tenant, generation, position)
);
