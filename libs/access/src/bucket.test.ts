import fc from 'fast-check';
import { expect, test } from 'vitest';

import { filled, type Flow, fullBucket, poured, waitMs } from './bucket.ts';

const flows = fc.record({ amount: fc.integer({ min: 1, max: 1_000 }), inMs: fc.constantFrom(1_000, 60_000) });
/** Requests by the pause before each and what it holds. */
const requests = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 2_000 })), { maxLength: 60 });

interface LetIn {
  readonly atMs: number;
  readonly units: number;
}

/** What is let in of requests that come at their times. `onRefusal` sees each that is refused. */
function letIn(
  flow: Flow,
  all: readonly (readonly [number, number])[],
  onRefusal: (atMs: number, waits: number) => void,
): readonly LetIn[] {
  let bucket = fullBucket(flow, 0);
  let atMs = 0;
  return all.flatMap(([pauseMs, units]) => {
    atMs += pauseMs;
    bucket = filled(bucket, flow, atMs);
    const waits = waitMs(bucket, flow);
    if (waits > 0) {
      onRefusal(atMs, waits);
      expect([waitMs(filled(bucket, flow, atMs + waits), flow), waitMs(filled(bucket, flow, atMs + waits - 1), flow)]).toEqual([0, 1]);
      return [];
    }
    bucket = poured(bucket, flow, units);
    return [{ atMs, units }];
  });
}

// Goal: no stretch of time lets in more than flows in it, one bucket that was full, and what the last to come in was larger than one.
// Method: random requests; each pair of what was let in is the beginning and the end of a stretch.
test('a bucket lets in no more than flows, what it holds, and the rest of one request; and whoever waits as told comes in at that millisecond', () => {
  let refusals = 0;
  fc.assert(
    fc.property(flows, requests, (flow, all) => {
      const taken = letIn(flow, all, () => (refusals += 1));
      for (const [from, first] of taken.entries()) {
        let sum = 0;
        for (const last of taken.slice(from)) {
          sum += last.units;
          const flowed = ((last.atMs - first.atMs) * flow.amount) / flow.inMs;
          expect(sum).toBeLessThanOrEqual(flowed + flow.amount + last.units - 1);
        }
      }
    }),
  );
  expect(refusals).toBeGreaterThan(100);
});

test('a debt is paid before anything more is let in, and a clock that was put back neither fills nor empties', () => {
  const flow = { amount: 10, inMs: 1_000 };
  const inDebt = poured(fullBucket(flow, 5_000), flow, 100);

  expect(waitMs(inDebt, flow)).toBe(9_100);
  const putBack = filled(inDebt, flow, 0);
  expect(waitMs(putBack, flow)).toBe(9_100);
  expect(waitMs(filled(putBack, flow, 9_100), flow)).toBe(0);
  expect(filled(putBack, flow, 1_000_000)).toEqual(fullBucket(flow, 1_000_000));
});
