import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { errorCode } from '#foundation';
import { isAlive, startEmbeddedPostgres } from '#store';

/** A folder that one demo has for itself, empty at its start. */
export interface DemoHome {
  readonly folder: string;
  /** Keeps in mind, for the demo after a crash, which database is to be removed. */
  readonly remember: (database: Leftover['database']) => Promise<void>;
  /** Removes the folder and all that is in it. */
  readonly remove: () => Promise<void>;
}

/** What a demo that did not come to its end has left. */
export interface Leftover {
  /** A database that it made on somebody's server. */
  readonly database?: string | undefined;
}

/** By this file we know a folder of ours; nothing without it is ever emptied. */
const MARKER = 'headgate-demo.json';
const Marker = z.object({ pid: z.int().positive(), database: z.string().optional() });

/** Demos at once on one machine and data folder. */
const HOMES_MAX = 20;

/**
 * The first of `demo`, `demo-2`, ... below a data folder that no demo works in now. What an earlier one left there is stopped and removed.
 * A folder that no demo made is left alone, whatever it is called.
 */
export async function openDemoHome(dataDir: string, onLeftover: (leftover: Leftover) => Promise<void>): Promise<DemoHome> {
  for (let number = 1; number <= HOMES_MAX; number += 1) {
    const folder = path.resolve(dataDir, number === 1 ? 'demo' : `demo-${number}`);
    const home = (await isFree(folder, onLeftover)) ? await claim(folder) : undefined;
    if (home !== undefined) return home;
  }
  throw new Error(
    `The folders demo to demo-${HOMES_MAX} in ${dataDir} are all in use, or not ours: set HEADGATE_DATA_DIR to another place.`,
  );
}

async function isFree(folder: string, onLeftover: (leftover: Leftover) => Promise<void>): Promise<boolean> {
  const files = await readdir(folder).catch((error: unknown) => (errorCode(error) === 'ENOENT' ? [] : undefined));
  if (files === undefined) return false; // a file, or not for us to read
  if (files.length === 0) return true;
  const marker = await readMarker(folder);
  if (marker === undefined || (marker.pid !== process.pid && isAlive(marker.pid))) return false;

  await stopPostgres(path.join(folder, 'postgres'));
  await onLeftover(marker);
  const aside = `${folder}.old-${process.pid}`;
  try {
    await rename(folder, aside); // of two demos that start at once, one succeeds
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

/** The folder, as ours; undefined when another demo was quicker. */
async function claim(folder: string): Promise<DemoHome | undefined> {
  // Root's Postgres runs as somebody else, who must pass through.
  const firstMade = await mkdir(folder, { recursive: true, mode: process.geteuid?.() === 0 ? 0o711 : 0o700 });
  const marker = path.join(folder, MARKER);
  const mark = (flag: 'w' | 'wx', database?: string): Promise<void> =>
    writeFile(marker, JSON.stringify({ pid: process.pid, database }), { flag, mode: 0o600 });
  try {
    await mark('wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  }
  return {
    folder,
    remember: (database) => mark('w', database),
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
      const isParentOurs = firstMade !== undefined && firstMade !== folder;
      if (isParentOurs) await rmdir(path.dirname(folder)).catch(() => undefined); // somebody may use it by now
    },
  };
}

async function readMarker(folder: string): Promise<z.infer<typeof Marker> | undefined> {
  const text = await readFile(path.join(folder, MARKER), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Marker.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The Postgres of a demo that was killed goes on without it. To join it and to leave it again as the last one stops it. */
async function stopPostgres(dataDir: string): Promise<void> {
  const note = await readFile(path.join(dataDir, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(note, 10);
  if (!isAlive(pid)) return;
  await (await startEmbeddedPostgres({ dataDir })).stop();
}
