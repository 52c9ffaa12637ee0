-- A quarantined event names the entry that its redrive became; until now only the batch. Two indexes: what is open, and what one sender sent.
-- The column takes no time; each index holds off writes to hot.quarantine while it is built, which is a moment: that table is small.

alter table hot.quarantine add column redriven_index integer;
comment on column hot.quarantine.redriven_index is 'Within redriven_batch: the entry that the redrive was recorded as, or the one it was a duplicate of.';

create index quarantine_open on hot.quarantine (tenant, received_at, id) where redriven_batch is null;
create index quarantine_by_sender on hot.quarantine (tenant, sender, received_at, id);
