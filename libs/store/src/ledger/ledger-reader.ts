import { type Instant, MIB } from '#foundation';
import { type EntryKind, openBytes, saltOf, SealBroken } from '#record';

import type { KeyStore } from '../keys/key-store.ts';
import type { Session } from '../sql/session.ts';
import { type EntryFrame, readFrame } from './entry-frame.ts';
import { kindOf } from './entry-kind.ts';

/** An entry as it stands in the ledger. `frame` is undefined when its body was retired or erased. */
export interface LedgerEntry {
  readonly position: bigint;
  readonly kind: EntryKind;
  readonly by: string;
  readonly recordedAt: Instant;
  readonly admission: string;
  readonly remarks: string;
  readonly commitment: Buffer;
  readonly frame: EntryFrame | undefined;
}

/** Sealed bodies read at once, but for the last of them. Text of JSON is some five to ten times as long. */
const RANGE_BYTES_MAX = 8 * MIB;

/** Reads entries back, by position. */
export class LedgerReader {
  constructor(
    private readonly session: Session,
    private readonly tenant: number,
    private readonly keys: KeyStore,
  ) {}

  /** How many entries are recorded: the ledger's size. */
  async size(): Promise<bigint> {
    const [row] = await this.session.rows`select head.next from hot.ledger_head as head where head.tenant = ${this.tenant}::int`;
    return (row?.['next'] as bigint | undefined) ?? 0n;
  }

  /** The next entries from `position` on, in order: at most `limit`, and no more than fit in memory at once. */
  async from(position: bigint, limit: number): Promise<readonly LedgerEntry[]> {
    const rows = await this.session.rows`
      select * from (
      select batch.first + entry.index as position, entry.kind, entry.by, batch.recorded_at, entry.admission, entry.remarks, entry.commitment,
             entry.period_key, entry.body, secret.secret,
             sum(length(entry.body)) over (order by batch.first, entry.index) - length(entry.body) as before
      from hot.ledger_batch as batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
      left join hot.event_secret as secret
        on secret.tenant = entry.tenant and secret.day = entry.day and secret.batch = entry.batch and secret.index = entry.index
      where batch.tenant = ${this.tenant}::int
        and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                     where before.tenant = ${this.tenant}::int and before.first <= ${position}::bigint), 0)
        and batch.first < ${position + BigInt(limit)}::bigint
        and batch.first + entry.index >= ${position}::bigint and batch.first + entry.index < ${position + BigInt(limit)}::bigint
      ) as next
      where coalesce(next.before, 0) < ${RANGE_BYTES_MAX}::bigint
      order by next.position`;
    return rows.map((row) => this.entryOf(row));
  }

  /** When the ledger reached some sizes (from 1 on), in the order of sizes. */
  async reachedAt(sizes: readonly bigint[]): Promise<readonly { readonly size: bigint; readonly at: Instant }[]> {
    const rows = await this.session.rows`
      select asked.size, batch.recorded_at
      from unnest(${sizes}::bigint[]) as asked (size)
      cross join lateral (select before.recorded_at from hot.ledger_batch as before where before.tenant = ${this.tenant}::int
                          and before.first < asked.size order by before.first desc limit 1) as batch
      order by asked.size`;
    return rows.map((row) => ({ size: row['size'] as bigint, at: row['recorded_at'] as Instant })); // int8 and timestamptz
  }

  /** The entries at some positions, in the order of positions. */
  async at(positions: readonly bigint[]): Promise<readonly LedgerEntry[]> {
    const rows = await this.session.rows`
      select asked.position, entry.kind, entry.by, batch.recorded_at, entry.admission, entry.remarks, entry.commitment,
             entry.period_key, entry.body, secret.secret
      from unnest(${positions}::bigint[]) as asked (position)
      cross join lateral (select * from hot.ledger_batch as at_or_before where at_or_before.tenant = ${this.tenant}::int
                          and at_or_before.first <= asked.position order by at_or_before.first desc limit 1) as batch
      join hot.ledger_entry as entry
        on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch and entry.index = asked.position - batch.first
      left join hot.event_secret as secret
        on secret.tenant = entry.tenant and secret.day = entry.day and secret.batch = entry.batch and secret.index = entry.index
      order by asked.position`;
    return rows.map((row) => this.entryOf(row));
  }

  /** What an entry's commitment was salted with. Undefined: there is no such entry, or it was erased. */
  async saltAt(position: bigint): Promise<Buffer | undefined> {
    const [row] = await this.session.rows`
      select entry.period_key, secret.secret
      from (select * from hot.ledger_batch as at_or_before where at_or_before.tenant = ${this.tenant}::int
            and at_or_before.first <= ${position}::bigint order by at_or_before.first desc limit 1) as batch
      join hot.ledger_entry as entry
        on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch and entry.index = ${position}::bigint - batch.first
      join hot.event_secret as secret
        on secret.tenant = entry.tenant and secret.day = entry.day and secret.batch = entry.batch and secret.index = entry.index`;
    if (row === undefined) return undefined;
    const key = this.keys.periodKeyById(Number(row['period_key']));
    return key === undefined ? undefined : saltOf({ periodKey: key.key, secret: row['secret'] as Buffer }); // bytea
  }

  private entryOf(row: Record<string, unknown>): LedgerEntry {
    // The casts repeat the columns' types in the migration.
    return {
      position: row['position'] as bigint,
      kind: kindOf(row['kind'] as number),
      by: row['by'] as string,
      recordedAt: row['recorded_at'] as Instant,
      admission: row['admission'] as string,
      remarks: row['remarks'] as string,
      commitment: row['commitment'] as Buffer,
      frame: this.frameOf(row['period_key'] as bigint, row['body'] as Buffer | null, row['secret'] as Buffer | null),
    };
  }

  private frameOf(periodKey: bigint, body: Buffer | null, secret: Buffer | null): EntryFrame | undefined {
    const key = this.keys.periodKeyById(Number(periodKey));
    if (body === null || secret === null || key === undefined) return undefined;
    try {
      return readFrame(openBytes({ periodKey: key.key, secret, body }));
    } catch (error) {
      if (error instanceof SealBroken)
        throw new Error('A recorded body does not open: it was changed in the database, or keys.jsonl is not its own', { cause: error });
      throw error;
    }
  }
}
