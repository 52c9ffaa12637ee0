import { expect, test } from 'vitest';

import { freshDatabase } from '#testkit';

import { withClient } from './client.ts';
import { createDatabase, dropDatabase } from './named-database.ts';

async function databasesBeside(connectionString: string, name: string): Promise<number> {
  const { rowCount } = await withClient(connectionString, (client) =>
    client.query('select from pg_database as d where d.datname = $1', [name]),
  );
  return rowCount ?? 0;
}

test('a database is made beside another, empty, and dropped while it is in use', async () => {
  await using beside = await freshDatabase();
  const name = `headgate_test_"named"_${process.pid}`;

  const database = await createDatabase(beside.connectionString, name);
  const using = withClient(database.url, async (client) => {
    const tables = await client.query("select from pg_tables as t where t.schemaname not in ('pg_catalog', 'information_schema')");
    await database.drop();
    return tables.rowCount;
  });

  expect(await using).toBe(0);
  expect(await databasesBeside(beside.connectionString, name)).toBe(0);
});

test('what is not there is dropped without complaint, and what is there is not made again', async () => {
  await using beside = await freshDatabase();
  const name = `headgate_test_twice_${process.pid}`;
  await dropDatabase(beside.connectionString, name);

  await createDatabase(beside.connectionString, name);

  await expect(createDatabase(beside.connectionString, name)).rejects.toThrow('already exists');
  await dropDatabase(beside.connectionString, name);
});
