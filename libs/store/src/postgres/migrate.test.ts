import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '#testkit';
import { withClient } from './client.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { createDatabase } from './named-database.ts';

const A = '20260101000000_create_a';
const B = '20260102000000_create_b';
const C = '20260103000000_create_c';

let directory: TemporaryDirectory;

beforeAll(async () => {
  directory = await temporaryDirectory();
});

afterAll(async () => {
  await directory[Symbol.asyncDispose]();
});

test('migrations are applied once, in the order of their names', async () => {
  const target = await given({
    [B]: 'create table b (a int references a)',
    [A]: 'create table a (id int primary key); insert into a values (1)',
  });

  const first = await migrate(target);
  const second = await migrate(target);

  expect(first).toEqual({ applied: [A, B], alreadyThere: 0 });
  expect(second).toEqual({ applied: [], alreadyThere: 2 });
  expect(await query(target, 'select a.id from a')).toEqual([{ id: 1 }]);
});

test('what is pending is told and not applied', async () => {
  const target = await given({ [A]: 'create table a (id int)' });
  const before = await pendingMigrations(target);
  await migrate(target);
  await write(target.directory, { [B]: 'create table b (id int)' });

  const after = await pendingMigrations(target);

  expect([before, after]).toEqual([[A], [B]]);
  expect(await query(target, `select to_regclass('b') as b`)).toEqual([{ b: null }]);
});

// Goal: Prisma's tools take the table for their own. Method: columns as its engine makes them, and a row as it fills it.
test('the record is what Prisma would have written', async () => {
  const sql = 'create table a (id int)';
  const target = await given({ [A]: sql });

  await migrate(target);

  const columns = `
    select string_agg(concat_ws(' ', c.column_name, c.data_type, c.character_maximum_length, c.is_nullable, c.column_default), ', ' order by c.ordinal_position) as list
    from information_schema.columns as c where c.table_name = '_prisma_migrations'`;
  expect(await query(target, columns)).toEqual([
    {
      list:
        'id character varying 36 NO, checksum character varying 64 NO, finished_at timestamp with time zone YES, ' +
        'migration_name character varying 255 NO, logs text YES, rolled_back_at timestamp with time zone YES, ' +
        'started_at timestamp with time zone NO now(), applied_steps_count integer NO 0',
    },
  ]);
  const rows = `
    select length(m.id) as "idLength", m.checksum, m.migration_name, m.logs, m.rolled_back_at, m.applied_steps_count,
      m.started_at <= m.finished_at and m.finished_at <= now() as "inOrder"
    from _prisma_migrations as m`;
  expect(await query(target, rows)).toEqual([
    {
      idLength: 36,
      checksum: createHash('sha256').update(sql).digest('hex'),
      migration_name: A,
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
      inOrder: true,
    },
  ]);
});

test('programs that start at once take turns, and each migration is applied once', async () => {
  const target = await given({ [A]: 'create table a (id int); select pg_sleep(0.2)', [B]: 'create table b (id int)' });

  const all = await Promise.all([migrate(target), migrate(target), migrate(target), migrate(target)]);

  expect(all.flatMap(({ applied }) => applied)).toEqual([A, B]);
  expect(all.map(({ alreadyThere }) => alreadyThere).sort()).toEqual([0, 2, 2, 2]);
});

test('a migration that fails half-way leaves nothing, and those before it stay', async () => {
  const target = await given({
    [A]: 'create table a (id int)',
    [B]: 'create table b (id int);\ninsert into b values (1);\nselect nonsense;',
  });

  await expect(migrate(target)).rejects.toThrow(
    `The migration ${B} failed, and nothing of it remains: column "nonsense" does not exist (line 3)`,
  );

  expect(await query(target, `select to_regclass('a') is not null as a, to_regclass('b') as b`)).toEqual([{ a: true, b: null }]);
  expect(await query(target, 'select m.migration_name as name from _prisma_migrations as m')).toEqual([{ name: A }]);
});

test('a mended migration is applied after all', async () => {
  const target = await given({ [A]: 'select nonsense' });
  await migrate(target).catch(() => undefined);
  await write(target.directory, { [A]: 'create table a (id int)' });

  expect(await migrate(target)).toEqual({ applied: [A], alreadyThere: 0 });
});

test('a migration that changed after it was applied is refused, and nothing newer is applied', async () => {
  const target = await given({ [A]: 'create table a (id int)' });
  await migrate(target);
  await write(target.directory, { [A]: 'create table a (id bigint)', [B]: 'create table b (id int)' });

  await expect(migrate(target)).rejects.toThrow(`The migration ${A} has changed since this database applied it.`);
  await expect(pendingMigrations(target)).rejects.toThrow('has changed');

  expect(await query(target, `select to_regclass('b') as b`)).toEqual([{ b: null }]);
});

test('line ends that git changed are no change', async () => {
  const target = await given({ [A]: 'create table a (\nid int\n)' });
  await migrate(target);
  await write(target.directory, { [A]: 'create table a (\r\nid int\r\n)' });

  expect(await migrate(target)).toEqual({ applied: [], alreadyThere: 1 });
});

