import { randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, link, mkdir, open, readdir, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

import { errorCode } from '#foundation';
import type { Binaries } from './binaries.ts';
import { runProgram } from './programs.ts';
import { canPass, type UnixUser } from './server-user.ts';
import { startFailure } from './start-failures.ts';

/** The superuser of an embedded server, and its default database. */
export const SUPERUSER = 'headgate';

/**
 * One data directory and what it takes to run a server on it:
 *
 *     <home>/data           what Postgres calls the data directory; the server's user owns it
 *     <home>/password       the superuser's
 *     <home>/port           where the server last listened, so that its address stays the same
 *     <home>/sharing/       who uses the server now
 *     <home>/postgres.log
 */
export interface Cluster {
  readonly home: string;
  readonly user: UnixUser | undefined;
  readonly binaries: Binaries;
  readonly durable: boolean;
  /** True when the server's user can walk the path to `home`. */
  readonly isReachable: boolean;
}

export function dataOf(cluster: Pick<Cluster, 'home'>): string {
  return path.join(cluster.home, 'data');
}

/**
 * What a program started inside `directory` is told as the name of it. A user who cannot walk the path to a directory
 * can still stand in it, and Linux gives that place a name which needs no walk. So the data may lie in root's closed home.
 */
export function nameFromInside(cluster: Cluster, directory: string): string {
  if (cluster.isReachable) return directory;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new Error(
    `The user with id ${cluster.user?.uid} that Postgres runs as cannot enter ${cluster.home}: ` +
      'choose a data directory that is not inside a private one, or do not start as root.',
  );
}

/** Makes the home directory when it is new, and gives its real path. */
export async function openHome(dataDir: string): Promise<string> {
  const home = path.resolve(dataDir);
  try {
    const created = await mkdir(home, { recursive: true });
    // Root's server runs as somebody else, who must pass through; nothing in here is readable to others.
    if (created !== undefined) await chmod(home, process.geteuid?.() === 0 ? 0o711 : 0o700);
    await access(home, constants.W_OK | constants.X_OK);
    return await realpath(home);
  } catch (cause) {
    throw new Error(`This user cannot make or fill the data directory ${home} (${errorCode(cause)}): choose another, or allow it.`, {
      cause,
    });
  }
}

/** True when the server's user can walk to the home directory. */
export async function isReachable(home: string, user: UnixUser | undefined): Promise<boolean> {
  return user === undefined || canPass(home, user);
}

/** Makes the database files when there are none, else checks that these binaries can read them. */
export async function prepareData(cluster: Cluster): Promise<void> {
  const files = await filesIn(dataOf(cluster));
  if (files === undefined || files.length === 0) {
    await keepPassword(cluster);
    await createData(cluster);
  }

  const [made, ours] = [await majorOf(cluster), cluster.binaries.version.split('.')[0]];
  if (made === ours) return;
  throw new Error(
    made === undefined
      ? `${dataOf(cluster)} holds files, but no Postgres data: choose another data directory.`
      : `${dataOf(cluster)} was written by Postgres ${made}, and this Headgate brings Postgres ${ours}, which cannot read it. ` +
          'Dump it with the Headgate that wrote it and load it into a new data directory, or go back to that Headgate.',
  );
}

/** The superuser's password, as it was kept when the data was made. */
export async function passwordOf(cluster: Pick<Cluster, 'home'>): Promise<string> {
  const file = passwordFile(cluster);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${errorCode(error)}). Without it nobody can log in to the database beside it: ` +
        'bring it back, or remove the whole directory to start with an empty one.',
      { cause: error },
    );
  }
}

function passwordFile(cluster: Pick<Cluster, 'home'>): string {
  return path.join(cluster.home, 'password');
}

/** The first process to come keeps a random password; others that start at the same time find and use it. */
async function keepPassword({ home }: Cluster): Promise<void> {
  const staged = path.join(home, `password.new-${randomBytes(4).toString('hex')}`);
  try {
    await writePrivately(staged, `${randomBytes(24).toString('hex')}\n`);
    await link(staged, path.join(home, 'password')).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
    await syncDirectory(home);
  } finally {
    await rm(staged, { force: true });
  }
}

/** The data appears whole or not at all: it is made beside its place and then moved there. Of two at once, one wins. */
async function createData(cluster: Cluster): Promise<void> {
  const staged = path.join(cluster.home, `new-${randomBytes(4).toString('hex')}`);
  const data = path.join(staged, 'data');
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writePrivately(path.join(staged, 'password'), `${await passwordOf(cluster)}\n`, cluster.user);
    await giveTo(cluster.user, data, staged);

    const ran = await runProgram(cluster.binaries.initdb, initdbArguments(cluster, data), { cwd: data, user: cluster.user });
    if (ran.exitCode !== 0) throw startFailure('A new database could not be made', ran.output);

    await rmdir(dataOf(cluster)).catch(() => undefined); // an empty one may stand there; only some systems move onto it
    await rename(data, dataOf(cluster)).catch((error: unknown) => {
      if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(errorCode(error) ?? '')) throw error; // else another was quicker
    });
    await syncDirectory(cluster.home);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** Before it Postgres had no locale of its own. */
const OWN_LOCALE_SINCE = 17;

/** The locale C.UTF-8 of Postgres itself sorts the same on every system and in every version; older binaries, which tests may name, take the system's. */
function initdbArguments(cluster: Cluster, data: string): readonly string[] {
  const hasOwnLocale = Number.parseInt(cluster.binaries.version, 10) >= OWN_LOCALE_SINCE;
  return [
    ...['-D', nameFromInside(cluster, data), '-U', SUPERUSER, '-E', 'UTF8'],
    ...(hasOwnLocale ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8']),
    ...['-A', 'scram-sha-256', '--pwfile=../password', '--no-instructions'],
    ...(cluster.durable ? [] : ['--no-sync']),
  ];
}

async function majorOf(cluster: Cluster): Promise<string | undefined> {
  try {
    return (await readFile(path.join(dataOf(cluster), 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function filesIn(directory: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a new file that only its owner may read, and waits until it is on disk. Follows no link. */
export async function writePrivately(file: string, text: string, owner?: UnixUser): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name in a directory survives a power cut only after this. Windows has no such call and needs none. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function giveTo(user: UnixUser | undefined, ...files: readonly string[]): Promise<void> {
  if (user === undefined) return;
  for (const file of files) await chown(file, user.uid, user.gid);
}
