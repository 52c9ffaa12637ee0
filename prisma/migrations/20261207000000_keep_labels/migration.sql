-- Labels of data, said or come by lineage, as rules of access ask for them; and how far they are kept. Creates two tables, and narrow indexes that find what
-- changed of the graph since a size of the ledger. Writers of the graph wait while the indexes are made: seconds for a million facts.

create table hot.label (
  tenant        integer not null,
  generation    integer not null,
  row           bigint generated always as identity,
  node          bigint not null,
  field         text collate "C",
  level         smallint not null check (level between 1 and 5),
  form          smallint not null check (form between 1 and 3),
  assumed       boolean not null,
  said          boolean not null,
  valid_from    timestamptz not null,
  valid_from_ns smallint not null,
  valid_to      timestamptz not null,
  valid_to_ns   smallint not null,
  known_from    bigint not null,
  known_to      bigint not null,
  primary key (tenant, generation, row),
  check (known_from < known_to)
);
comment on table hot.label is 'Which levels of classification data bore, where, in which form, and when: one row for each stretch of event time, while it is believed.';
comment on column hot.label.field is 'Null: the dataset, or the job, whole.';
comment on column hot.label.level is '1 PUBLIC, 2 INTERNAL, 3 CONFIDENTIAL, 4 PII, 5 PHI';
comment on column hot.label.form is '1 plain, 2 pseudonymised, 3 inferred';
create index label_current on hot.label (tenant, generation, node, valid_to) where known_to = 9223372036854775807;
create index label_history on hot.label (tenant, generation, node, valid_from);

create table hot.label_head (
  tenant     integer not null,
  generation integer not null,
  kept       bigint not null,
  primary key (tenant, generation)
);
comment on column hot.label_head.kept is 'The size of the ledger for which labels are kept.';

create index observation_closed on hot.observation (tenant, generation, known_to) where known_to <> 9223372036854775807;
create index observation_reopened on hot.observation (tenant, generation, known_from) where known_from <> position + 1;
create index facet_tags_begun on hot.facet (tenant, generation, known_from) where name = 'tags';
create index facet_tags_ended on hot.facet (tenant, generation, known_to) where name = 'tags' and known_to <> 9223372036854775807;
create index identity_begun on hot.identity (tenant, generation, known_from);
create index identity_ended on hot.identity (tenant, generation, known_to) where known_to <> 9223372036854775807;
create index statement_by_source on hot.statement (tenant, generation, source) where source is not null;
create index statement_by_target on hot.statement (tenant, generation, target);
create index statement_set_by_member on hot.statement_set using gin (members);
create index speaker_set_by_set on hot.speaker_set (tenant, generation, set);
create index observation_declared on hot.observation (tenant, generation, statements) where declares;
