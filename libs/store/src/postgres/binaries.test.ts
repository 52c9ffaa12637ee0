import { chmod, chown, cp, mkdir, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory, type TemporaryDirectory } from '#testkit';
import { copyBinaries } from './binaries-copy.ts';
import { installedBinaries, usableBinaries } from './binaries.ts';
import { withClient } from './client.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { NOBODY } from './server-user.ts';

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';

let directory: TemporaryDirectory;
let closed: string; // the package as it lies in a home with mode 0700

beforeAll(async () => {
  directory = await temporaryDirectory(os.tmpdir()); // programs may not run in memory everywhere
  await chmod(directory.path, 0o755);
  const home = path.join(directory.path, 'home');
  closed = path.join(home, 'native');
  await cp(path.dirname(installedBinaries()), home, { recursive: true, verbatimSymlinks: true });
  await chmod(home, 0o700);
});

afterAll(() => directory[Symbol.asyncDispose]());

test.runIf(isLinux)('links between libraries are made where no install script made them', async () => {
  await removeLinks();

  const binaries = await usableBinaries({ user: undefined, native: closed, copyTo: [] });

  expect(binaries.version).toMatch(/^\d+\.\d+$/);
  expect(await readlink(path.join(closed, 'lib/libpq.so.5'))).toMatch(/^libpq\.so\.5\.\d+$/);
});

test.runIf(isRoot)('a server starts from a checkout that its user cannot enter, by a copy that all may read', async () => {
  await removeLinks();
  const copyTo = [path.join(directory.path, 'copies')];
  const dataDir = path.join(directory.path, 'home/.headgate/postgres');

  const server = await startEmbeddedPostgres({ dataDir, durable: false, binaries: { native: closed, copyTo } });
  const answer = await withClient(server.connectionString(), async (client) => (await client.query('select 1 as n')).rows as unknown);
  await server.stop();

  expect(answer).toEqual([{ n: 1 }]);
  expect(await readdir(copyTo[0] ?? '')).toEqual([expect.stringMatching(/^pg-\d.*-linux-/)]);
  expect((await stat(path.dirname(closed))).mode & 0o777).toBe(0o700);
});

test('a copy is made once, whoever asks for it at the same time, and leaves out what only compilers need', async () => {
  const native = await tinyPackage('at-once');
  const place = path.join(directory.path, 'at-once/place');

  const copies = await Promise.all([copyBinaries(native, place), copyBinaries(native, place)]);
  const again = await copyBinaries(native, place);

  const copy = path.join(place, `pg-1.2.3-beta.4-${process.platform}-${process.arch}`);
  expect([...copies, again]).toEqual(Array(3).fill({ kind: 'copied', directory: path.join(copy, 'native') }));
  expect(await readdir(place)).toEqual([path.basename(copy)]);
  expect((await readdir(copy, { recursive: true })).sort()).toEqual(['native', 'native/bin', 'native/bin/postgres']);
});

// Goal: nobody can make us run their programs by putting them where our copy would be.
test.runIf(isRoot)('a place that another user could have filled is refused', async () => {
  const native = await tinyPackage('refused');
  const name = (place: string) => path.join(directory.path, `refused-${place}`);
  const [theirs, writable, link, copyIsTheirs] = [name('theirs'), name('writable'), name('link'), name('copy-is-theirs')];
  await mkdir(theirs);
  await chown(theirs, 12_345, 12_345);
  await mkdir(writable);
  await chmod(writable, 0o777);
  await symlink(theirs, link);
  const copy = path.join(copyIsTheirs, `pg-1.2.3-beta.4-${process.platform}-${process.arch}`);
  await mkdir(copy, { recursive: true });
  await chown(copy, 12_345, 12_345);

  const problems = [];
  for (const place of [theirs, writable, link, copyIsTheirs, path.join(writable, 'inside')])
    problems.push(await copyBinaries(native, place));

  expect(problems).toEqual(
    [
      `${theirs} belongs to the user with id 12345`,
      `${writable} may be written by others`,
      `${link} is not a directory`,
      `${copy} belongs to the user with id 12345`,
      `${writable} may be written by others`,
    ].map((problem) => ({ kind: 'unusable', problem })),
  );
});

test.runIf(isRoot)('binaries that can run nowhere say so for each place, and what to do', async () => {
  const copyTo = ['/dev/null/copies'];

  const refusal = await usableBinaries({ user: NOBODY, native: closed, copyTo }).then(String, String);

  expect(refusal.split('\n')).toEqual([
    'Error: The bundled Postgres cannot run here as the user with id 65534:',
    expect.stringMatching(/native: spawnSync .* EACCES$/),
    expect.stringMatching(/^ {2}\/dev\/null\/copies: Error: ENOTDIR/),
    'What helps: start Headgate as an ordinary user, or set DATABASE_URL to a Postgres of your own, version 15 or newer.',
  ]);
});

async function removeLinks(): Promise<void> {
  for (const file of await readdir(path.join(closed, 'lib'), { withFileTypes: true })) {
    if (file.isSymbolicLink()) await rm(path.join(closed, 'lib', file.name));
  }
}

/** The folder with binaries of a package that holds next to nothing. */
async function tinyPackage(name: string): Promise<string> {
  const native = path.join(directory.path, name, 'native');
  await mkdir(path.join(native, 'bin'), { recursive: true });
  await writeFile(path.join(native, 'bin/postgres'), '');
  await writeFile(path.join(native, 'static.a'), '');
  await writeFile(path.join(native, '../package.json'), '{ "version": "1.2.3-beta.4" }');
  return native;
}
