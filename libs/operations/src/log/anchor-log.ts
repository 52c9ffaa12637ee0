import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

import { errorCode } from '#foundation';
import { originIn, parseCheckpoint, parseNote } from '#log';
import { logHead } from '#store';

import type { Context } from '../context.ts';
import { LogChanged } from './edge-signed.ts';
import { requireGoesOn } from './goes-on.ts';

/**
 * Keeps the newest checkpoint in a folder elsewhere, in a file of its own: `<id of the log>.<restores>-<entries>.checkpoint`. Nothing is ever written over. Throws LogChanged
 * where the database does not go on from what this machine saw, or the folder holds another checkpoint of as many entries.
 */
export async function anchorLog(context: Pick<Context, 'database' | 'keys' | 'tenant'>, folder: string): Promise<void> {
  const { log, size, note } = await context.database.snapshot(async (session) => {
    const head = await logHead(session, context.tenant);
    await requireGoesOn(context, session, head);
    return head;
  });
  if (note === null) return;
  const { restores } = originIn(parseCheckpoint(parseNote(note)?.text ?? '')?.origin ?? '') ?? { restores: 0 };
  const file = path.join(folder, `${log}.${restores}-${String(size).padStart(SIZE_DIGITS, '0')}.checkpoint`);
  if (writtenAnew(file, note) || readFileSync(file, 'utf8') === note) return;
  throw new LogChanged(`${file} holds another checkpoint of ${size} entries than the database: another history was signed`);
}

/** So that names stand in the order of sizes. */
const SIZE_DIGITS = 16;

/** False: there is a file of that name. */
function writtenAnew(file: string, note: string): boolean {
  let opened: number;
  try {
    opened = openSync(file, 'wx', 0o644);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(opened, note);
    fsyncSync(opened);
    return true;
  } finally {
    closeSync(opened);
  }
}
