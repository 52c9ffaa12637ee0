import { Failure } from '#foundation';
import { formatProof, inclusionProof, parseNote, subtreesIn, type TileName, tilePath, verifierKey } from '#log';
import { leavesFrom, type LogHead, logHead, readTiles, type Session } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { logSigner } from './log-signer.ts';

/** That an entry of the ledger stands in the log, to be checked without server and database. */
export interface EntryProof {
  readonly position: bigint;
  /** The leaf of the entry: what the log says of it. */
  readonly leaf: string;
  /** C2SP tlog-proof, with the leaf as its extra data. */
  readonly proof: string;
  readonly verifierKey: string;
}

/** Proves that the entry at a position is in the log of the newest checkpoint. For auditors and administrators. Throws BAD_REQUEST and NOT_FOUND. */
export async function proveEntry(context: Context, principal: Principal, position: string): Promise<EntryProof> {
  await requireAuditor(context, principal, 'have entries of the ledger proved');
  const index = Number(position);
  if (!/^\d{1,16}$/.test(position) || !Number.isSafeInteger(index))
    throw new Failure('BAD_REQUEST', `A position is a whole number from 0 on, not ${position}.`);
  return context.database.snapshot(async (session) => {
    const { log, ...head } = await logHead(session, context.tenant);
    const note = head.note === null ? undefined : parseNote(head.note);
    if (note === undefined || index >= head.size)
      throw new Failure(
        'NOT_FOUND',
        `The log holds ${head.size} entries, and not yet one at ${position}; what is recorded is in it within some seconds.`,
      );
    const [leaf = ''] = await leavesFrom(session, context.tenant, { from: index, limit: 1 });
    const path = await pathOf(session, context.tenant, { index, head });
    const proof = formatProof({ index, path, note, extra: Buffer.from(leaf) });
    return { position: BigInt(index), leaf, proof, verifierKey: verifierKey(logSigner(context, log)) };
  });
}

/** The way up from a leaf. One statement. */
async function pathOf(
  session: Session,
  tenant: number,
  { index, head: { size } }: { readonly index: number; readonly head: LogHead },
): Promise<readonly Buffer[]> {
  const names = new Map<string, TileName>();
  inclusionProof(
    index,
    size,
    subtreesIn(size, (name) => (names.set(tilePath(name), name), Buffer.alloc(name.width * 32))),
  ); // which tiles it goes through
  const paths = [...names.keys()];
  const tiles = new Map((await readTiles(session, tenant, [...names.values()])).map((hashes, at) => [paths[at], hashes]));
  return inclusionProof(
    index,
    size,
    subtreesIn(size, (name) => {
      const hashes = tiles.get(tilePath(name));
      if (hashes === undefined)
        throw new Error(`the log holds ${size} leaves, and ${tilePath(name)} is not there: the database was changed`);
      return hashes;
    }),
  );
}