test('a database that a newer program migrated is refused', async () => {
  const target = await given({ [A]: 'create table a (id int)', [B]: 'create table b (id int)' });
  await migrate(target);
  const older = { ...target, directory: await folder({ [A]: 'create table a (id int)' }) };

  await expect(migrate(older)).rejects.toThrow(
    `The database knows the migration ${B} and this Headgate does not: a newer Headgate was here.`,
  );
});

test('a migration that another tool left unfinished is refused, until it is marked as rolled back', async () => {
  const target = await given({ [A]: 'create table a (id int)', [B]: 'create table b (id int)' });
  await migrate({ ...target, directory: await folder({ [A]: 'create table a (id int)' }) });
  await query(target, `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'y', '${B}')`);

  const refusal = await migrate(target).then(String, String);
  await query(target, /mark it: (.*)$/.exec(refusal)?.[1] ?? '');

  expect(refusal).toContain(`The migration ${B} was begun by another tool and did not finish.`);
  expect(await migrate(target)).toEqual({ applied: [B], alreadyThere: 1 });
});

test('a new migration with an older time is refused', async () => {
  const target = await given({ [A]: 'create table a (id int)', [C]: 'create table c (id int)' });
  await migrate(target);
  await write(target.directory, { [B]: 'create table b (id int)' });

  await expect(migrate(target)).rejects.toThrow(`The migration ${B} is new, but ${C} was applied before it.`);
});

test('a setting that a migration leaves behind does not reach the next', async () => {
  const target = await given({ [A]: 'create schema other; set search_path = other', [B]: 'create table b (id int)' });

  await migrate(target);

  expect(await query(target, `select to_regclass('public.b') is not null as found`)).toEqual([{ found: true }]);
});

test.each(['commit', 'create table a (id int); ROLLBACK; create table b (id int)', '/* so */ commit and chain;'])(
  'a migration that ends its transaction is refused: %s',
  async (sql) => {
    const target = await given({ [A]: sql });

    await expect(migrate(target)).rejects.toThrow(`The migration ${A} says commit or rollback`);
  },
);

test.each([
  `-- commit;\ncreate table a (id int)`,
  `create table a (t text default 'x; commit;')`,
  `create procedure p() language plpgsql as $body$ begin perform 1; commit; end $body$`,
  `savepoint s; create table b (id int); rollback to s; create table a (id int)`,
])('the word alone is no end of a transaction: %s', async (sql) => {
  const target = await given({ [A]: sql });

  expect(await migrate({ ...target })).toEqual({ applied: [A], alreadyThere: 0 });
});

test('a misnamed, an empty and a missing folder are refused', async () => {
  const misnamed = await given({ create_a: 'select 1' });
  const empty = await given({});
  await mkdir(path.join(empty.directory, A));
  const missing = { ...empty, directory: path.join(empty.directory, 'nowhere') };

  await expect(migrate(misnamed)).rejects.toThrow('create_a is not named like a migration');
  await expect(migrate(empty)).rejects.toThrow(`${A}/migration.sql cannot be read (ENOENT)`);
  await expect(migrate(missing)).rejects.toThrow('There are no migrations in');
});

test('a server that cannot be reached is named, without the password', async () => {
  const options = { connectionString: 'postgresql://someone:secret@127.0.0.1:1/somewhere', directory: await folder({}) };

  const refusal = await migrate(options).then(String, String);

  expect(refusal).toContain('Postgres at 127.0.0.1:1, database somewhere, cannot be used: connect ECONNREFUSED');
  expect(refusal).not.toContain('secret');
});

// Goal: Postgres 14 is refused before anything is done. Method: a session that says it is one.
test('a Postgres that is too old is refused', async () => {
  const target = await given({ [A]: 'create table a (id int)' });
  const old = `${target.connectionString}?options=${encodeURIComponent('-c search_path=pretended,pg_catalog')}`;
  await query(
    target,
    `create schema pretended; create function pretended.current_setting(text) returns text language sql
       as $$ select case $1 when 'server_version_num' then '140011' else '14.11' end $$`,
  );

  await expect(migrate({ ...target, connectionString: old })).rejects.toThrow(
    'This database server is Postgres 14.11, and Headgate needs 15 or newer.',
  );

  expect(await query(target, `select to_regclass('a') as a`)).toEqual([{ a: null }]);
});

interface Target {
  readonly connectionString: string;
  readonly directory: string;
}

/** Named like those of this run, and so dropped at its end. */
const { server, prefix } = inject('testDatabases');
let made = 0;

/** A new database and a folder with these migrations, by name. */
async function given(migrations: Readonly<Record<string, string>>): Promise<Target> {
  const { url } = await createDatabase(server, `${prefix}migrated_${process.pid}_${(made += 1)}`);
  return { connectionString: url, directory: await folder(migrations) };
}

async function folder(migrations: Readonly<Record<string, string>>): Promise<string> {
  const made = path.join(directory.path, `migrations-${crypto.randomUUID()}`);
  await mkdir(made);
  await write(made, migrations);
  return made;
}

async function write(folder: string, migrations: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, 'migration.sql'), sql);
  }
}

async function query({ connectionString }: Target, sql: string): Promise<unknown> {
  return withClient(connectionString, async (client) => (await client.query(sql)).rows as unknown);
}
