-- Claims that were refused are held until they are told: nothing that is claimed in the hour after a notice is lost. And notices beyond what may wait for a route
-- are counted, where each was a row. Creates two narrow tables, and forgets the rows that are counted now; locks nothing else.

create table hot.claim_held (
  tenant     integer not null,
  route      text collate "C" not null,
  sender     uuid not null,
  told_at    timestamptz,
  namespaces text[] not null,
  primary key (tenant, route, sender)
);
comment on table hot.claim_held is 'Who claimed what, and may not: by the route over which it is told.';
comment on column hot.claim_held.told_at is 'When it was told last. Null: never, or long ago.';
comment on column hot.claim_held.namespaces is 'What it claimed since then, that first which it claimed first.';

create table hot.notice_beyond (
  tenant integer not null,
  route  text collate "C" not null,
  day    date not null,
  count  bigint not null check (count > 0),
  primary key (tenant, route, day)
);
comment on table hot.notice_beyond is 'How many notices of a day, of UTC, were given up because too many waited for their route.';

with beyond as (
  delete from hot.notice as notice where notice.state = 'given up' and notice.why = 'too many waited for the route'
  returning notice.tenant, notice.route, notice.made_at
)
insert into hot.notice_beyond (tenant, route, day, count)
select beyond.tenant, beyond.route, (beyond.made_at at time zone 'UTC')::date, count(*) from beyond group by 1, 2, 3;
