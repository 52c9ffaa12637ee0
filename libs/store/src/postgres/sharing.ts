import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '#foundation';
import { birthMark, isAlive } from './processes.ts';

/** One use of a server by this process. */
export interface Share {
  /** Ends the use, and says whether it was the last. Then the server is this process's to stop, and `stopped` to be called after. */
  readonly leave: () => { readonly wasLast: boolean; readonly stopped: () => void };
}

/** Longer than any stop is allowed to take. */
const STOP_MS_MAX = 2 * MINUTE_MS;
const LOOK_AGAIN_MS = 20;

/**
 * Notes that this process uses the server on some data, and waits until nobody is stopping that server. A note is a
 * small file named after the process; those of processes that died count for nothing, so whoever comes after a crash
 * becomes responsible for the server.
 *
 * Who joins writes the note first and then looks whether somebody stops; who leaves says that he may stop and then looks
 * for notes. So at least one of two sees the other, and no server is stopped under someone who has joined it.
 */
export async function joinServer(directory: string): Promise<Share> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const use = writeNote(directory, 'use');
  const start = performance.now();
  while (hasNotes(directory, 'stop') && performance.now() - start < STOP_MS_MAX) await sleep(LOOK_AGAIN_MS);

  return { leave: () => leave(directory, use) };
}

/** Synchronous, so that it can also be done while the process exits. */
function leave(directory: string, use: string): ReturnType<Share['leave']> {
  if (!existsSync(directory)) return { wasLast: true, stopped: () => undefined }; // who removed it removed the database too
  const stop = writeNote(directory, 'stop');
  const stopped = () => rmSync(stop, { force: true });
  rmSync(use, { force: true });

  const wasLast = !hasNotes(directory, 'use');
  if (!wasLast) stopped();
  return { wasLast, stopped };
}

type Purpose = 'use' | 'stop';

function writeNote(directory: string, purpose: Purpose): string {
  const file = path.join(directory, `${purpose}-${process.pid}-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, birthMark(process.pid), { flag: 'wx', mode: 0o600 });
  return file;
}

function hasNotes(directory: string, purpose: Purpose): boolean {
  return readdirSync(directory).some((name) => name.startsWith(`${purpose}-`) && isInForce(path.join(directory, name)));
}

function isInForce(file: string): boolean {
  const pid = Number(path.basename(file).split('-')[1]);
  const mark = readMark(file);
  if (mark === undefined) return false;

  const isTheirs = isAlive(pid) && (mark === '' || mark === birthMark(pid));
  if (!isTheirs) rmSync(file, { force: true });
  return isTheirs;
}

function readMark(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // removed just now
  }
}
