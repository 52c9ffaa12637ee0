import { randomBytes, randomUUID } from 'node:crypto';

import { expect, test } from 'vitest';

import { KIB, MIB } from '#foundation';
import { type FreshInstallation, freshInstallation, given } from '#testkit';

import type { Session } from '../sql/session.ts';
import type { Recorded } from './recording.ts';
import { BATCH_ENTRIES_MAX, type Recorder } from './recorder.ts';
import type { SealedEntry } from './sealed-entry.ts';

// Writers are kept busy as they are under load: somebody else holds the head of the ledger, for which a batch that is written waits before its commit.

/** What an entry weighs in a queue beside its body. */
const OVERHEAD_BYTES = 2 * KIB;
const WRITERS = 2;

function entryOf(bodyBytes = 100): SealedEntry {
  return {
    ...{ kind: 'event', by: randomUUID(), remarks: '{}', periodKey: 1 },
    admission: { gate: 1, outcome: 'accepted', codes: [] },
    ...{ commitment: randomBytes(32), secret: randomBytes(32), body: Buffer.alloc(bodyBytes) },
    ...{ identity: undefined, quarantine: undefined, redrives: undefined },
  };
}

function entries(count: number, bodyBytes?: number): readonly SealedEntry[] {
  return Array.from({ length: count }, () => entryOf(bodyBytes));
}

/** Callers of their own, in one turn of the loop. `answered` grows as they hear. */
function callers(
  recorder: Recorder,
  sent: readonly SealedEntry[],
): { readonly all: Promise<readonly Recorded[]>; readonly answered: Recorded[] } {
  const answered: Recorded[] = [];
  const all = sent.map(async (entry) => {
    const recorded = await recorder.record(entry);
    answered.push(recorded);
    return recorded;
  });
  return { all: Promise.all(all), answered };
}

/** The entries of each batch that is committed, from the smallest to the largest: which of two writers is first at the head, nobody promises. */
async function committed({ context }: FreshInstallation): Promise<readonly number[]> {
  const rows = await context.database.snapshot((session) => session.rows`select batch.entries from hot.ledger_batch as batch order by 1`);
  return rows.map((row) => row['entries'] as number); // int4 is read as number
}

/** Does some work while so many writers have each written a batch of one entry, and cannot commit it; then lets them go. Gives the answers to those as well. */
async function whileWritersAreBusy<Result>(
  installation: FreshInstallation,
  work: () => Promise<Result>,
  { writers = WRITERS } = {},
): Promise<{ readonly result: Result; readonly first: readonly Recorded[] }> {
  const { database, recorder } = installation.context;
  const busy: Promise<Recorded>[] = [];
  const result = await database.transaction(async (holder) => {
    await holder.send('select from hot.ledger_head for update');
    for (let writer = 1; writer <= writers; writer += 1) {
      busy.push(recorder.record(entryOf()));
      await expect.poll(() => waitingForHead(holder), { interval: 5, timeout: 30_000 }).toBe(writer);
    }
    return work();
  });
  return { result, first: await Promise.all(busy) };
}

async function waitingForHead(holder: Session): Promise<number> {
  const waiting = await holder.send(`
    select locks.pid from pg_locks as locks join pg_database as database on database.oid = locks.database
    where database.datname = current_database() and locks.pid in (select blocked.pid from pg_locks as blocked where not blocked.granted)
    group by 1`); // not from pg_stat_activity, which shows a transaction the same all along
  return waiting.length;
}

test('callers who come while the writers are busy leave as one batch when one before has landed, and each is answered for his own', async () => {
  await using installation = await freshInstallation();
  const { recorder } = installation.context;
  const sent = entries(40);

  const { result: later } = await whileWritersAreBusy(installation, async () => {
    const some = callers(recorder, sent.slice(0, 15));
    await new Promise(setImmediate); // another turn of the loop: they did not come together
    return [some, callers(recorder, sent.slice(15))];
  });
  const answers = (await Promise.all(later.map(({ all }) => all))).flat();
  const start = given(answers[0]).position;

  expect(await committed(installation)).toEqual([1, 1, 40]);
  expect(answers).toEqual(sent.map(({ commitment }, index) => ({ position: start + BigInt(index), commitment, isDuplicate: false })));
});

