import { type Instant } from '#foundation';

import type { Database } from '../sql/database.ts';
import type { Session } from '../sql/session.ts';
import { actRows, type BatchPlace, deedRows, entryRows, identityRows, secretRows, withoutNul } from './entry-rows.ts';
import type { CopyRows } from '../sql/copy-rows.ts';
import { recordedBefore } from './recorded-before.ts';
import type { SealedEntry } from './sealed-entry.ts';

/** What became of an entry. For a duplicate: the first of its kind, and nothing was written. */
export interface Recorded {
  readonly position: bigint;
  readonly commitment: Buffer;
  readonly isDuplicate: boolean;
}

const IDENTITY_BYTES = 16;
const BATCH_IDS_AT_ONCE = 1000;

/** Writes batches of entries: all of a batch or none of it, numbered without gaps in the order of commits. */
export class LedgerWriter {
  private nextBatch = 0n;
  private lastBatch = -1n;

  constructor(
    private readonly database: Database,
    private readonly tenant: number,
  ) {}

  /** Records the entries in one transaction and answers in their order. `day` is today's date, which chooses the partition. */
  async record(entries: readonly SealedEntry[], day: string): Promise<readonly Recorded[]> {
    const isPlain = entries.every(({ quarantine, redrives }) => quarantine === undefined && redrives === undefined);
    return (isPlain ? await this.recordAtOnce(entries, day) : undefined) ?? this.recordStepByStep(entries, day);
  }

  /** Records the entries in a transaction of the caller's, after all that it read there, and commits it: what it decided by cannot change in between. */
  async recordIn(session: Session, entries: readonly SealedEntry[], day: string): Promise<readonly Recorded[]> {
    const batch = await this.batchId(session);
    const fresh = await this.claimIdentities(session, batch, entries);
    const written = entries.filter((_, index) => fresh.has(index));
    const place = { tenant: this.tenant, batch, day };
    await session.copy(entryRows(place, written), secretRows(place, written), actRows(place, written), deedRows(place, written));
    await this.writeQuarantine(session, batch, written);
    const { first } = await this.append(session, { batch, day, count: written.length });
    return written.length === entries.length ? numbered(written, first) : await this.withDuplicates(entries, fresh, first);
  }

  /** In one message and one round trip. Undefined, with nothing written, when one of them was recorded before or is being recorded elsewhere. */
  private async recordAtOnce(entries: readonly SealedEntry[], day: string): Promise<readonly Recorded[] | undefined> {
    try {
      return await this.database.withoutTransaction(async (session) => {
        const batch = await this.batchId(session);
        const place = { tenant: this.tenant, batch, day };
        const row = await session.copyThen(
          [identityRows(place, entries), entryRows(place, entries), secretRows(place, entries), ...this.actsOf(place, entries)],
          `select appended.first from hot.ledger_append(${this.tenant}, ${batch}, '${day}', ${entries.length}) as appended`,
        );
        return numbered(entries, BigInt(row?.[0] ?? missing('the position of a batch')));
      });
    } catch (error) {
      if (isAboutDuplicates(error)) return undefined;
      throw error;
    }
  }

  /** Of events there are none, and nothing of them travels. */
  private actsOf(place: BatchPlace, entries: readonly SealedEntry[]): readonly CopyRows[] {
    return [actRows(place, entries), deedRows(place, entries)].filter(({ count }) => count > 0);
  }

  private async recordStepByStep(entries: readonly SealedEntry[], day: string): Promise<readonly Recorded[]> {
    return this.database.transactionClosedByWork((session) => this.recordIn(session, entries, day));
  }

  private async batchId(session: Session): Promise<bigint> {
    if (this.nextBatch > this.lastBatch) {
      const [row] = await session.rows`select nextval('hot.ledger_batch_id') as id`;
      this.nextBatch = row?.['id'] as bigint; // int8 is read as bigint
      this.lastBatch = this.nextBatch + BigInt(BATCH_IDS_AT_ONCE - 1);
    }
    const batch = this.nextBatch;
    this.nextBatch += 1n;
    return batch;
  }

