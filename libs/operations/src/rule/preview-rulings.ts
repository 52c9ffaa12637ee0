import type { Name, Retraction, Setting } from '#lineage';
import { generationsOf, graphChange, type GraphChange, GraphMap, holdLive, LedgerReader, MapMemory } from '#store';

import { recordNamed } from '../ask/show-named.ts';
import type { Context, Principal } from '../context.ts';
import { requireOwnFold } from '../map/live-fold.ts';
import { noGraph } from '../map/live-graph.ts';

/** What rulings would do to the graph, if they were recorded now. */
export interface RulingPreview extends GraphChange {
  /** The graph's size for which this was worked out. */
  readonly size: bigint;
  /** Recorded entries that are not in the graph yet: what they bring is not in this preview. */
  readonly behind: bigint;
}

type Rulings = readonly (Retraction | Setting)[];

/**
 * Applies rulings to the live graph, looks at what changed, and takes all of it back; that protected datasets are named is on record then. The map waits meanwhile. Throws on a
 * graph of another fold.
 */
export async function previewRulings(context: Context, principal: Principal, rulings: Rulings): Promise<RulingPreview> {
  const { preview, datasets } = await rehearsed(context, rulings);
  await recordNamed(context, principal, { operation: 'a preview of rulings', names: datasets });
  return preview;
}

async function rehearsed(
  context: Context,
  rulings: Rulings,
): Promise<{ readonly preview: RulingPreview; readonly datasets: readonly Name[] }> {
  const { database, tenant, keys } = context;
  return database.rehearsal(async (session) => {
    await session.send('set local statement_timeout = 0'); // a ruling may touch anything
    await holdLive(session, tenant);
    const memory = new MapMemory();
    const map = await GraphMap.takeLive(session, tenant, memory);
    const live = (await generationsOf(session, tenant)).find(({ isLive }) => isLive);
    if (map === undefined || live === undefined) throw noGraph();
    requireOwnFold(live.fold);

    let size = map.mapped;
    for (const ruling of rulings) {
      await map.applyRuling(size, ruling);
      size += 1n;
    }
    const { change, datasets } = await graphChange(session, map.at, { before: map.mapped, after: size });
    const recorded = await new LedgerReader(session, tenant, keys).size();
    return { preview: { ...change, size: map.mapped, behind: recorded - map.mapped }, datasets };
  });
}
