import { Failure, type Instant, INSTANT_MAX } from '#foundation';
import { HeldLabels, movedOn, WRITES_LOOKED_AT_MAX } from '#labels';
import { BEGINNING, type NodeId } from '#lineage';
import { ask, type Asked, endOf, generationsOf, KeptLabels, onwardFacts, type Seeds, takeLabels, touchedSince, TURN_BOUNDS } from '#store';

import type { Context } from '../context.ts';
import { clearing } from './held-labels.ts';

/** Entries of the ledger that one turn takes. */
const TURN_ENTRIES_MAX = 5_000n;

/** What came of a turn. */
export interface LabelTurn {
  readonly hasMore: boolean;
}

const CAUGHT_UP: LabelTurn = { hasMore: false };

/**
 * One turn of keeping labels: what the map took since the last one is looked at, and what data bear because of it is kept (docs/decisions/0026). One process at a
 * time does it, in one transaction: after a crash it is done again. Rows are believed from the size that the turn reached. Throws LIMIT_EXCEEDED when more lies
 * downstream of what changed than a turn may look at: then nothing is kept.
 */
export async function keepLabels(context: Context, entriesMax = TURN_ENTRIES_MAX): Promise<LabelTurn> {
  const { database, tenant } = context;
  return database.transaction(async (session) => {
    const live = (await generationsOf(session, tenant)).find(({ isLive }) => isLive);
    if (live === undefined) return CAUGHT_UP;
    const at = { tenant, generation: live.generation };
    const kept = await takeLabels(session, at);
    if (kept === undefined || kept >= live.mapped) return CAUGHT_UP;
    const size = kept + entriesMax < live.mapped ? kept + entriesMax : live.mapped;
    // The map goes on meanwhile: what is believed at a size stays so, what is believed now does not.
    const asked: Asked = { ...(await ask(session, at, { asOf: INSTANT_MAX, knownAt: size })), belief: 'history' };
    for (const seeds of await seedsOf(asked, kept)) await moveOn(context, asked, seeds);
    await new KeptLabels(session, at).keptTo(size);
    return { hasMore: size < live.mapped };
  });
}

/** What is called or tagged otherwise apart from what was written: the one is looked at from the beginning of time, the other from a moment ago. */
async function seedsOf(asked: Asked, since: bigint): Promise<readonly Seeds[]> {
  const { written, renamed } = await touchedSince(asked, since);
  const times = [...written.values()];
  const earliest = times.reduce<Instant>((least, time) => (time < least ? time : least), INSTANT_MAX);
  return [
    { nodes: renamed, since: BEGINNING, areSure: true },
    { nodes: [...written.keys()], since: earliest, areSure: false },
  ].filter(({ nodes }) => nodes.length > 0);
}

/** Finds what some nodes and all downstream of them hold from an instant on, and keeps it. */
async function moveOn(context: Context, asked: Asked, seeds: Seeds): Promise<void> {
  const found = await onwardFacts(asked, seeds);
  if (found === 'past bounds') throw pastBounds();
  const { since, nodes, kept, facts, changes } = found;
  if (nodes.size === 0) return;
  const clears = await clearing(context, asked, { changes, names: facts.names, timesBound: TURN_BOUNDS });
  const held = new HeldLabels({ ...facts, clears, onward: { since, nodes, kept } }, TURN_BOUNDS * WRITES_LOOKED_AT_MAX);
  if (held.isCut) throw pastBounds();
  const onward = [...nodes].flatMap((node: NodeId) => held.everHeldBy(node).map((label) => ({ ...label, to: endOf(label.to) })));
  const stored = kept.filter(({ node }) => nodes.has(node));
  await new KeptLabels(asked.session, asked).move(movedOn(stored, onward, since), asked.knownAt);
}

function pastBounds(): Failure {
  return new Failure(
    'LIMIT_EXCEEDED',
    'More datasets and events lie downstream of what changed than labels are followed along at once; whom rules by classification concern is answered as of the time before.',
  );
}
