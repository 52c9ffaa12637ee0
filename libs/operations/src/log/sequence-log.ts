import { formatCheckpoint, formatNote, grown, partialTiles, rootOfEdge, signed } from '#log';
import { leafHash } from '#record';
import { keepLog, leavesFrom, logHead, takeLog } from '#store';

import type { Context } from '../context.ts';
import { edgeSigned } from './edge-signed.ts';
import { logSigner } from './log-signer.ts';

/** Leaves that one turn takes: some tenths of a second. */
const TURN_LEAVES_MAX = 10_000;

/**
 * One turn of keeping the log (docs/decisions/0035): the entries that were recorded since the last one are its next leaves, in the order of their positions, and a
 * checkpoint of them is signed. One process at a time does it, in one transaction: after a crash it is done again, with the same tree. What is stored of the tree and
 * does not have the root that was signed is refused, and nothing is signed on it.
 */
export async function sequenceLog(context: Context, leavesMax = TURN_LEAVES_MAX): Promise<{ readonly hasMore: boolean }> {
  const { tenant } = context;
  return context.database.transaction(async (session) => {
    const head = await takeLog(session, tenant);
    const leaves = head === undefined ? [] : await leavesFrom(session, tenant, { from: head.size, limit: leavesMax });
    if (head === undefined || leaves.length === 0) return { hasMore: false };
    const signer = logSigner(context, (await logHead(session, tenant)).log);
    const { edge, filled } = grown(await edgeSigned(session, tenant, { head, signer }), leaves.map(leafHash));
    const text = formatCheckpoint({ origin: signer.name, size: edge.size, root: rootOfEdge(edge), extensions: [] });
    const note = formatNote(signed({ text, signatures: [] }, signer));
    await keepLog(session, tenant, { tiles: [...filled, ...partialTiles(edge)], size: edge.size, note });
    return { hasMore: leaves.length === leavesMax };
  });
}

/** Takes turns until the log holds what is recorded by now, or another process is at it. */
export async function logUpTo(context: Context): Promise<void> {
  while ((await sequenceLog(context)).hasMore);
}
