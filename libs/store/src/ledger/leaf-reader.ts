import type { Instant } from '#foundation';
import { type Entry, leafOf } from '#record';

import type { Session } from '../sql/session.ts';
import { kindOf } from './entry-kind.ts';

/** The leaves of entries from a position on, in order, without reading any body. Fewer than asked for: there are no more. Throws where a position has no entry. */
export async function leavesFrom(
  session: Session,
  tenant: number,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await session.rows`
    select batch.first + entry.index as position, head.log, entry.kind, entry.by, batch.recorded_at, entry.admission, entry.commitment
    from hot.ledger_head as head
    join hot.ledger_batch as batch on batch.tenant = head.tenant
    join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
    where head.tenant = ${tenant}::int
      and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                   where before.tenant = ${tenant}::int and before.first <= ${from}::bigint), 0)
      and batch.first < ${from + limit}::bigint
      and batch.first + entry.index >= ${from}::bigint and batch.first + entry.index < ${from + limit}::bigint
    order by position`;
  return rows.map((row, index) => {
    const position = Number(row['position']);
    if (position !== from + index) throw new Error(`entry ${from + index} of the ledger is not there; what stands next is ${position}`);
    return leafOf(entryIn(row));
  });
}

/** The casts repeat the columns' types in the migrations. */
function entryIn(row: Record<string, unknown>): Entry {
  return {
    log: row['log'] as string,
    kind: kindOf(row['kind'] as number),
    at: row['recorded_at'] as Instant,
    by: row['by'] as string,
    admission: JSON.parse(row['admission'] as string) as Entry['admission'],
    commitment: row['commitment'] as Buffer,
  };
}
