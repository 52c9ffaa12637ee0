// Goal: a server outlives the process that started it, and the next process takes it over; and it runs under any user.
// Method: supervisors in processes of their own, killed or left to end.
import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compileLibs, temporaryDirectory, type CompiledLibs, type TemporaryDirectory } from '#testkit';
import { withClient } from './client.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './processes.ts';
import { NOBODY, serverUser } from './server-user.ts';

const isRoot = process.getuid?.() === 0;

const SUPERVISOR = `
  import { startEmbeddedPostgres } from './libs/store/src/postgres/embedded-postgres.js';
  const server = await startEmbeddedPostgres(JSON.parse(process.argv[2]));
  process.send({ pid: server.pid, port: server.port, connectionString: server.connectionString() });
  process.once('message', () => process.exit()); // without a stop
`;

interface Told {
  readonly pid: number;
  readonly connectionString: string;
}

let directory: TemporaryDirectory;
let libs: CompiledLibs;
let made: string; // a directory as the first start leaves it; a copy is quicker than a first start

beforeAll(async () => {
  directory = await temporaryDirectory();
  libs = await compileLibs(directory.path, ['libs/foundation/src', 'libs/store/src/postgres']);
  made = path.join(directory.path, 'made');
  await (await startEmbeddedPostgres({ dataDir: made, durable: false })).stop();
  await rm(path.join(made, 'port'));
});

afterAll(() => directory[Symbol.asyncDispose]());

test('a server whose supervisor was killed goes on, and the next to start joins it and stops it', async () => {
  const dataDir = copyOfMade('orphan');
  const supervisor = await libs.start(SUPERVISOR, { dataDir, durable: false });
  const { pid, connectionString } = supervisor.message as Told;
  await query(connectionString, 'create table t (n int); insert into t values (1)');
  await supervisor.kill();
  const goesOn = isAlive(pid);

  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const rows = await query(server.connectionString(), 'select t.n from t');
  await server.stop();

  expect([goesOn, server.pid, rows, isAlive(pid)]).toEqual([true, pid, [{ n: 1 }], false]);
});

test('a server is not stopped while another process uses it', async () => {
  const dataDir = copyOfMade('shared');
  const supervisor = await libs.start(SUPERVISOR, { dataDir, durable: false });
  const { pid } = supervisor.message as Told;

  const joined = await startEmbeddedPostgres({ dataDir, durable: false });
  await joined.stop();
  const goesOn = isAlive(pid);
  const again = await startEmbeddedPostgres({ dataDir, durable: false });
  await supervisor.finish();
  const stillGoesOn = isAlive(pid);
  await again.stop();

  expect([joined.pid, goesOn, again.pid, stillGoesOn, isAlive(pid)]).toEqual([pid, true, pid, true, false]);
});

test('a process that exits without a stop takes its server along', async () => {
  const dataDir = copyOfMade('exits');
  const supervisor = await libs.start(SUPERVISOR, { dataDir, durable: false });
  const { pid } = supervisor.message as Told;

  await supervisor.finish();

  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
});

test.runIf(isRoot)('a user without rights runs a server as itself, and root may join it and start it again', async () => {
  const dataDir = path.join(directory.path, 'theirs');
  await mkdir(dataDir);
  await chown(dataDir, NOBODY.uid, NOBODY.gid);
  await chmod(dataDir, 0o700);
  const supervisor = await libs.start(SUPERVISOR, { dataDir, durable: false }, NOBODY);
  const { pid, connectionString } = supervisor.message as Told;
  await query(connectionString, 'create table t (n int); insert into t values (1)');

  const joined = await startEmbeddedPostgres({ dataDir, durable: false });
  await supervisor.kill();
  await joined.stop();
  const again = await startEmbeddedPostgres({ dataDir, durable: false });
  const rows = await query(again.connectionString(), 'select t.n from t');
  await again.stop();

  expect([joined.pid, isAlive(pid), rows]).toEqual([pid, false, [{ n: 1 }]]);
});

test.runIf(isRoot)("a user without rights is told whose data it is, and root that it may not be root's", async () => {
  const data = path.join(directory.path, 'rights');
  await mkdir(data);
  const euid = vi.spyOn(process, 'geteuid').mockReturnValueOnce(1000);

  const refused = await serverUser(data).then(String, String);
  euid.mockRestore();
  const refusedRoot = await serverUser(data).then(String, String);
  await chown(data, 12_345, 54_321);
  const owner = await serverUser(data);

  expect(refused).toContain('belongs to the user with id 0, this process runs as 1000. Start Headgate as that user or as root');
  expect(refusedRoot).toContain(`chown -R 65534:65534 '${data}'`);
  expect(owner).toEqual({ uid: 12_345, gid: 54_321 });
});

function copyOfMade(name: string): string {
  const dataDir = path.join(directory.path, name);
  const { status, stderr } = spawnSync('cp', ['-a', made, dataDir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return dataDir;
}

async function query(connectionString: string, sql: string): Promise<unknown> {
  return withClient(connectionString, async (client) => (await client.query(sql)).rows as unknown);
}
