-- How often somebody asked the same under an engagement within a minute: one entry of the ledger stands for all of them, so that a flood is bounded. What was
-- asked stands in the entry; here it is known by its digest.
-- Creates one narrow table; locks nothing that exists.

create table hot.reading (
  tenant     integer not null,
  engagement text collate "C" not null,
  minute     timestamptz not null,
  principal  uuid not null,
  digest     text collate "C" not null,
  count      bigint not null check (count > 0),
  primary key (tenant, engagement, minute, principal, digest)
);
