-- How often the same was denied to the same principal within a minute: one entry of the ledger stands for all of them, so that a flood is bounded.
-- Creates one narrow table; locks nothing that exists.

create table hot.denial (
  tenant    integer not null,
  minute    timestamptz not null,
  principal uuid not null,
  action    text collate "C" not null,
  thing     text collate "C" not null,
  count     bigint not null check (count > 0),
  primary key (tenant, minute, principal, action, thing)
);
