-- What contracts come to, as the map finds it: one row each time the present verdict on a dataset's promises becomes another. And how far the bell has heard them.
-- Creates two tables; locks nothing that exists.

create table hot.verdict (
  tenant         integer not null,
  generation     integer not null,
  size           bigint not null,
  ordinal        integer not null,
  contract       text collate "C" not null,
  namespace      text collate "C" not null,
  name           text collate "C" not null,
  outcome        smallint,
  findings       text not null,
  contract_at    bigint not null,
  event_at       bigint,
  since          timestamptz,
  since_ns       smallint,
  primary key (tenant, generation, size, ordinal)
);
comment on table hot.verdict is 'From this ledger size on, and until the next row of the same contract and dataset.';
comment on column hot.verdict.outcome is 'Null: the contract speaks of the dataset no more.';
comment on column hot.verdict.contract_at is 'The position of the contract; event_at is that of the event which brought the schema facet in force since `since`.';

create table hot.bell_head (
  tenant integer primary key,
  heard  bigint not null
);
comment on column hot.bell_head.heard is 'The ledger size up to which verdicts were turned into alerts.';
insert into hot.bell_head (tenant, heard) values (1, 0);
