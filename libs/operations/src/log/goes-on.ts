import { type Checkpoint, consistencyProof, isConsistent, originIn, parseCheckpoint, parseNote } from '#log';
import { type LogHead, type Session } from '#store';

import type { Context } from '../context.ts';
import { LogChanged } from './edge-signed.ts';
import { fromTiles } from './from-tiles.ts';
import { restoresDeclared } from './restores.ts';

type Looking = Pick<Context, 'keys' | 'tenant'>;

/** The database ends before what this machine saw of its log. */
export class LogBehind extends LogChanged {
  constructor(
    message: string,
    readonly seen: Checkpoint,
  ) {
    super(message);
  }
}

/**
 * Throws LogChanged unless the log in the database goes on from the newest checkpoint that this machine saw of it, and LogBehind where it ends before that and
 * nobody declared that it was restored (docs/decisions/0037).
 */
export async function requireGoesOn(
  { keys, tenant }: Looking,
  session: Session,
  { log, size, note }: LogHead & { readonly log: string },
): Promise<void> {
  const told = keys.seen.read(log);
  if (told === undefined || told === note) return;
  const seen = checkpointIn(told);
  if (seen === undefined) throw new LogChanged(`${keys.seen.fileOf(log)} holds no checkpoint: bring it back from its backup, or remove it`);
  const restore = (await restoresDeclared({ keys, tenant }, session))[originIn(seen.origin)?.restores ?? 0]; // the first one after it was signed
  if (restore !== undefined && restore.from < seen.size) {
    if (restore.lost >= seen.size) return;
    throw new LogBehind(
      `A restore was declared after a checkpoint of ${restore.lost} entries, and this machine saw one of ${seen.size}`,
      seen,
    );
  }
  if (size < seen.size) {
    throw new LogBehind(
      `The log ends at ${size} entries, and this machine saw a checkpoint of ${seen.size}: the database is an older copy, or it was changed`,
      seen,
    );
  }
  const head = checkpointIn(note ?? '');
  if (
    head?.size !== size ||
    !isConsistent(await fromTiles(session, tenant, { size, work: (read) => consistencyProof(seen.size, size, read) }), seen, head)
  )
    throw new LogChanged(
      `The log does not begin with the checkpoint of ${seen.size} entries that this machine saw: another history was signed`,
    );
}

function checkpointIn(text: string): Checkpoint | undefined {
  const note = parseNote(text);
  return note === undefined ? undefined : parseCheckpoint(note.text);
}
