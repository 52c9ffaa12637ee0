import { formatCheckpoint, formatNote, grown, partialTiles, rootOfEdge, signed } from '#log';
import { leafHash } from '#record';
import { keepLog, leavesFrom, takeLog } from '#store';

import type { Context } from '../context.ts';
import { edgeSigned } from './edge-signed.ts';
import { requireGoesOn } from './goes-on.ts';
import { logSigner, originNow, signerOfHead } from './log-signer.ts';

/** Leaves that one turn takes: some tenths of a second. */
const TURN_LEAVES_MAX = 10_000;

/**
 * One turn of keeping the log (docs/decisions/0035): the entries that were recorded since the last one are its next leaves, in the order of their positions, and a
 * checkpoint of them is signed. One process at a time does it, in one transaction: after a crash it is done again, with the same tree. What is stored of the tree and
 * does not have the root that was signed is refused, and nothing is signed on it; nor on what does not go on from what this machine saw.
 */
export async function sequenceLog(context: Context, leavesMax = TURN_LEAVES_MAX): Promise<{ readonly hasMore: boolean }> {
  const { tenant, keys } = context;
  const turn = await context.database.transaction(async (session) => {
    const head = await takeLog(session, tenant);
    if (head === undefined) return undefined;
    const origin = await originNow(context, session);
    const before = await edgeSigned(session, tenant, { head, signer: () => signerOfHead(context, { ...head, log: origin.log }) });
    await requireGoesOn(context, session, { ...head, log: origin.log });
    const leaves = await leavesFrom(session, tenant, { from: head.size, limit: leavesMax });
    if (leaves.length === 0) return { ...origin, note: head.note, hasMore: false };
    const signer = logSigner(context, origin);
    const { edge, filled } = grown(before, leaves.map(leafHash));
    const text = formatCheckpoint({ origin: signer.name, size: edge.size, root: rootOfEdge(edge), extensions: [] });
    const note = formatNote(signed({ text, signatures: [] }, signer));
    await keepLog(session, tenant, { tiles: [...filled, ...partialTiles(edge)], size: edge.size, note });
    return { ...origin, note, hasMore: leaves.length === leavesMax };
  });
  if (turn?.note != null && turn.note !== keys.seen.read(turn.log)) keys.seen.keep(turn.log, turn.note); // never ahead of what is committed
  return { hasMore: turn?.hasMore === true };
}

/** Takes turns until the log holds what is recorded by now, or another process is at it. */
export async function logUpTo(context: Context): Promise<void> {
  while ((await sequenceLog(context)).hasMore);
}
