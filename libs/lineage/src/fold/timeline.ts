import type { Instant } from '#foundation';

/** The ends of event time, as the fold sees it. Postgres holds them as `-infinity` and `infinity`. */
export const BEGINNING = -(2n ** 80n) as Instant;
export const END = (2n ** 80n) as Instant;

/** A value that holds over a half-open stretch of event time, believed since a ledger size. */
export interface Interval<Value> {
  readonly from: Instant;
  readonly to: Instant;
  readonly value: Value;
}

/** An interval as it stands in the store. */
export interface StoredInterval<Value> extends Interval<Value> {
  readonly row: bigint;
}

/** An interval that is no longer believed from `knownTo` on, or that was believed only within this batch. */
export interface Belief<Value> extends Interval<Value> {
  readonly knownFrom: bigint;
  /** Undefined: still believed. */
  readonly knownTo: bigint | undefined;
}

interface Held<Value> extends Interval<Value> {
  readonly row: bigint | undefined;
  readonly knownFrom: bigint | undefined;
}

/**
 * A step function over event time and the history of belief in it. Equal neighbours are always one interval.
 * It may hold only the part from some instant on: whoever loads it includes the interval that touches that instant.
 * After each entry `settle` turns what differs into beliefs, so that every ledger size in between can be asked for.
 */
export class Timeline<Value> {
  readonly opened: Belief<Value>[] = [];
  readonly closed: { readonly row: bigint; readonly knownTo: bigint }[] = [];
  private settled: readonly Held<Value>[];
  private current: Interval<Value>[];

  constructor(stored: readonly StoredInterval<Value>[]) {
    this.settled = [...stored].sort(byStart).map((interval) => ({ ...interval, knownFrom: undefined }));
    this.current = [...this.settled];
  }

  get intervals(): readonly Interval<Value>[] {
    return this.current;
  }

  at(time: Instant): Value | undefined {
    return this.covering(time)?.value;
  }

  /** The interval that an instant lies in. */
  covering(time: Instant): Interval<Value> | undefined {
    return this.current.find(({ from, to }) => from <= time && time < to);
  }

  /** From `from` until `to` the value is `value`; undefined: nothing holds. */
  assign(from: Instant, to: Instant, value: Value | undefined): void {
    if (from >= to) return;
    const kept = this.current.flatMap((interval): Interval<Value>[] => {
      if (interval.to <= from || interval.from >= to) return [interval];
      const before = interval.from < from ? [{ ...interval, to: from }] : [];
      const after = interval.to > to ? [{ ...interval, from: to }] : [];
      return [...before, ...after];
    });
    if (value !== undefined) kept.push({ from, to, value });
    this.current = joined(kept.sort(byStart));
  }

  /** Replaces everything from `from` on. */
  assignFrom(from: Instant, intervals: readonly Interval<Value>[]): void {
    this.assign(from, END, undefined);
    for (const interval of intervals) this.assign(interval.from, interval.to, interval.value);
  }

  /** What the entry changed becomes belief from ledger size `size` on. */
  settle(size: bigint): void {
    const before = new Map(this.settled.map((held) => [held.from, held]));
    const next = this.current.map((interval): Held<Value> => {
      const held = before.get(interval.from);
      if (held === undefined || held.to !== interval.to || held.value !== interval.value) {
        return { from: interval.from, to: interval.to, value: interval.value, row: undefined, knownFrom: size };
      }
      before.delete(interval.from);
      return held;
    });
    for (const held of before.values()) this.end(held, size);
    this.settled = next;
    this.current = [...next];
  }

  /** Intervals that this batch opened and that are still believed: call once, at the end. */
  finish(): void {
    for (const { from, to, value, knownFrom } of this.settled) {
      if (knownFrom !== undefined) this.opened.push({ from, to, value, knownFrom, knownTo: undefined });
    }
  }

  private end({ from, to, value, row, knownFrom }: Held<Value>, size: bigint): void {
    if (row !== undefined) this.closed.push({ row, knownTo: size });
    else if (knownFrom !== undefined && knownFrom < size) this.opened.push({ from, to, value, knownFrom, knownTo: size });
  }
}

function byStart(left: { readonly from: Instant }, right: { readonly from: Instant }): number {
  return left.from < right.from ? -1 : left.from > right.from ? 1 : 0;
}

function joined<Value>(sorted: readonly Interval<Value>[]): Interval<Value>[] {
  const result: Interval<Value>[] = [];
  for (const interval of sorted) {
    const last = result.at(-1);
    if (last !== undefined && last.to === interval.from && last.value === interval.value) {
      result[result.length - 1] = { from: last.from, to: interval.to, value: last.value };
    } else result.push(interval);
  }
  return result;
}
