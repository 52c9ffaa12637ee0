import { INSTANT_MAX, INSTANT_MIN, type Instant } from '../../foundation/src/instant.ts';
import type { NodeName } from '../../lineage/src/names.ts';
import { worldAt, type HistoryEntry } from './reference-fold.ts';
import { canonicalAt, instantsOf, LEVELS } from './reference-label-facts.ts';
import { comparePlaces, isStronger, leastHoldings, type Held, type RefForm } from './reference-labels.ts';
import { nodeKey } from './reference-words.ts';

/**
 * That a place itself holds a level, over a stretch of event time. `node` is a job or a dataset by its canonical name; `column` is null for
 * the node whole. `from` is inclusive, null from the beginning of time on; `to` is exclusive, null without an end.
 */
export interface RefHeldStretch {
  readonly node: NodeName;
  readonly column: string | null;
  readonly level: string;
  readonly form: RefForm;
  readonly isAssumed: boolean;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/**
 * `held(p, u)` of `docs/decisions/0016-labels-flow.md` for all `u`, with T after all events, out of the entries below `knownAt`: of levels alone, and at each
 * instant only the pairs (form, assumed) of a place and level that no other pair held there is at least as strong as. It is not what reading the place gives.
 * Stretches of one pair neither touch nor overlap. By place, level, form, assumed and time.
 */
export function referenceHeld(history: readonly HistoryEntry[], { knownAt }: { readonly knownAt: number }): readonly RefHeldStretch[] {
  const world = worldAt(history, { asOf: INSTANT_MAX, knownAt });
  const holdings = [...leastHoldings(world, canonicalAt(world)).values()];
  const starts = instantsOf(world).filter((instant) => instant < INSTANT_MAX); // nothing begins at the last instant

  const pieces = starts.flatMap((instant, index) => {
    const held = holdings.flatMap((ofNode) => [...(ofNode.get(instant)?.values() ?? [])]).filter(({ label }) => LEVELS.includes(label));
    const from = instant === INSTANT_MIN ? null : instant;
    return strongest(held).map((one): RefHeldStretch => stretchOf(one, from, starts[index + 1] ?? null));
  });
  return merged(pieces);
}

function strongest(held: readonly Held[]): readonly Held[] {
  return held.filter((one) => !held.some((other) => placeKey(other.place) === placeKey(one.place) && isStronger(other, one)));
}

function stretchOf({ place, label, form, isAssumed }: Held, from: Instant | null, to: Instant | null): RefHeldStretch {
  return { node: place.node, column: place.column, level: label, form, isAssumed, from, to };
}

/** Pieces come in the order of time. */
function merged(pieces: readonly RefHeldStretch[]): readonly RefHeldStretch[] {
  const byPair = new Map<string, readonly RefHeldStretch[]>();
  for (const piece of pieces) {
    const key = JSON.stringify([placeKey(piece), piece.level, piece.form, piece.isAssumed]);
    const before = byPair.get(key) ?? [];
    const last = before.at(-1);
    const doTouch = last !== undefined && last.to === piece.from;
    byPair.set(key, doTouch ? [...before.slice(0, -1), { ...last, to: piece.to }] : [...before, piece]);
  }
  return [...byPair.values()].sort(([one], [other]) => (one === undefined || other === undefined ? 0 : comparePairs(one, other))).flat();
}

/** The strongest form first, what is known before what is assumed. */
function comparePairs(one: RefHeldStretch, other: RefHeldStretch): number {
  const levels = LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level);
  const forms = FORMS.indexOf(one.form) - FORMS.indexOf(other.form);
  return comparePlaces(one, other) || levels || forms || Number(one.isAssumed) - Number(other.isAssumed);
}

const FORMS: readonly RefForm[] = ['plain', 'pseudonymised', 'inferred'];

function placeKey({ node, column }: Pick<RefHeldStretch, 'node' | 'column'>): string {
  return JSON.stringify([nodeKey(node), column]);
}