  /** The indexes of the entries that nobody recorded before. Waits for other transactions that bring the same identity. */
  private async claimIdentities(session: Session, batch: bigint, entries: readonly SealedEntry[]): Promise<ReadonlySet<number>> {
    const identified = entries.flatMap((entry, index) =>
      entry.identity === undefined ? [] : [{ ...entry, identity: entry.identity, index }],
    );
    const fresh = new Set(entries.keys());
    if (identified.length === 0) return fresh;

    const identities = Buffer.concat(
      identified.map(({ identity }) => identity),
      identified.length * IDENTITY_BYTES,
    );
    const rows = await session.rows`
      insert into hot.ledger_identity (tenant, identity, batch, index, by)
      select ${this.tenant}::int, substring(${identities}::bytea from (given.ordinal::int - 1) * 16 + 1 for 16), ${batch}::bigint, given.index, given.by
      from unnest(${identified.map(({ index }) => index)}::int[], ${identified.map(({ by }) => by)}::uuid[]) with ordinality as given (index, by, ordinal)
      order by 2, given.index
      on conflict do nothing
      returning index`;
    if (rows.length === identified.length) return fresh;

    const claimed = new Set(rows.map((row) => row['index'] as number)); // int4 is read as number
    for (const { index } of identified) if (!claimed.has(index)) fresh.delete(index);
    const places = new Map([...fresh].map((index, place) => [index, place]));
    const moved = identified.flatMap(({ identity, index }) => (places.has(index) ? [{ identity, place: places.get(index) ?? index }] : []));
    if (moved.length > 0) await this.closeGaps(session, moved);
    return fresh;
  }

  /** Duplicates get no number, so what comes after them in the batch moves up. */
  private async closeGaps(session: Session, moved: readonly { readonly identity: Buffer; readonly place: number }[]): Promise<void> {
    await session.rows`
      update hot.ledger_identity as identity set index = given.place
      from unnest(${moved.map(({ place }) => place)}::int[]) with ordinality as given (place, ordinal)
      where identity.tenant = ${this.tenant}::int
        and identity.identity = substring(${Buffer.concat(moved.map(({ identity }) => identity))}::bytea from (given.ordinal::int - 1) * 16 + 1 for 16)`;
  }

  private async writeQuarantine(session: Session, batch: bigint, entries: readonly SealedEntry[]): Promise<void> {
    for (const [index, { quarantine, by, redrives }] of entries.entries()) {
      // One statement each: what cannot be used is rare, and a flood of it is bounded by the batch.
      if (quarantine !== undefined) {
        await session.rows`
          insert into hot.quarantine (tenant, id, batch, index, sender, received_at, problems, bytes)
          values (${this.tenant}::int, ${quarantine.id}::uuid, ${batch}::bigint, ${index}::int, ${by}::uuid, clock_timestamp(), ${quarantine.problems}, ${quarantine.bytes}::int)`;
        if (quarantine.claims.length > 0) await this.writeClaims(session, { batch, index }, quarantine.claims);
      }
      if (redrives !== undefined) {
        await session.rows`
          update hot.quarantine as quarantine set redriven_batch = ${batch}::bigint, redriven_index = ${index}::int
          where quarantine.tenant = ${this.tenant}::int and quarantine.id = ${redrives}::uuid`;
      }
    }
  }

  private async writeClaims(
    session: Session,
    { batch, index }: { readonly batch: bigint; readonly index: number },
    claims: readonly { readonly namespace: string; readonly message: string }[],
  ): Promise<void> {
    const [namespaces, messages] = [claims.map(({ namespace }) => withoutNul(namespace)), claims.map(({ message }) => withoutNul(message))];
    await session.rows`
      insert into hot.refused_claim (tenant, batch, index, part, namespace, message)
      select ${this.tenant}::int, ${batch}::bigint, ${index}::int, given.part::int, given.namespace, given.message
      from unnest(${namespaces}::text[], ${messages}::text[]) with ordinality as given (namespace, message, part)`;
  }

