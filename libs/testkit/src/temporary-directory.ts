import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { GIB } from '#foundation';

/** Gone at the end of its scope, with all that is in it. */
export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

/** Databases are many small files, which memory takes much faster than a disk; but a container may have little of it. */
const MEMORY_DISK = '/dev/shm';
const MEMORY_FREE_BYTES_MIN = 4 * GIB;

const NAME = /^headgate-test-(\d+)-/;

/** A new directory that only this user may enter: in memory where that can be had, unless a parent is named. */
export async function temporaryDirectory(parent?: string): Promise<TemporaryDirectory> {
  const directory = await mkdtemp(path.join(parent ?? (await fastestParent()), `headgate-test-${process.pid}-`));
  return { path: directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/**
 * Removes the temporary directories of processes that were killed. A Postgres that still runs in one sees within a
 * minute that its files are gone, and ends.
 */
export async function removeAbandonedDirectories(): Promise<void> {
  for (const parent of new Set([os.tmpdir(), await fastestParent()])) {
    for (const name of await readdir(parent)) await removeIfAbandoned(parent, name);
  }
}

async function removeIfAbandoned(parent: string, name: string): Promise<void> {
  const pid = Number(NAME.exec(name)?.[1]);
  if (Number.isNaN(pid) || isAlive(pid)) return;
  const directory = path.join(parent, name);
  const owner = await stat(directory).catch(() => undefined); // gone: another run removes it too
  if (owner?.uid === process.getuid?.()) await rm(directory, { recursive: true, force: true });
}

async function fastestParent(): Promise<string> {
  const memory = await statfs(MEMORY_DISK).catch(() => undefined); // only Linux has one
  const isRoomy = memory !== undefined && memory.bavail * memory.bsize > MEMORY_FREE_BYTES_MIN;
  return isRoomy ? MEMORY_DISK : os.tmpdir();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // or another user's, whose directory is not ours to remove
  }
}
