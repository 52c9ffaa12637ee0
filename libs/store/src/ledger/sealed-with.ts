import type { Session } from '../sql/session.ts';
import { BATCH_ENTRIES_MAX } from './recorder.ts';

/** Ids of the period keys that all bodies of the ledger are sealed with. Reads a row for every entry. */
export async function periodKeysUsed(session: Session, tenant: number): Promise<readonly number[]> {
  const rows = await session.rows`
    select distinct entry.period_key from hot.ledger_entry as entry
    where entry.tenant = ${tenant}::int and entry.body is not null order by entry.period_key`;
  return rows.map((row) => Number(row['period_key'])); // six random bytes
}

/** As `periodKeysUsed`, of the oldest and the newest entries alone: at least so many of each. */
export async function periodKeysSampled(session: Session, tenant: number, entries: number): Promise<readonly number[]> {
  const rows = await session.rows`
    select distinct entry.period_key
    from hot.ledger_head as head
    cross join lateral (
      (select batch.day, batch.batch from hot.ledger_batch as batch where batch.tenant = head.tenant and batch.first < ${entries}::int)
      union all
      (select batch.day, batch.batch from hot.ledger_batch as batch
       where batch.tenant = head.tenant and batch.first >= head.next - ${entries + BATCH_ENTRIES_MAX}::int)
    ) as sampled
    join hot.ledger_entry as entry on entry.tenant = head.tenant and entry.day = sampled.day and entry.batch = sampled.batch
    where head.tenant = ${tenant}::int and entry.body is not null order by entry.period_key`;
  return rows.map((row) => Number(row['period_key'])); // six random bytes
}

/** Whether an event was ever recorded: then the tenant's identity key finds its duplicates. */
export async function hasIdentities(session: Session, tenant: number): Promise<boolean> {
  const [row] =
    await session.rows`select exists (select from hot.ledger_identity as identity where identity.tenant = ${tenant}::int) as some`;
  return row?.['some'] === true;
}
