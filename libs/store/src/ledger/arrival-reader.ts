import { MIB } from '#foundation';
import { ENTRY_KIND_CODES } from '#record';

import type { Session } from '../sql/session.ts';

/** Entries of the ledger that are looked at for one answer, which lie beside each other: 20,000 took 80 ms on two busy cores (2026-11-21). */
export const ARRIVALS_SCANNED_MAX = 10_000;
/** Sealed bodies that one page opens, but for the last of them. Whoever asks shares the process with those who send. */
const PAGE_BYTES_MAX = MIB;

/** What came in through the door: events, and what could not be used. */
const ARRIVING: readonly number[] = [ENTRY_KIND_CODES.event, ENTRY_KIND_CODES.quarantined];

/** A stretch of the ledger: positions from (included) to (excluded). */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Finds what came in, in the order of the ledger. There is no index by sender, for each entry would pay for it while it is recorded: a stretch is read through.
 */
export class ArrivalReader {
  constructor(
    private readonly session: Session,
    private readonly tenant: number,
  ) {}

  /** The first positions in a stretch at which something came: at most `limit`, no more than a page may open. `by`: of this sender alone. */
  async positions({
    from,
    to,
    by,
    limit,
  }: Stretch & { readonly by: string | undefined; readonly limit: number }): Promise<readonly bigint[]> {
    const rows = await this.session.rows`
      select next.position from (
        select batch.first + entry.index as position,
               sum(length(entry.body)) over (order by batch.first, entry.index) - length(entry.body) as before
        from hot.ledger_batch as batch
        join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
        where batch.tenant = ${this.tenant}::int
          and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                       where before.tenant = ${this.tenant}::int and before.first <= ${from}::bigint), 0)
          and batch.first < ${to}::bigint
          and batch.first + entry.index >= ${from}::bigint and batch.first + entry.index < ${to}::bigint
          and entry.kind = any(${ARRIVING}::smallint[]) and (${by ?? null}::uuid is null or entry.by = ${by ?? null}::uuid)
      ) as next
      where coalesce(next.before, 0) < ${PAGE_BYTES_MAX}::bigint
      order by next.position limit ${limit}::int`;
    return rows.map((row) => row['position'] as bigint); // bigint plus integer is bigint
  }

  /** Where the last thing came in a stretch, by sender. */
  async newest({ from, to }: Stretch): Promise<ReadonlyMap<string, bigint>> {
    const rows = await this.session.rows`
      select entry.by, max(batch.first + entry.index) as newest
      from hot.ledger_batch as batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
      where batch.tenant = ${this.tenant}::int
        and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                     where before.tenant = ${this.tenant}::int and before.first <= ${from}::bigint), 0)
        and batch.first < ${to}::bigint
        and batch.first + entry.index >= ${from}::bigint and batch.first + entry.index < ${to}::bigint
        and entry.kind = any(${ARRIVING}::smallint[])
      group by entry.by`;
    return new Map(rows.map((row) => [row['by'] as string, row['newest'] as bigint])); // uuid; bigint plus integer is bigint
  }
}
