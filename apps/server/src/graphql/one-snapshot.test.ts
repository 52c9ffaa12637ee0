import { expect, test } from 'vitest';

import { Database } from '#store';
import { freshDatabase } from '#testkit';

import { OneSnapshot } from './one-snapshot.ts';

const size = (database: Database): Promise<unknown> =>
  database.snapshot(async (session) => {
    const [row] = await session.rows`select head.next from hot.ledger_head as head`;
    return row?.['next'];
  });

const grow = (database: Database): Promise<unknown> =>
  database.transaction((session) => session.rows`update hot.ledger_head set next = next + 1 returning next`);

test('all questions of an operation read one snapshot, though the record grows meanwhile', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });
  const operation = new OneSnapshot(database);

  const first = await size(operation.asDatabase());
  await grow(database);
  const others = await Promise.all([size(operation.asDatabase()), size(operation.asDatabase())]);
  operation.close();

  expect([first, ...others, await size(database)]).toEqual([0n, 0n, 0n, 1n]);
  await database.close();
});

test('an operation holds one connection, and none before its first question or after its end', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  const idle = Array.from({ length: 5 }, () => new OneSnapshot(database)); // holding one each, they would leave none

  for (let round = 0; round < 3; round += 1) {
    const operation = new OneSnapshot(database);
    await Promise.all([1, 2, 3].map(() => size(operation.asDatabase())));
    operation.close();
    operation.close();
  }

  expect(await size(database)).toBe(0n);
  idle.forEach((operation) => operation.close());
  await database.close();
});

// Goal: no question outlives its time, and its connection is not given to another while it is still in use.
// Method: a limit far below what the question takes; the only connection must then serve the next.
test('a question that takes too long is ended, and so is all after it', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  const operation = new OneSnapshot(database, 200);
  const slow = operation.asDatabase().snapshot((session) => session.rows`select pg_sleep(30)`);

  await expect(slow).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('0.2 s') as string });
  await expect(size(operation.asDatabase())).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect(await size(database)).toBe(0n);
  await database.close();
});

test('a question that fails leaves no connection behind', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  const operation = new OneSnapshot(database);

  await expect(operation.asDatabase().snapshot((session) => session.rows`select 1 / 0`)).rejects.toThrow('division by zero');
  operation.close();

  expect(await size(database)).toBe(0n);
  await database.close();
});

test('without a database every question says so', async () => {
  const database = new Database('postgres://nobody@127.0.0.1:1/nothing');
  const operation = new OneSnapshot(database);

  await expect(size(operation.asDatabase())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  operation.close();
  await database.close();
});
