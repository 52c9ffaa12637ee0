-- What finds entries of the trail by what became of them alone, where that is rare: refusals, mostly.
-- Makes an index of hot.ledger_deed: decisions and administrative acts wait for it, some seconds for a million; events do not.

create index ledger_deed_by_outcome on hot.ledger_deed (tenant, outcome, batch, index);
