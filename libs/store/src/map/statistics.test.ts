import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import type { Database } from '../sql/database.ts';
import { GraphStatistics } from './statistics.ts';

test('statistics are taken after a hundred entries, then whenever the graph has doubled', async () => {
  await using fresh = await freshInstallation();
  const looks: bigint[] = [];
  let size = 0n;
  const database = watched(fresh.context.database, () => looks.push(size));
  const statistics = new GraphStatistics(database);

  for (size = 1n; size <= 1_000n; size += 1n) await statistics.reached(size);

  expect(looks).toEqual([100n, 200n, 400n, 800n]);
});

test('a graph that was large when the program started is looked at once', async () => {
  await using fresh = await freshInstallation();
  let looks = 0;
  const statistics = new GraphStatistics(watched(fresh.context.database, () => (looks += 1)));

  for (const size of [1_000_000n, 1_000_500n, 1_900_000n]) await statistics.reached(size);

  expect(looks).toBe(1);
});

test('while statistics are taken, nobody takes them again', async () => {
  await using fresh = await freshInstallation();
  let looks = 0;
  const statistics = new GraphStatistics(watched(fresh.context.database, () => (looks += 1)));

  await Promise.all([100n, 300n, 900n].map((size) => statistics.reached(size)));
  await statistics.reached(1_000n);

  expect(looks).toBe(2);
});

test('statistics that could not be taken stop nobody, and are tried again', async () => {
  await using fresh = await freshInstallation();
  let looks = 0;
  const statistics = new GraphStatistics(
    watched(fresh.context.database, () => {
      looks += 1;
      if (looks === 1) throw new Error('the connection is gone');
    }),
  );

  await statistics.reached(100n);
  await statistics.reached(101n);
  await statistics.reached(102n);

  expect(looks).toBe(2);
});

/** A database that says when it is used. */
function watched(database: Database, onUse: () => void): Database {
  const withoutTransaction: Database['withoutTransaction'] = async (work) => {
    onUse();
    return database.withoutTransaction(work);
  };
  return Object.assign(Object.create(database) as Database, { withoutTransaction });
}
