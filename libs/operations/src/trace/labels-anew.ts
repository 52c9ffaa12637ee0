import { DAY_MS, HOUR_MS, type Instant } from '#foundation';
import { HeldLabels, type KeptLabel, type LabelRule, type Moved, movedOn, type Onward, type StoredLabel } from '#labels';
import { BEGINNING, END, type NodeId } from '#lineage';
import { allDownstream, type Asked, endOf, KeptLabels, onwardFacts, type Seeds, type TouchedFrom, TURN_BOUNDS } from '#store';

import type { Context } from '../context.ts';
import { clearing } from './held-labels.ts';

/** Datasets that are looked at together from the beginning of time. */
const SEEDS_AT_ONCE = 2_000;

/**
 * What was touched less long before the newest is looked at together, each from its own earliest time on: so one old event is no reason to read the history of
 * what was written a moment ago.
 */
const AGES: readonly bigint[] = [HOUR_MS, DAY_MS, 30 * DAY_MS, 365 * DAY_MS].map((ms) => BigInt(ms) * 1_000_000n);

/** What data bear of which it could not be found out: the highest level, as they are, at all times until they are overwritten. No rule is not about it. */
const ANYTHING: Omit<KeptLabel, 'node'> = {
  column: null,
  label: 'PHI',
  form: 'plain',
  isAssumed: true,
  isSaid: false,
  from: BEGINNING,
  to: END,
};

interface Found {
  /** What is called, tagged or said to be otherwise apart from what was written: from the beginning of time. */
  readonly otherwise: readonly NodeId[];
  readonly written: TouchedFrom;
  /** What policies and contracts say, of levels alone. */
  readonly rules: readonly LabelRule[];
  /** How many events are looked at together. */
  readonly eventsMax: number;
}

/** What is looked at together. One after the other, with all that lies downstream, it comes to the same as all at once. */
export function seedsOf({ otherwise, written, rules, eventsMax }: Found): readonly Seeds[] {
  const parts = Array.from({ length: Math.ceil(otherwise.length / SEEDS_AT_ONCE) }, (_, index) =>
    otherwise.slice(index * SEEDS_AT_ONCE, (index + 1) * SEEDS_AT_ONCE),
  );
  const newest = [...written.values()].reduce<Instant>((most, time) => (time > most ? time : most), BEGINNING);
  const byAge = new Map<number, Seeds & { readonly nodes: NodeId[] }>();
  for (const [node, time] of written) {
    const age = AGES.filter((each) => newest - time >= each).length;
    const known = byAge.get(age) ?? { nodes: [], since: time, rules, eventsMax };
    byAge.set(age, { ...known, nodes: [...known.nodes, node], since: time < known.since ? time : known.since });
  }
  return [...parts.map((nodes) => ({ nodes, since: BEGINNING, rules, eventsMax })), ...byAge.values()];
}

/** What some nodes and all downstream of them hold from `since` on, and what is kept of these and of what they are written from. */
interface HeldOnward extends Onward {
  readonly kept: readonly StoredLabel[];
  readonly held: HeldLabels;
}

export async function heldOnward(context: Context, asked: Asked, seeds: Seeds): Promise<HeldOnward | 'past bounds'> {
  const found = await onwardFacts(asked, seeds);
  if (found === 'past bounds') return found;
  const { since, nodes, kept, facts, changes } = found;
  const clears = await clearing(context, asked, { changes, names: facts.names, timesBound: TURN_BOUNDS });
  const held = new HeldLabels({ ...facts, clears, onward: { since, nodes, kept } });
  return held.isCut ? 'past bounds' : { since, nodes, kept, held };
}

/** The same, against what is kept. */
export async function foundAnew(context: Context, asked: Asked, seeds: Seeds): Promise<Moved | 'past bounds'> {
  const found = await heldOnward(context, asked, seeds);
  if (found === 'past bounds') return found;
  const { since, nodes, kept, held } = found;
  const onward = [...nodes].flatMap((node: NodeId) => held.everHeldBy(node).map((label) => ({ ...label, to: endOf(label.to) })));
  const stored = kept.filter(({ node }) => nodes.has(node));
  return movedOn(stored, onward, since);
}

/**
 * Keeps it, from the asked size on; tells whether anything is kept that was not. What is past bounds may bear anything, and so may all that ever lay downstream of
 * it: that is kept instead.
 */
export async function keepAnew(context: Context, asked: Asked, seeds: Seeds): Promise<boolean> {
  const kept = new KeptLabels(asked.session, asked);
  const moved = await foundAnew(context, asked, seeds);
  if (moved !== 'past bounds') {
    await kept.move(moved, asked.knownAt);
    return hasMoved(moved);
  }

  const nodes = [...(await allDownstream(asked, seeds.nodes))];
  for (let from = 0; from < nodes.length; from += SEEDS_AT_ONCE) {
    const some = nodes.slice(from, from + SEEDS_AT_ONCE);
    const stored = await kept.of(some);
    const anything = some.map((node) => ({ ...ANYTHING, node }));
    await kept.move(movedOn(stored, [...stored, ...anything], BEGINNING), asked.knownAt);
  }
  await kept.noteUnfollowed(asked.knownAt - 1n);
  return true;
}

export function hasMoved(moved: Moved | 'past bounds'): boolean {
  return moved === 'past bounds' || moved.opened.length > 0 || moved.closed.length > 0;
}
