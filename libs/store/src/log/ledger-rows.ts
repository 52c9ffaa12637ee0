import { MIB } from '#foundation';

import type { SealedDeed } from '../ledger/sealed-entry.ts';
import type { Session } from '../sql/session.ts';

/** A row of the ledger as the database holds it, before anybody trusts it. */
export interface LedgerRow {
  /** By the batch that it stands in. */
  readonly position: number;
  /** Undefined: the batch says that there is one, and there is none. */
  readonly entry: StoredEntry | undefined;
}

export interface StoredEntry {
  readonly kind: number;
  readonly by: string;
  /** When it was recorded, in UTC to the microsecond, as leaves say it. */
  readonly at: string;
  /** JSON. */
  readonly admission: string;
  readonly commitment: Buffer;
  readonly periodKey: number;
  readonly body: Buffer | null;
  readonly secret: Buffer | null;
  /** What finds it: by its kind and what it is about; and what finds it in the trail, part by part. */
  readonly acts: readonly StoredAct[];
  readonly deeds: readonly SealedDeed[];
}

interface StoredAct {
  readonly kind: number;
  readonly subject: string;
}

/** What the database says of the ledger and its log as a whole. */
export interface LedgerTotals {
  readonly log: string;
  /** The next position. */
  readonly next: number;
  /** Rows of entries, whether or not a batch has them. */
  readonly rows: number;
  /** Rows that find entries, whether or not there is one. */
  readonly acts: number;
  readonly deeds: number;
  /** Of which kinds, as they are coded, acts were recorded before rows found them in the trail: the positions of the first and the last. */
  readonly withoutDeeds: ReadonlyMap<number, { readonly first: number; readonly last: number }>;
}

interface Batch {
  readonly first: number;
  readonly entries: number;
  readonly bytes: number;
}

const BATCHES_AT_ONCE = 500;
const ENTRIES_AT_ONCE = 2_000;
/** Of sealed bodies, but for the last batch. */
const BYTES_AT_ONCE = 16 * MIB;

export async function ledgerTotals(session: Session, tenant: number): Promise<LedgerTotals> {
  const [row] = await session.rows`
    select head.log, head.next, (select count(*) from hot.ledger_entry as entry where entry.tenant = head.tenant) as rows,
           (select count(*) from hot.ledger_act as act where act.tenant = head.tenant) as acts,
           (select count(*) from hot.ledger_deed as deed where deed.tenant = head.tenant) as deeds
    from hot.ledger_head as head where head.tenant = ${tenant}::int`;
  if (row === undefined) return { log: '', next: 0, rows: 0, acts: 0, deeds: 0, withoutDeeds: new Map() };
  const before =
    await session.rows`select gone.kind, gone.first, gone.last from hot.act_without_deed as gone where gone.tenant = ${tenant}::int`;
  return {
    ...{ log: row['log'] as string, next: Number(row['next']), rows: Number(row['rows']) }, // int8
    ...{ acts: Number(row['acts']), deeds: Number(row['deeds']) },
    withoutDeeds: new Map(before.map(({ kind, first, last }) => [kind as number, { first: Number(first), last: Number(last) }])),
  };
}

/** All of them, batch after batch by their first positions, some megabytes at once. Rows past the end that a batch says are told, too. */
export async function* ledgerRows(session: Session, tenant: number): AsyncGenerator<readonly LedgerRow[], void> {
  for (let from = 0; ;) {
    const batches = await batchesFrom(session, tenant, from);
    const last = batches.at(-1);
    if (last === undefined) return;
    yield await rowsOf(session, tenant, batches);
    from = last.first + 1;
  }
}

async function batchesFrom(session: Session, tenant: number, from: number): Promise<readonly Batch[]> {
  const rows = await session.rows`
    select next.first, next.entries,
           (select coalesce(sum(octet_length(entry.body)), 0) from hot.ledger_entry as entry
            where entry.tenant = ${tenant}::int and entry.day = next.day and entry.batch = next.batch) as bytes
    from (select few.*, sum(few.entries) over (order by few.first) - few.entries as before
          from (select batch.* from hot.ledger_batch as batch where batch.tenant = ${tenant}::int and batch.first >= ${from}::bigint
                order by batch.first limit ${BATCHES_AT_ONCE}::int) as few) as next
    where next.before < ${ENTRIES_AT_ONCE}::int order by next.first`;
  const batches = rows.map((row) => ({ first: Number(row['first']), entries: row['entries'] as number, bytes: Number(row['bytes']) }));
  let bytes = 0;
  const end = batches.findIndex((batch) => (bytes += batch.bytes) >= BYTES_AT_ONCE);
  return end < 0 ? batches : batches.slice(0, end + 1);
}