  /** The last statement and the commit are one message: the head's lock lasts one round trip less. */
  private async append(
    session: Session,
    { batch, day, count }: { batch: bigint; day: string; count: number },
  ): Promise<{ first: bigint; recordedAt: Instant }> {
    if (count === 0) {
      await session.send('commit');
      return { first: -1n, recordedAt: 0n as Instant };
    }
    const [row] = await session.send(
      `select appended.first, appended.recorded_at from hot.ledger_append(${this.tenant}, ${batch}, '${day}', ${count}) as appended; commit`,
    );
    return { first: row?.['first'] as bigint, recordedAt: row?.['recorded_at'] as Instant }; // the types of the function's results
  }

  private async withDuplicates(entries: readonly SealedEntry[], fresh: ReadonlySet<number>, first: bigint): Promise<readonly Recorded[]> {
    const duplicates = entries.flatMap((entry, index) =>
      fresh.has(index) || entry.identity === undefined ? [] : [{ ...entry, identity: entry.identity }],
    );
    const firsts = await this.database.transaction(async (session) => {
      await this.writeSightings(session, duplicates);
      await this.settleRedrives(session, duplicates);
      return recordedBefore(
        session,
        this.tenant,
        duplicates.map(({ identity }) => identity),
      );
    });

    let offset = 0n;
    return entries.map(({ identity, commitment }, index): Recorded => {
      if (fresh.has(index)) return { position: first + offset++, commitment, isDuplicate: false };
      const known = identity === undefined ? undefined : firsts.get(identity.toString('hex'));
      if (known === undefined) throw new Error('a duplicate without a first: ledger_identity and ledger_batch disagree');
      return { ...known, isDuplicate: true };
    });
  }

  /** A redrive of what was recorded meanwhile settles its quarantined event all the same. */
  private async settleRedrives(
    session: Session,
    duplicates: readonly { readonly identity: Buffer; readonly redrives: string | undefined }[],
  ): Promise<void> {
    const redriven = duplicates.flatMap(({ identity, redrives }) => (redrives === undefined ? [] : [{ identity, redrives }]));
    if (redriven.length === 0) return;
    const identities = Buffer.concat(redriven.map(({ identity }) => identity));
    await session.rows`
      update hot.quarantine as quarantine set redriven_batch = identity.batch, redriven_index = identity.index
      from unnest(${redriven.map(({ redrives }) => redrives)}::uuid[]) with ordinality as given (id, ordinal)
      join hot.ledger_identity as identity
        on identity.tenant = ${this.tenant}::int and identity.identity = substring(${identities}::bytea from (given.ordinal::int - 1) * 16 + 1 for 16)
      where quarantine.tenant = ${this.tenant}::int and quarantine.id = given.id and quarantine.redriven_batch is null`;
  }

  /** The same event from another emitter is not stored twice, but who else said it is. */
  private async writeSightings(session: Session, duplicates: readonly { readonly identity: Buffer; readonly by: string }[]): Promise<void> {
    const identities = Buffer.concat(duplicates.map(({ identity }) => identity));
    await session.rows`
      insert into hot.ledger_sighting (tenant, identity, by)
      select identity.tenant, identity.identity, given.by
      from unnest(${duplicates.map(({ by }) => by)}::uuid[]) with ordinality as given (by, ordinal)
      join hot.ledger_identity as identity
        on identity.tenant = ${this.tenant}::int and identity.identity = substring(${identities}::bytea from (given.ordinal::int - 1) * 16 + 1 for 16)
      where identity.by <> given.by
      order by 2, 3
      on conflict do nothing`;
  }
}

const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';

/** Also a deadlock: two batches that bring the same events, in two orders, can each wait for the other. */
function isAboutDuplicates(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  return [code, cause?.code].some((each) => each === UNIQUE_VIOLATION || each === DEADLOCK);
}

function numbered(entries: readonly SealedEntry[], first: bigint): readonly Recorded[] {
  return entries.map(({ commitment }, index) => ({ position: first + BigInt(index), commitment, isDuplicate: false }));
}

function missing(what: string): never {
  throw new Error(`Postgres did not give ${what}`);
}
