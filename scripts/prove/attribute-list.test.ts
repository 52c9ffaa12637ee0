import { expect, test } from 'vitest';

import { withClient } from '#store';
import { freshDatabase } from '#testkit';

import { COLUMNS, NO_GRAPH, TABLES } from './attribute-list.ts';

async function names(sql: string): Promise<readonly string[]> {
  await using database = await freshDatabase();
  const { rows } = await withClient(database.connectionString, (client) => client.query<{ readonly name: string }>(sql));
  return rows.map(({ name }) => name).toSorted();
}

test('every table is held by the digest of the graph, or on the list of those that are not, with the reason', async () => {
  const tables = await names(`
    select class.relname as name from pg_class as class
    where class.relnamespace = 'hot'::regnamespace and class.relkind in ('r', 'p') and not class.relispartition`);

  expect([...TABLES.keys(), ...Object.values(NO_GRAPH).flat()].toSorted()).toEqual(tables);
});

test('every column of a table that the digest holds is a fact, or has the reason why it is none', async () => {
  const columns = await names(`
    select class.relname || '.' || attribute.attname as name from pg_attribute as attribute join pg_class as class on class.oid = attribute.attrelid
    where class.relnamespace = 'hot'::regnamespace and class.relname in (${[...TABLES.keys()].map((table) => `'${table}'`).join(', ')})
      and attribute.attnum > 0 and not attribute.attisdropped`);

  expect(COLUMNS.map(({ table, name }) => `${table}.${name}`).toSorted()).toEqual(columns);
  expect(COLUMNS.filter(({ change, because }) => (change === undefined) === (because === undefined))).toEqual([]);
});
