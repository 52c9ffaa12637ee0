import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '#testkit';
import { withClient } from './client.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './processes.ts';

const isRoot = process.getuid?.() === 0;

/** A loaded machine may need seconds to make a database. */
let pristine: TemporaryDirectory;

beforeAll(async () => {
  pristine = await temporaryDirectory();
  const server = await startEmbeddedPostgres({ dataDir: path.join(pristine.path, 'postgres'), durable: false });
  await server.stop();
  await rm(path.join(pristine.path, 'postgres/port'));
});

afterAll(() => pristine[Symbol.asyncDispose]());

test('what was written is there after a stop and a start, at the same address', async () => {
  await using directory = await temporaryDirectory();
  const dataDir = path.join(directory.path, 'postgres');
  const lines: string[] = [];

  const first = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
  await query(first, 'create table t (n int); insert into t values (1)');
  await first.stop();
  const second = await startEmbeddedPostgres({ dataDir });
  const rows = await query(second, 'select t.n from t');
  await second.stop();

  expect(rows).toEqual([{ n: 1 }]);
  expect(second.connectionString()).toBe(first.connectionString());
  expect(lines).toEqual([expect.stringMatching(/^Started Postgres \d+\.\d+: port \d+, process \d+, data in /)]);
  expect([isAlive(first.pid), isAlive(second.pid)]).toEqual([false, false]);
});

test('the server is safe, local and small, and a caller cannot make it unsafe', async () => {
  await using directory = await madeDirectory();
  const settings = { work_mem: '12MB', fsync: 'off', synchronous_commit: 'off', listen_addresses: '*' };
  const server = await startEmbeddedPostgres({ dataDir: directory.path, settings });

  const found = await query(
    server,
    `select s.name, s.setting from pg_settings as s
     where s.name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses', 'unix_socket_directories',
       'jit', 'work_mem', 'max_connections', 'server_encoding', 'TimeZone', 'password_encryption')`,
  );
  const locale = await query(
    server,
    'select d.datlocprovider as provider, d.datlocale as locale from pg_database as d where d.datname = current_database()',
  );
  await server.stop();

  expect(Object.fromEntries((found as { name: string; setting: string }[]).map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    jit: 'off',
    work_mem: '12288',
    max_connections: '100',
    server_encoding: 'UTF8',
    TimeZone: 'UTC',
    password_encryption: 'scram-sha-256',
  });
  expect(locale).toEqual([{ provider: 'b', locale: 'C.UTF-8' }]);
});

test('nobody gets in without the password, and nobody else can read it', async () => {
  await using directory = await madeDirectory();
  const server = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
  const wrong = server.connectionString().replace(/:[0-9a-f]{48}@/, ':guess@');

  await expect(withClient(wrong, () => Promise.resolve())).rejects.toThrow('password authentication failed');
  await server.stop();

  expect((await stat(path.join(directory.path, 'password'))).mode & 0o777).toBe(0o600);
  expect((await stat(path.join(directory.path, 'data'))).mode & 0o777).toBe(0o700);
});

test('a start on data in use joins its server, and only the last stop ends it', async () => {
  await using directory = await madeDirectory();
  const dataDir = directory.path;
  const first = await startEmbeddedPostgres({ dataDir, durable: false });

  const second = await startEmbeddedPostgres({ dataDir, durable: false });
  await first.stop();
  const answer = await query(second, 'select 1 as n');
  await second.stop();
  await second.stop();

  expect([second.pid, second.port]).toEqual([first.pid, first.port]);
  expect(answer).toEqual([{ n: 1 }]);
  expect(isAlive(first.pid)).toBe(false);
});

test('starts at the same moment on a new directory share one server', async () => {
  await using directory = await temporaryDirectory();
  const dataDir = directory.path;

  const servers = await Promise.all([1, 2].map(() => startEmbeddedPostgres({ dataDir, durable: false })));
  await Promise.all(servers.map((server) => server.stop()));

  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
  expect(isAlive(servers[0]?.pid ?? 0)).toBe(false);
  expect((await readdir(dataDir)).sort()).toEqual(['data', 'password', 'port', 'postgres.log', 'sharing']);
});

test('a start while the server stops waits for its end', async () => {
  await using directory = await madeDirectory();
  const dataDir = directory.path;
  const first = await startEmbeddedPostgres({ dataDir, durable: false });

  const stopped = first.stop();
  const second = await startEmbeddedPostgres({ dataDir, durable: false });
  await stopped;
  const answer = await query(second, 'select 1 as n');
  await second.stop();

  expect(answer).toEqual([{ n: 1 }]);
  expect(second.pid).not.toBe(first.pid);
});