test('nobody is answered before his batch is committed', async () => {
  await using installation = await freshInstallation();
  const { recorder, database } = installation.context;

  const { result, first } = await whileWritersAreBusy(installation, async () => {
    const { all, answered } = callers(recorder, entries(10));
    await database.snapshot((session) => session.send('select 1')); // whoever is answered early has heard by now
    return { all, early: answered.length, committed: await committed(installation) };
  });

  expect({ ...result, all: undefined }).toEqual({ all: undefined, early: 0, committed: [] });
  expect(first).toHaveLength(WRITERS);
  expect(await result.all).toHaveLength(10);
  expect(await committed(installation)).toEqual([1, 1, 10]);
});

test('no batch has more entries than 512', async () => {
  await using installation = await freshInstallation();

  const { result } = await whileWritersAreBusy(installation, () =>
    Promise.resolve(callers(installation.context.recorder, entries(2 * BATCH_ENTRIES_MAX + 1))),
  );

  expect(await result.all).toHaveLength(1025);
  expect(await committed(installation)).toEqual([1, 1, 1, 512, 512]);
});

test('no batch is heavier than 4 MiB, but for an entry that alone is', async () => {
  await using installation = await freshInstallation();
  const sent = [...entries(8, MIB - OVERHEAD_BYTES), ...entries(3, MIB), ...entries(1, 5 * MIB), ...entries(1)];

  const { result } = await whileWritersAreBusy(installation, () => Promise.resolve(callers(installation.context.recorder, sent)));

  await result.all;
  // 4 MiB to the byte, twice; 3 MiB and what a fourth entry makes too heavy; the large one; the last.
  expect(await committed(installation)).toEqual([1, 1, 1, 1, 3, 4, 4]);
});

test('past 96 MiB that wait a caller is sent away to come again, and nothing that waits before him is lost', async () => {
  await using installation = await freshInstallation();
  const { recorder } = installation.context;

  const { result } = await whileWritersAreBusy(installation, async () => {
    const waiting = callers(recorder, entries(97, MIB - OVERHEAD_BYTES)); // the last of them finds 96 MiB, and no more
    const [refused] = await Promise.allSettled([Promise.race([recorder.record(entryOf()), new Promise(setImmediate)])]); // at once, or not at all
    return { waiting, refused, answered: waiting.answered.length };
  });
  const positions = (await result.waiting.all).map(({ position }) => position);
  await recorder.drained();

  expect(result.refused).toMatchObject({ status: 'rejected', reason: { name: 'Failure', code: 'BUSY', retryAfterSeconds: 1 } });
  expect(result.answered).toBe(0);
  expect(new Set(positions).size).toBe(97);
  expect((await committed(installation)).reduce((sum, count) => sum + count, 0)).toBe(99);
  expect(await recorder.record(entryOf())).toMatchObject({ position: 99n });
});

test('a batch that fails is told to all its callers, and to no other', async () => {
  await using installation = await freshInstallation();
  const { recorder } = installation.context;
  const broken = { ...entryOf(), commitment: Buffer.alloc(31) }; // the table has a check
  const sent = [...entries(5), broken, ...entries(BATCH_ENTRIES_MAX + 4)];

  const { result } = await whileWritersAreBusy(
    installation,
    async () => {
      const all = sent.map((entry) => recorder.record(entry));
      await Promise.allSettled(all.slice(0, BATCH_ENTRIES_MAX)); // it fails while the others wait
      return { all };
    },
    { writers: 1 },
  );
  const outcomes = await Promise.allSettled(result.all);

  expect(outcomes.map(({ status }) => status)).toEqual([
    ...Array<string>(BATCH_ENTRIES_MAX).fill('rejected'),
    ...Array<string>(10).fill('fulfilled'),
  ]);
  const reasons = new Set(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : [])));
  expect([...reasons]).toEqual([expect.stringContaining('ledger_entry_commitment_check')]);
  expect(await committed(installation)).toEqual([1, 10]);
  expect(await recorder.record(entryOf())).toMatchObject({ position: 11n });
});
