import { expect, test } from 'vitest';

import { EntriesAhead } from './entries-ahead.ts';
import type { LedgerRange, PreparedEntry } from './prepare-entries.ts';

/** A ledger of so many entries, and the ranges of it that were asked for. */
function ledgerOf(size: number): {
  readonly asked: bigint[];
  readonly prepare: (range: LedgerRange) => Promise<readonly PreparedEntry[]>;
} {
  const asked: bigint[] = [];
  const prepare = ({ from, limit }: LedgerRange): Promise<readonly PreparedEntry[]> => {
    asked.push(from);
    const until = Math.min(size, Number(from) + limit);
    const count = Math.max(0, until - Number(from));
    return Promise.resolve(Array.from({ length: count }, (_, index) => ({ kind: 'other', position: from + BigInt(index) })));
  };
  return { asked, prepare };
}

/** Takes batch after batch as the applier does, and says of each how many entries were ready. */
async function ready(
  ahead: EntriesAhead,
  { batches, limit, used }: { batches: number; limit: number; used: number },
): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let batch = 0, from = 0n; batch < batches; batch += 1) {
    counts.push((await ahead.take({ from, limit }))?.length ?? 0);
    from += BigInt(used);
    ahead.start({ from, limit });
  }
  return counts;
}

test.each([1, 3])('after the first batch every one is ready (%i ranges on their way)', async (depth) => {
  const ledger = ledgerOf(1_000);

  const counts = await ready(new EntriesAhead(ledger.prepare, depth), { batches: 6, limit: 10, used: 10 });

  expect(counts).toEqual([0, 10, 10, 10, 10, 10]);
  expect(ledger.asked).toEqual(Array.from({ length: 5 + depth }, (_, index) => BigInt(10 * (index + 1))));
});

test('what a batch that ended early has left of its range comes next', async () => {
  const ledger = ledgerOf(1_000);

  const counts = await ready(new EntriesAhead(ledger.prepare, 1), { batches: 4, limit: 10, used: 4 });

  expect(counts).toEqual([0, 10, 6, 2]);
});

test('a range that came short is the last, and what was read after it is read again', async () => {
  const ledger = ledgerOf(25);
  const ahead = new EntriesAhead(ledger.prepare, 3);

  const counts = await ready(ahead, { batches: 3, limit: 10, used: 10 });

  expect(counts).toEqual([0, 10, 5]);
  expect(await ahead.take({ from: 90n, limit: 10 })).toBeUndefined();
});

test('a range that failed is not ready', async () => {
  const ahead = new EntriesAhead(() => Promise.reject(new Error('no database')), 1);

  expect(await ready(ahead, { batches: 3, limit: 10, used: 10 })).toEqual([0, 0, 0]);
});