// Goal: kill -9 loses nothing that was committed. Method: kill the server with a session open, start at once, while its processes still end.
test('a killed server starts again with all that was committed', async () => {
  await using directory = await madeDirectory();
  const lines: string[] = [];
  const killed = await startEmbeddedPostgres({ dataDir: directory.path, log: (line) => lines.push(line) });
  await query(killed, 'create table t (n int)');
  await withClient(killed.connectionString(), async (client) => {
    await client.query('insert into t values (1)');
    process.kill(killed.pid, 'SIGKILL');
  });

  const server = await startEmbeddedPostgres({ dataDir: directory.path });
  const rows = await query(server, 'select t.n from t');
  await server.stop();
  await killed.stop();

  expect(rows).toEqual([{ n: 1 }]);
  expect(server.pid).not.toBe(killed.pid);
  expect(lines.at(-1)).toMatch(/^Postgres \(process \d+\) has ended while it was in use/);
});

test('the note of a dead server is no hindrance when its process id belongs to another program now', async () => {
  await using directory = await madeDirectory();
  const first = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
  const noteFile = path.join(directory.path, 'data/postmaster.pid');
  const note = await readFile(noteFile, 'utf8');
  await first.stop();
  const { uid, gid } = await stat(path.join(directory.path, 'data'));
  const other = spawn('sleep', ['60'], isRoot ? { uid, gid } : {}); // of the same user, or Postgres would not mind it
  await once(other, 'spawn');
  await writeFile(noteFile, note.replace(/^\d+/, String(other.pid)));

  const second = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
  await second.stop();
  const wasSpared = other.exitCode === null && other.signalCode === null;
  other.kill();

  expect(second.pid).not.toBe(other.pid);
  expect(wasSpared).toBe(true);
});

// Goal: who tries a copy of a live directory does not write into the original, whose server knows the same password.
test('a copy of a directory in use gets a server of its own', async () => {
  await using directory = await temporaryDirectory();
  const [original, copied] = [path.join(directory.path, 'original'), path.join(directory.path, 'copied')];
  copyAll(path.join(pristine.path, 'postgres'), original);
  const first = await startEmbeddedPostgres({ dataDir: original, durable: false });
  await query(first, 'create table t (n int)');
  await query(first, 'checkpoint');
  copyAll(original, copied);

  const second = await startEmbeddedPostgres({ dataDir: copied, durable: false });
  await query(second, 'insert into t values (1)');
  const rows = await query(first, 'select t.n from t');
  await second.stop();
  const isUntouched = isAlive(first.pid);
  await first.stop();

  expect(rows).toEqual([]);
  expect(isUntouched).toBe(true);
});

test('another port is taken when the last one is not free', async () => {
  await using directory = await madeDirectory();
  const first = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
  await first.stop();
  const squatter = net.createServer().listen(first.port, '127.0.0.1');
  await once(squatter, 'listening');

  const second = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
  await second.stop();
  squatter.close();

  expect(second.port).not.toBe(first.port);
});

test('what cannot be started says why and what to do', async () => {
  await using directory = await madeDirectory();
  const dataDir = directory.path;
  const start = (settings = {}) => startEmbeddedPostgres({ dataDir, durable: false, settings }).then(String, String);
  const version = path.join(dataDir, 'data/PG_VERSION');

  const badSetting = await start({ work_mem: 'much' });
  await writeFile(version, '14\n');
  const oldData = await start();
  await rm(version);
  const noData = await start();
  await writeFile(version, '18\n');
  await rm(path.join(dataDir, 'password'));
  const noPassword = await start();
  const noDirectory = await startEmbeddedPostgres({ dataDir: '/dev/null/postgres' }).then(String, String);

  expect(badSetting).toMatch(/A server setting is not valid: mend the one named here\..*invalid value for parameter "work_mem": "much"/s);
  expect(oldData).toMatch(/was written by Postgres 14, and this Headgate brings Postgres 18, which cannot read it\. Dump it/);
  expect(noData).toContain('holds files, but no Postgres data: choose another data directory.');
  expect(noPassword).toMatch(/password cannot be read \(ENOENT\).*bring it back, or remove the whole directory/);
  expect(noDirectory).toMatch(/cannot make or fill the data directory \/dev\/null\/postgres \(ENOTDIR\): choose another/);
  expect(await readdir(path.join(dataDir, 'sharing'))).toEqual([]);
});

test.runIf(isRoot)("root's server runs as another user, also in a directory that only root may enter", async () => {
  await using directory = await temporaryDirectory();
  const server = await startEmbeddedPostgres({ dataDir: path.join(directory.path, 'a/b'), durable: false });
  const owner = readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/^[UG]id:.*$|^Groups:.*$/gm);
  await server.stop();

  expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
  expect(owner?.map((line) => line.trim().split(/\s+/))).toEqual([
    ['Uid:', '65534', '65534', '65534', '65534'],
    ['Gid:', '65534', '65534', '65534', '65534'],
    ['Groups:'],
  ]);
});

/** A directory as the first start leaves it; quicker than a first start. */
async function madeDirectory(): Promise<TemporaryDirectory> {
  const directory = await temporaryDirectory();
  copyAll(`${path.join(pristine.path, 'postgres')}/.`, directory.path);
  return directory;
}

function copyAll(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown> {
  return withClient(server.connectionString(), async (client) => (await client.query(sql)).rows as unknown);
}
