import type { Instant } from '#foundation';
import { BEGINNING, END, type StoredInterval } from '#lineage';

/** Still believed: the upper end of `known_to`. */
export const OPEN = 9_223_372_036_854_775_807n;

export type Row = Readonly<Record<string, unknown>>;

/** Columns are read as the migration types them; these give the type back. A wrong name reads as undefined and fails loudly. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'bigint') return Number(value); // ids and positions stay below 2^53
  if (typeof value === 'number') return value;
  throw new Error(`${column} is not a number: ${String(value)}`);
}

export function optionalNumberIn(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberIn(row, column);
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is not a text: ${String(value)}`);
  return value;
}

export function hexIn(row: Row, column: string): string {
  const value = row[column];
  if (!Buffer.isBuffer(value)) throw new Error(`${column} is not bytes: ${String(value)}`);
  return value.toString('hex');
}

/** An instant out of its two columns: `<column>` to the microsecond and `<column>_ns` within it. */
export function instantIn(row: Row, column: string): Instant {
  const microseconds = row[column];
  if (typeof microseconds !== 'bigint') throw new Error(`${column} is not a time: ${String(microseconds)}`);
  return instantAt(microseconds, numberIn(row, `${column}_ns`));
}

/** An instant out of a `timestamptz`, which ends with the microsecond, and the nanoseconds within it. */
export function instantAt(microseconds: bigint, nanoseconds: number): Instant {
  if (microseconds >= END || microseconds <= BEGINNING) return microseconds as Instant;
  return (microseconds + BigInt(nanoseconds)) as Instant;
}

export function optionalInstantIn(row: Row, column: string): Instant | undefined {
  return row[column] === null ? undefined : instantIn(row, column);
}

export function intervalIn<Value>(row: Row, value: Value): StoredInterval<Value> {
  return { row: BigInt(numberIn(row, 'row')), from: instantIn(row, 'valid_from'), to: instantIn(row, 'valid_to'), value };
}

/** Instants as the two lists that Postgres takes: microsecond texts and nanoseconds. */
export function instantLists(instants: readonly Instant[]): { readonly at: readonly string[]; readonly ns: readonly number[] } {
  return { at: instants.map(postgresTime), ns: instants.map(nanosecondsWithin) };
}

/** Text that Postgres reads as `timestamptz`. */
export function postgresTime(instant: Instant): string {
  if (instant >= END) return 'infinity';
  if (instant <= BEGINNING) return '-infinity';
  const microseconds = (instant - BigInt(nanosecondsWithin(instant))) / 1000n;
  const within = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((microseconds - within) / 1_000_000n);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(within).padStart(6, '0')}Z`;
}

export function nanosecondsWithin(instant: Instant): number {
  if (instant >= END || instant <= BEGINNING) return 0;
  return Number(((instant % 1000n) + 1000n) % 1000n);
}
