import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedPostgres, withClient, type EmbeddedPostgres } from '#store';
import { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';
import { buildTemplate, cloneTemplate, dropAll, dropDatabase, newTestRun, type TestDatabases } from './test-databases.ts';

let directory: TemporaryDirectory;
let server: EmbeddedPostgres;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startEmbeddedPostgres({ dataDir: path.join(directory.path, 'postgres'), durable: false });
});

afterAll(async () => {
  await server.stop();
  await directory[Symbol.asyncDispose]();
});

test('each clone has the migrations of the template, and nothing that was written to another clone', async () => {
  const run = newTestRun(server.connectionString());
  await buildTemplate(run, await migrations('create table t (n int)'));

  const [one, other] = await Promise.all([cloneTemplate(run), cloneTemplate(run)]);
  await query(one.connectionString, 'insert into t values (1)');

  expect(await query(one.connectionString, 'select t.n from t')).toEqual([{ n: 1 }]);
  expect(await query(other.connectionString, 'select t.n from t')).toEqual([]);
});

test('a template that is built again follows the migrations', async () => {
  const run = newTestRun(server.connectionString());
  await buildTemplate(run, await migrations('create table t (n int)'));
  await buildTemplate(run, await migrations('create table t (renamed int)'));

  const clone = await cloneTemplate(run);

  expect(await query(clone.connectionString, 'insert into t values (1) returning *')).toEqual([{ renamed: 1 }]);
});

test('a run without migrations gets empty databases', async () => {
  const run = newTestRun(server.connectionString());
  await buildTemplate(run, path.join(directory.path, 'none'));

  const clone = await cloneTemplate(run);

  expect(await query(clone.connectionString, `select count(*)::int as n from pg_tables as t where t.schemaname = 'public'`)).toEqual([
    { n: 0 },
  ]);
});

test('a database is dropped although a connection to it is open', async () => {
  const run = newTestRun(server.connectionString());
  await buildTemplate(run, path.join(directory.path, 'none'));
  const clone = await cloneTemplate(run);

  await withClient(clone.connectionString, () => dropDatabase(run, clone.name));

  expect(await databasesOf(run)).toEqual([`${run.prefix}template`]);
});

test('the end of a run leaves nothing of it, and all of another', async () => {
  const [run, other] = [newTestRun(server.connectionString()), newTestRun(server.connectionString())];
  await buildTemplate(run, path.join(directory.path, 'none'));
  await buildTemplate(other, path.join(directory.path, 'none'));
  await cloneTemplate(run);

  await dropAll(run);

  expect([await databasesOf(run), await databasesOf(other)]).toEqual([[], [`${other.prefix}template`]]);
});

let folders = 0;

async function migrations(sql: string): Promise<string> {
  const folder = path.join(directory.path, `migrations-${(folders += 1)}`);
  await mkdir(path.join(folder, '20260101000000_create_table'), { recursive: true });
  await writeFile(path.join(folder, '20260101000000_create_table/migration.sql'), sql);
  return folder;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  return withClient(connectionString, async (client) => (await client.query(sql)).rows as unknown[]);
}

async function databasesOf({ prefix, server: url }: TestDatabases): Promise<unknown[]> {
  const sql = `select d.datname as name from pg_database as d where starts_with(d.datname, '${prefix}') order by 1`;
  return (await query(url, sql)).map((row) => (row as { name: string }).name);
}
