import type { LedgerRange, PreparedEntry } from './prepare-entries.ts';

/** Prepares a range of the ledger: in this thread, or in another. */
export type Prepare = (range: LedgerRange) => Promise<readonly PreparedEntry[]>;

interface Range extends LedgerRange {
  /** Undefined: it failed, and is read again by who needs it, who is told. */
  readonly entries: Promise<readonly PreparedEntry[] | undefined>;
}

/**
 * The ranges after the one that is being applied, prepared while Postgres writes that. Entries never change, so it does not matter when they are read.
 * `depth` ranges are on their way at once.
 */
export class EntriesAhead {
  private ranges: readonly Range[] = [];

  constructor(
    private readonly prepare: Prepare,
    private readonly depth: number,
  ) {}

  /** Forgets what lies before a position, and begins with the ranges from there on that are not on their way yet. */
  start({ from, limit }: LedgerRange): void {
    this.ranges = this.ranges.filter((range) => endOf(range) > from);
    let next = this.ranges.length === 0 ? from : endOf(this.ranges.at(-1));
    while (this.ranges.length < this.depth) {
      const range = { from: next, limit };
      this.ranges = [...this.ranges, { ...range, entries: this.prepare(range).catch(() => undefined) }];
      next = endOf(range);
    }
  }

  /** The entries from a position on, as many as one range has of them; undefined when they were not prepared. */
  async take({ from, limit }: LedgerRange): Promise<readonly PreparedEntry[] | undefined> {
    const [range, ...later] = this.ranges.filter((each) => endOf(each) > from);
    if (range === undefined || range.from > from) {
      this.ranges = [];
      return undefined;
    }
    const entries = await range.entries;
    // A range that came short was read before its last entries were recorded, and what follows it may be there by now.
    const isWhole = entries?.length === range.limit;
    this.ranges = isWhole ? [range, ...later] : [];
    const left = entries?.filter(({ position }) => position >= from).slice(0, limit);
    return left === undefined || left.length === 0 ? undefined : left;
  }
}

function endOf({ from, limit }: LedgerRange = { from: 0n, limit: 0 }): bigint {
  return from + BigInt(limit);
}
