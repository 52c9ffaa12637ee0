-- What finds entries of the trail by what was done, where that is rare; and which acts were recorded before there were rows in hot.ledger_deed, so that a list by
-- what such rows tell can say what it does not find.
-- Reads hot.ledger_act once, and makes an index of hot.ledger_deed: decisions and administrative acts wait for it, some seconds for a million; events do not.

create index ledger_deed_by_action on hot.ledger_deed (tenant, action, batch, index);

create table hot.act_without_deed (
  tenant integer not null,
  kind   smallint not null,
  first  bigint not null,
  last   bigint not null check (last >= first),
  primary key (tenant, kind)
);
comment on table hot.act_without_deed is 'Acts of the trail that were recorded before hot.ledger_deed was there: of each kind the positions of the first and the last.';

insert into hot.act_without_deed (tenant, kind, first, last)
select act.tenant, act.kind, min(batch.first + act.index), max(batch.first + act.index)
from hot.ledger_act as act
join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
where act.kind in (3, 4, 5, 6, 7, 9, 10, 11, 12)
  and not exists (
    select from hot.ledger_deed as deed where deed.tenant = act.tenant and deed.batch = act.batch and deed.index = act.index)
group by act.tenant, act.kind;
