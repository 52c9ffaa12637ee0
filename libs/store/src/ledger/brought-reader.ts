import type { Instant } from '#foundation';
import { ENTRY_KIND_CODES, type EntryKind } from '#record';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** Whose entries, and from when on by our clock. */
export interface BroughtQuestion {
  readonly by: string;
  readonly since: Instant;
}

const KINDS = new Map(Object.entries(ENTRY_KIND_CODES).map(([kind, code]) => [code, kind as EntryKind])); // the record's own keys
const ARRIVING: readonly number[] = [ENTRY_KIND_CODES.event, ENTRY_KIND_CODES.quarantined];

/** Finds what one principal brought into the ledger since a time. Reads through all that was recorded since, for there is no index by sender. */
export class BroughtReader {
  constructor(
    private readonly session: Session,
    private readonly tenant: number,
  ) {}

  /** How many entries of each kind, by the code of the kind. */
  async counts({ by, since }: BroughtQuestion): Promise<readonly { readonly kind: EntryKind; readonly entries: number }[]> {
    const rows = await this.session.rows`
      select entry.kind, count(*)::int as entries
      from hot.ledger_batch as batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
      where batch.tenant = ${this.tenant}::int and entry.by = ${by}::uuid
        and batch.first > coalesce((select before.first from hot.ledger_batch as before where before.tenant = ${this.tenant}::int
                                    and before.recorded_at < ${postgresTime(since)}::timestamptz order by before.first desc limit 1), -1)
      group by entry.kind order by entry.kind`;
    return rows.flatMap((row) => {
      const kind = KINDS.get(row['kind'] as number);
      return kind === undefined ? [] : [{ kind, entries: row['entries'] as number }]; // smallint and int
    });
  }

  /** The first positions of events and of what went into quarantine. */
  async positions({ by, since, limit }: BroughtQuestion & { readonly limit: number }): Promise<readonly bigint[]> {
    const rows = await this.session.rows`
      select batch.first + entry.index as position
      from hot.ledger_batch as batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
      where batch.tenant = ${this.tenant}::int and entry.by = ${by}::uuid and entry.kind = any(${ARRIVING}::smallint[])
        and batch.first > coalesce((select before.first from hot.ledger_batch as before where before.tenant = ${this.tenant}::int
                                    and before.recorded_at < ${postgresTime(since)}::timestamptz order by before.first desc limit 1), -1)
      order by position limit ${limit}::int`;
    return rows.map((row) => row['position'] as bigint); // bigint plus integer is bigint
  }

  /** How many events it sent that somebody else had brought before. */
  async repeated({ by, since }: BroughtQuestion): Promise<number> {
    const [row] = await this.session.rows`
      select count(*)::int as events from hot.ledger_sighting as sighting
      where sighting.tenant = ${this.tenant}::int and sighting.by = ${by}::uuid and sighting.seen_at >= ${postgresTime(since)}::timestamptz`;
    return row?.['events'] as number; // int
  }
}
