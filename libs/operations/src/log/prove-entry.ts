import { Failure } from '#foundation';
import { formatNote, formatProof, inclusionProof, isIncluded, type Note, parseCheckpoint, parseNote, verifierKey } from '#log';
import { leafHash } from '#record';
import { leavesFrom, logHead, type Session } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { LogChanged } from './edge-signed.ts';
import { fromTiles } from './from-tiles.ts';
import { signerOfHead } from './log-signer.ts';
import { witnessedHolding } from './witnesses.ts';

/** That an entry of the ledger stands in the log, to be checked without server and database. */
export interface EntryProof {
  readonly position: bigint;
  /** The leaf of the entry: what the log says of it. */
  readonly leaf: string;
  /** C2SP tlog-proof, with the leaf as its extra data. */
  readonly proof: string;
  readonly verifierKey: string;
}

/**
 * Proves that the entry at a position is in the log: of the newest checkpoint that somebody witnessed and that holds it, else of the newest. For auditors and administrators. Throws BAD_REQUEST and NOT_FOUND, and LogChanged
 * where what is stored is not what was signed: a proof that does not hold is handed to nobody.
 */
export async function proveEntry(context: Context, principal: Principal, position: string): Promise<EntryProof> {
  await requireAuditor(context, principal, 'have entries of the ledger proved');
  const index = positionIn(position);
  return context.database.snapshot((session) => proofAt(context, session, index));
}

/** As `proveEntry`, in a snapshot of the caller's, who decides whether somebody may have it. */
export async function proofAt(context: Context, session: Session, index: number): Promise<EntryProof> {
  const { log, ...head } = await logHead(session, context.tenant);
  const newest = head.note === null ? undefined : parseNote(head.note);
  const note = (await witnessedHolding(context, session, index))?.note ?? newest;
  if (note === undefined || index >= head.size)
    throw new Failure(
      'NOT_FOUND',
      `The log holds ${head.size} entries, and not yet one at ${index}; what is recorded is in it within some seconds.`,
    );
  const [leaf = ''] = await leavesFrom(session, context.tenant, { from: index, limit: 1 });
  const path = await pathOf(session, context.tenant, { index, leaf, note });
  const proof = formatProof({ index, path, note, extra: Buffer.from(leaf) });
  return { position: BigInt(index), leaf, proof, verifierKey: verifierKey(signerOfHead(context, { log, note: formatNote(note) })) };
}

/** Throws BAD_REQUEST. */
export function positionIn(text: string): number {
  const index = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(index))
    throw new Failure('BAD_REQUEST', `A position is a whole number from 0 on, not ${text.slice(0, 100)}.`);
  return index;
}

/** The way up from a leaf. One statement. Throws LogChanged where the database holds no such way to the root that was signed. */
async function pathOf(
  session: Session,
  tenant: number,
  { index, leaf, note }: { readonly index: number; readonly leaf: string; readonly note: Note },
): Promise<readonly Buffer[]> {
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === undefined || index >= checkpoint.size)
    throw new LogChanged('The newest checkpoint of the log is none: the database was changed');
  const { size, root } = checkpoint;
  const path = await fromTiles(session, tenant, { size, work: (read) => inclusionProof(index, size, read) });
  if (isIncluded(path, { leaf: leafHash(leaf), index, size, root })) return path;
  throw new LogChanged(`Entry ${index} of the ledger, or the tree, is not what was signed: the database was changed`);
}
