-- Where the entries are that are no events: policies, contracts, decisions, alerts, reports. The entry is the truth; a row here only finds it.
-- Creates one narrow table; locks nothing that exists.

create table hot.ledger_act (
  tenant  integer not null,
  kind    smallint not null,
  subject text collate "C" not null,
  batch   bigint not null,
  index   integer not null,
  primary key (tenant, kind, subject, batch, index)
);
comment on column hot.ledger_act.subject is 'What the act is about: of a policy or contract its name, of an alert or report its id, of a decision who asked.';
create index ledger_act_by_place on hot.ledger_act (tenant, batch, index);
