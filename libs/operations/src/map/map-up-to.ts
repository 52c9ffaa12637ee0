import { SECOND_MS } from '#foundation';
import { generationsOf, LedgerReader } from '#store';

import type { Context } from '../context.ts';
import { mapNext } from './live-fold.ts';
import { Mapper } from './project-entries.ts';

/** How long a command that waits for the graph folds entries itself. */
const MAP_UP_TO_MS_MAX = 30 * SECOND_MS;
/** Somebody else has the lane: look again after this. */
const STEP_MS = 20;

/**
 * Folds what is recorded into the live graph until it has a size (absent: the ledger's size now), beside a server that may do the same. Says whether
 * it got there in time; never, when another fold made that graph.
 */
export async function mapUpTo(context: Context, size?: bigint): Promise<boolean> {
  const { database, tenant, keys } = context;
  const mapper = new Mapper(context);
  const target = size ?? (await database.snapshot((session) => new LedgerReader(session, tenant, keys).size()));
  const until = performance.now() + MAP_UP_TO_MS_MAX;
  while (performance.now() < until) {
    const live = await database.snapshot(async (session) => (await generationsOf(session, tenant)).find(({ isLive }) => isLive));
    if (live === undefined) return false;
    if (live.mapped >= target) return true;
    const look = await mapNext(context, mapper);
    if (look.kind === 'other-fold') return false;
    if (look.count === 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return false;
}
