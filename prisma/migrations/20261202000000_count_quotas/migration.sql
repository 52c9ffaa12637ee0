-- What keys and teams with a quota of bytes have sent on a day, so that a restart forgets nothing of it; and requests that were turned away past a quota.
-- Creates one narrow table. The check on hot.refusal is made anew: that table is locked while its few thousand rows are read.

create table hot.quota_use (
  tenant  integer not null,
  day     date not null,
  subject text collate "C" not null,
  bytes   bigint not null check (bytes >= 0),
  primary key (tenant, day, subject)
);
comment on column hot.quota_use.subject is 'key: and the id of its holder, or team: and its name.';

alter table hot.refusal drop constraint refusal_reason_check;
alter table hot.refusal add constraint refusal_reason_check check (reason in (
  'BODY_TOO_LARGE', 'IDENTITY_UNKNOWN', 'PAST_EVENTS_PER_SECOND', 'PAST_BYTES_PER_DAY', 'PAST_QUERY_COST_PER_MINUTE'));
