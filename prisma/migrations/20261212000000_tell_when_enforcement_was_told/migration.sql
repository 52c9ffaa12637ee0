-- When a stretch of enforcement was told, by the clock of the database, as the ledger's batches have it: whether it was known at a size of the ledger does not rest on
-- the clock of a server. Rewrites one narrow table.

alter table hot.enforcement add column told_at timestamptz not null default clock_timestamp();
update hot.enforcement set told_at = since;
comment on column hot.enforcement.told_at is 'When this stretch was told first, by the clock of the database.';
