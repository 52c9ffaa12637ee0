import { expect, inject, test } from 'vitest';
import { withClient } from '#store';
import { freshDatabase } from './fresh-database.ts';

test("a fresh database is its test's alone, and gone after it", async () => {
  const names: unknown[] = [];
  {
    await using one = await freshDatabase();
    await using other = await freshDatabase();
    for (const { connectionString } of [one, other]) names.push(...(await query(connectionString, 'select current_database() as name')));
  }

  const left = await query(inject('testDatabases').server, 'select d.datname as name from pg_database as d');

  expect(new Set(names.map((row) => (row as { name: string }).name)).size).toBe(2);
  expect(left).not.toEqual(expect.arrayContaining([names[0]]));
  expect(left).not.toEqual(expect.arrayContaining([names[1]]));
});

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  return withClient(connectionString, async (client) => (await client.query(sql)).rows as unknown[]);
}
