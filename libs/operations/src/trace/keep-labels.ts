import { Failure, type Instant, INSTANT_MAX } from '#foundation';
import { HeldLabels, movedOn, WRITES_LOOKED_AT_MAX } from '#labels';
import { BEGINNING, type NodeId } from '#lineage';
import {
  ask,
  type Asked,
  endOf,
  generationsOf,
  KeptLabels,
  onwardFacts,
  ruledOtherwise,
  type RulesMoved,
  type Seeds,
  takeLabels,
  touchedSince,
  TURN_BOUNDS,
} from '#store';

import { labelRulesAt } from '../ask/label-rules-at.ts';
import type { Context } from '../context.ts';
import { clearing } from './held-labels.ts';

/** Entries of the ledger that one turn takes. */
const TURN_ENTRIES_MAX = 5_000n;

/** Datasets that are looked at together from the beginning of time. */
const SEEDS_AT_ONCE = 2_000;

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
    const rules = await rulesMoved(context, asked, kept);
    for (const seeds of await seedsOf(asked, kept, rules)) await moveOn(context, asked, seeds);
    await new KeptLabels(session, at).keptTo(size);
    return { hasMore: size < live.mapped };
  });
}

/** What policies and contracts say of levels: as far as labels are kept, and at the size that they are moved on to. */
async function rulesMoved(context: Context, { session, knownAt }: Asked, kept: bigint): Promise<RulesMoved> {
  const { levels: now, since } = await labelRulesAt(context, session, knownAt);
  return { now, then: since < kept ? now : (await labelRulesAt(context, session, kept)).levels };
}

/**
 * What is called, tagged or said to be otherwise apart from what was written: the one is looked at from the beginning of time, the other from a moment ago. Of the
 * first many may be touched by one policy: so many at a time, each time with all that lies downstream, and all of them together come to the same.
 */
async function seedsOf(asked: Asked, since: bigint, rules: RulesMoved): Promise<readonly Seeds[]> {
  const { written, renamed } = await touchedSince(asked, since);
  const otherwise = [...new Set([...renamed, ...(await ruledOtherwise(asked, since, rules))])];
  const times = [...written.values()];
  const earliest = times.reduce<Instant>((least, time) => (time < least ? time : least), INSTANT_MAX);
  const parts = Array.from({ length: Math.ceil(otherwise.length / SEEDS_AT_ONCE) }, (_, index) =>
    otherwise.slice(index * SEEDS_AT_ONCE, (index + 1) * SEEDS_AT_ONCE),
  );
  return [
    ...parts.map((nodes) => ({ nodes, since: BEGINNING, areSure: true, rules: rules.now })),
    { nodes: [...written.keys()], since: earliest, areSure: false, rules: rules.now },
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