async function rowsOf(session: Session, tenant: number, batches: readonly Batch[]): Promise<readonly LedgerRow[]> {
  const rows = await session.rows`
    select batch.first, entry.index, entry.kind, entry.by, entry.admission, entry.commitment, entry.period_key, entry.body, secret.secret,
           to_char(batch.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from unnest(${batches.map(({ first }) => first)}::bigint[]) as asked (first)
    join hot.ledger_batch as batch on batch.tenant = ${tenant}::int and batch.first = asked.first
    join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
    left join hot.event_secret as secret
      on secret.tenant = entry.tenant and secret.day = entry.day and secret.batch = entry.batch and secret.index = entry.index`;
  const finds = await findsOf(session, tenant, batches);
  const byFirst = new Map<number, Map<number, StoredEntry>>();
  for (const row of rows) {
    const first = Number(row['first']);
    const entries = byFirst.get(first) ?? new Map<number, StoredEntry>();
    byFirst.set(first, entries.set(row['index'] as number, entryIn(row, finds)));
  }
  return batches.flatMap(({ first, entries }) =>
    Array.from({ length: entries }, (_, index) => ({ position: first + index, entry: byFirst.get(first)?.get(index) })),
  );
}

/** By batch and index. */
interface Finds {
  readonly acts: ReadonlyMap<string, readonly StoredAct[]>;
  readonly deeds: ReadonlyMap<string, readonly SealedDeed[]>;
}

/** Two statements. */
async function findsOf(session: Session, tenant: number, batches: readonly Batch[]): Promise<Finds> {
  const firsts = batches.map(({ first }) => first);
  const acts = await session.rows`
    select batch.first, act.index, act.kind, act.subject from unnest(${firsts}::bigint[]) as asked (first)
    join hot.ledger_batch as batch on batch.tenant = ${tenant}::int and batch.first = asked.first
    join hot.ledger_act as act on act.tenant = batch.tenant and act.batch = batch.batch`;
  const deeds = await session.rows`
    select batch.first, deed.index, deed.action, deed.outcome, deed.about, deed.thing from unnest(${firsts}::bigint[]) as asked (first)
    join hot.ledger_batch as batch on batch.tenant = ${tenant}::int and batch.first = asked.first
    join hot.ledger_deed as deed on deed.tenant = batch.tenant and deed.batch = batch.batch
    order by batch.first, deed.index, deed.part`;
  return {
    acts: byPlace(acts, ({ kind, subject }) => ({ kind, subject }) as StoredAct),
    deeds: byPlace(deeds, ({ action, outcome, about, thing }) => ({ action, outcome, about, thing }) as SealedDeed),
  };
}

function byPlace<Found>(
  rows: readonly Record<string, unknown>[],
  read: (row: Record<string, unknown>) => Found,
): ReadonlyMap<string, readonly Found[]> {
  const found = new Map<string, Found[]>();
  for (const row of rows) {
    const place = placeOf(row);
    const known = found.get(place);
    if (known === undefined) found.set(place, [read(row)]);
    else known.push(read(row));
  }
  return found;
}

function placeOf(row: Record<string, unknown>): string {
  return `${String(row['first'])} ${String(row['index'])}`;
}

/** The casts repeat the columns' types in the migrations. */
function entryIn(row: Record<string, unknown>, { acts, deeds }: Finds): StoredEntry {
  return {
    acts: acts.get(placeOf(row)) ?? [],
    deeds: deeds.get(placeOf(row)) ?? [],
    kind: row['kind'] as number,
    by: row['by'] as string,
    at: row['at'] as string,
    admission: row['admission'] as string,
    commitment: row['commitment'] as Buffer,
    periodKey: Number(row['period_key']), // six random bytes
    body: row['body'] as Buffer | null,
    secret: row['secret'] as Buffer | null,
  };
}

/** A tile as it is stored. Undefined: it is not. */
export async function storedTile(
  session: Session,
  tenant: number,
  { level, index }: { readonly level: number; readonly index: number },
): Promise<Buffer | undefined> {
  const [row] = await session.rows`
    select tile.hashes from hot.log_tile as tile
    where tile.tenant = ${tenant}::int and tile.level = ${level}::int and tile.index = ${index}::bigint`;
  return row?.['hashes'] as Buffer | undefined;
}
