import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { freshDatabase } from '#testkit';

import { CopyRows } from './copy-rows.ts';
import { Database } from './database.ts';

// A fixed bug: the connection told its loss twice, to the statement and to nobody, and the second ended the process.
test('a connection lost in use fails its statement, and the next transaction finds another', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });

  const lost = database.transaction(async (session) => {
    const [own] = await session.rows`select pg_backend_pid() as pid`;
    await database.transaction((other) => other.rows`select pg_terminate_backend(${own?.['pid'] as number}::int)`);
    await nextTurn();
    await session.rows`select 1 as one`;
  });

  await expect(lost).rejects.toThrow(new Failure('STORE_UNAVAILABLE', 'The database did not answer; try again in a moment.'));
  expect(await database.transaction((session) => session.rows`select 1 as one`)).toEqual([{ one: 1 }]);
  await database.close();
});

// Goal: a message that holds COPYs and a statement is one transaction, and a connection can be used again after one that failed.
test('rows and the statement after them are there together, or not at all', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  await database.transaction((session) => session.send('create table public.pair (id integer primary key, words text)'));
  const rows = (...ids: readonly number[]): CopyRows =>
    ids.reduce((all, id) => all.row().int4(id).text('ünï'), new CopyRows('public.pair', ['id', 'words']));
  const stored = async (): Promise<unknown> =>
    database.snapshot((session) => session.rows`select pair.id, pair.words from public.pair as pair order by pair.id`);

  const answer = await database.withoutTransaction((session) =>
    session.copyThen([rows(1, 2), rows(3)], 'select count(*) from public.pair'),
  );
  const refused = database.withoutTransaction((session) => session.copyThen([rows(4), rows(2), rows(5)], 'select 1'));

  expect(answer).toEqual(['3']);
  await expect(refused).rejects.toMatchObject({ code: '23505' });
  expect(await stored()).toEqual([1, 2, 3].map((id) => ({ id, words: 'ünï' })));
  await database.close();
});

test('statements of a question that are sent together get each its own answer, and what fails leaves a connection that takes rows again', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  await database.transaction((session) => session.send('create table public.pair (id integer primary key, words text)'));

  const together = await database.snapshot((session) =>
    Promise.all(
      [1, 2, 3].map(async (number) => (await session.rows`select ${number}::int as given, txid_current_if_assigned() as written`)[0]),
    ),
  );
  const refused = database.snapshot((session) =>
    Promise.all([session.rows`select 1 as one`, session.rows`select 1 / 0 as none`, session.rows`select 3 as three`]),
  );

  expect(together).toEqual([1, 2, 3].map((given) => ({ given, written: null })));
  await expect(refused).rejects.toMatchObject({ code: '22012' });
  expect(
    await database.withoutTransaction((session) =>
      session.copyThen([new CopyRows('public.pair', ['id', 'words']).row().int4(7).text('seven')], 'select count(*) from public.pair'),
    ),
  ).toEqual(['1']);
  await database.close();
});

test('a statement that is sent after its transaction has ended is refused, for the connection serves others by then', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });

  const session = await database.snapshot((ended) => Promise.resolve(ended));

  await expect(session.rows`select 1 as one`).rejects.toThrow('a statement was sent after its transaction had ended');
  await database.close();
});
