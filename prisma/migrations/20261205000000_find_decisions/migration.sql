-- What finds entries of the trail by what was done, to what, about whom and with which outcome. The entry is the truth; rows here only find it: one for each
-- thing that the entry names. Equal decisions of a minute are counted in an entry of their own now, so the table of counts goes; what was counted in it was told
-- for 90 days at most.
-- And what finds refused claims by the namespace that was claimed, for whoever owns it; of what was refused before there are no rows, and administrators, auditors
-- and its sender see that as ever. Creates two narrow tables, drops another; locks nothing else.

create table hot.ledger_deed (
  tenant  integer not null,
  batch   bigint not null,
  index   integer not null,
  part    integer not null,
  action  text collate "C" not null,
  outcome text collate "C" not null,
  about   uuid,
  thing   text collate "C" not null,
  primary key (tenant, batch, index, part)
);
comment on column hot.ledger_deed.about is 'Whom it was asked about, where that is not who asked.';
create index ledger_deed_by_thing on hot.ledger_deed (tenant, thing, batch, index);
create index ledger_deed_by_about on hot.ledger_deed (tenant, about, batch, index) where about is not null;

create table hot.refused_claim (
  tenant    integer not null,
  batch     bigint not null,
  index     integer not null,
  part      integer not null,
  namespace text collate "C" not null,
  message   text not null,
  primary key (tenant, batch, index, part)
);
comment on table hot.refused_claim is 'What a quarantined event claims that its sender may not say, by namespace: each sentence once.';

drop table hot.denial;
