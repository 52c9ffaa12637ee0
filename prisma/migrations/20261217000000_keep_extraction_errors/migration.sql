-- Keeps with each event in the graph whether its producer could not see everything, so that an answer need not look that up in the ledger. Adds a column, and
-- fills it from what the entries of events say of themselves: reads hot.ledger_entry whole, once.
alter table hot.observation add column extraction_errors boolean not null default false;

update hot.observation as observation set extraction_errors = true
from hot.ledger_entry as entry
join hot.ledger_batch as batch on batch.tenant = entry.tenant and batch.day = entry.day and batch.batch = entry.batch
where entry.remarks like '%"extractionErrors":true%'
  and observation.tenant = entry.tenant and observation.position = batch.first + entry.index;

create index observation_extraction_errors on hot.observation (tenant, generation, speaker, time, time_ns) where extraction_errors;
