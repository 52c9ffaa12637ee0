import { expect, test } from 'vitest';

import { type Instant, INSTANT_MAX } from '#foundation';
import { diceOf, freshDatabase, type HistoryStep, randomHistory, recordedHistory, type RecordedStep, referenceSnapshot } from '#testkit';

import { Database } from '../sql/database.ts';
import { graphDigest } from './graph-facts.ts';
import { GraphMap } from './graph-map.ts';
import { MapMemory } from './memory.ts';
import { snapshotLines } from './snapshot-facts.ts';

const AT = { tenant: 1, generation: 1 };
/** The first twelve, and five that once found a fault each: `npm run prove -- bitemporal` tries many more. */
const SEEDS = [1, 2, 3, 4, 5, 6, 232, 300, 301, 335, 336];

/** Folds steps in batches cut where `cut` says; rulings are always alone. */
async function fold(database: Database, steps: readonly RecordedStep[], cut: () => boolean): Promise<void> {
  const memory = new MapMemory();
  let batch: RecordedStep[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const mapped = BigInt((batch.at(-1)?.position ?? 0) + 1);
    await database.transaction(async (session) => {
      const map = await GraphMap.take(session, AT, memory);
      if (map === undefined) throw new Error('nobody else holds the lane');
      const drafts = batch.flatMap((step) =>
        step.kind === 'event' ? [{ position: BigInt(step.position), by: step.by, hasExtractionErrors: false, draft: step.draft }] : [],
      );
      const [first] = batch;
      if (first?.kind === 'ruling') await map.applyRuling(BigInt(first.position), first.ruling);
      else await map.applyEvents(drafts);
      await map.advance(mapped);
    });
    memory.mapped = mapped;
    batch = [];
  };
  for (const step of steps) {
    if (step.kind === 'ruling') await flush();
    batch.push(step);
    if (step.kind === 'ruling' || cut()) await flush();
  }
  await flush();
}

// Goal: the product's graph is the one that the page defines, at every ledger size, wherever batches were cut.
// Method: random histories made to hurt; random (asOf, knownAt) pairs, each compared whole with the reference that replays the prefix.
test.each(SEEDS)('history %i is the reference, at any two times', { timeout: 120_000 }, async (seed) => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });
  const dice = diceOf(seed * 7919);
  const { entries, steps } = recordedHistory(randomHistory(seed, 60));
  const share = dice.pick([0, 0.05, 0.3, 1]); // four ways to cut

  await fold(database, steps, () => dice.chance(share));

  const times = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
  for (let pair = 0; pair < 40; pair += 1) {
    const asOf = dice.chance(0.7) ? ((dice.pick(times) + BigInt(dice.below(3) - 1)) as Instant) : INSTANT_MAX;
    const knownAt = dice.below(steps.length + 1);
    const lines = await database.snapshot((session) => snapshotLines(session, AT, { asOf, knownAt: BigInt(knownAt) }));
    const expected = referenceSnapshot(entries, { asOf, knownAt });
    const [missing, extra] = [expected.filter((line) => !lines.includes(line)), lines.filter((line) => !expected.includes(line))];
    expect({ asOf, knownAt, missing, extra }).toEqual({ asOf, knownAt, missing: [], extra: [] });
    expect(lines).toEqual(expected);
  }
  await database.close();
});

// A fixed bug: of what a snapshot takes away, what its own batch had brought went first, though a later showing was stored.
test('a snapshot takes away what its run showed, in whichever batch it did', async () => {
  const shown = (day: number, more: object): HistoryStep => {
    const time = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    return {
      kind: 'event',
      emitter: 'e',
      body: JSON.stringify({ eventTime: time, eventType: 'RUNNING', run: { runId: 'R' }, ...job(), ...more }),
    };
  };
  const job = (facets: object = {}): object => ({ job: { namespace: 'n', name: 'J', facets } });
  const [x, y] = ['x', 'y'].map((name) => ({ outputs: [{ namespace: 'n', name }] }));
  const snapshot = job({ jobType: { emissionPattern: { eventContentMode: 'COMPLETE_SNAPSHOT' } } });
  const { entries, steps } = recordedHistory([
    shown(19, { ...x }),
    shown(35, { ...y, run: { runId: 'P' }, eventType: 'START' }),
    shown(40, { ...y, run: { runId: 'P' }, eventType: 'COMPLETE' }),
    shown(0, { ...x }),
    shown(20, { ...y, ...snapshot }),
  ]);
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });

  let folded = 0;
  await fold(database, steps, () => (folded += 1) === 3);
  const lines = await database.snapshot((session) => snapshotLines(session, AT, { asOf: INSTANT_MAX, knownAt: 5n }));

  expect(lines).toEqual(referenceSnapshot(entries, { asOf: INSTANT_MAX, knownAt: 5 }));
  await database.close();
});

test('any order and any cut of the same events give one digest', { timeout: 120_000 }, async () => {
  const { steps } = recordedHistory(randomHistory(4242, 60).filter(({ kind }) => kind === 'event'));
  const digests = new Set<string>();
  for (const seed of [1, 2, 3, 4]) {
    await using fresh = await freshDatabase();
    const database = new Database(fresh.connectionString, { connections: 2 });
    const dice = diceOf(seed);
    const shuffled = dice.some(steps, { least: steps.length, most: steps.length }).map((step, position) => ({ ...step, position }));
    await fold(database, shuffled, () => dice.chance(0.2));
    digests.add(await database.snapshot((session) => graphDigest(session, AT, BigInt(steps.length))));
    await database.close();
  }
  expect(digests.size).toBe(1);
});
