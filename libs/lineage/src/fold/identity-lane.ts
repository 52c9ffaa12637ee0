import type { Instant } from '#foundation';

import { compareNames, type Name } from '../names.ts';
import { type ClaimKey, compareClaims } from './claims.ts';
import type { NodeId } from './counted-event.ts';
import type { FacetCell } from './node-cell.ts';
import { BEGINNING, END, type Interval, type StoredInterval, Timeline } from './timeline.ts';

export type AliasKind = 'symlink' | 'rename' | 'accepted';

/** Two names that are one dataset. For a rename `left` is the previous name; for a symlink `left` carries the facet. */
export interface AliasPair {
  readonly kind: AliasKind;
  readonly left: NodeId;
  readonly right: NodeId;
}

export interface StoredAlias extends AliasPair {
  readonly intervals: readonly StoredInterval<true>[];
}

interface PairCell extends AliasPair {
  readonly timeline: Timeline<true>;
}

/** Every name that may turn out to be one dataset with a name that the batch touched. Section 7 of the fold. */
export class IdentityLane {
  readonly pairs = new Map<string, PairCell>();
  readonly canonical = new Map<NodeId, Timeline<NodeId>>();

  constructor(
    aliases: readonly StoredAlias[],
    canonical: ReadonlyMap<NodeId, readonly StoredInterval<NodeId>[]>,
    private readonly nameOf: (node: NodeId) => Name,
  ) {
    for (const { intervals, ...pair } of aliases) this.pairs.set(pairKey(pair), { ...pair, timeline: new Timeline(intervals) });
    for (const [node, intervals] of canonical) this.canonical.set(node, new Timeline(intervals));
  }

  /** Replaces when a pair held. */
  put(pair: AliasPair, intervals: readonly Interval<true>[]): void {
    const key = pairKey(pair);
    let cell = this.pairs.get(key);
    if (cell === undefined) {
      if (intervals.length === 0) return;
      this.pairs.set(key, (cell = { ...pair, timeline: new Timeline<true>([]) }));
    }
    cell.timeline.assignFrom(BEGINNING, intervals);
  }

  /** The pairs of one kind that start at a node. */
  from(kind: AliasKind, left: NodeId): readonly PairCell[] {
    return [...this.pairs.values()].filter((pair) => pair.kind === kind && pair.left === left);
  }

  /** Canonical names anew, stretch by stretch between the instants at which a pair begins or ends. */
  judge(): void {
    const instants = new Set<Instant>([BEGINNING]);
    for (const { timeline } of this.pairs.values()) for (const { from, to } of timeline.intervals) instants.add(from).add(to);
    const starts = [...instants].filter((instant) => instant < END).sort((left, right) => (left < right ? -1 : 1));

    const stretches = new Map<NodeId, Interval<NodeId>[]>([...this.canonical.keys()].map((node) => [node, []]));
    starts.forEach((from, index) => {
      const to = starts[index + 1] ?? END;
      for (const [node, value] of this.canonicalAt(from)) {
        if (!stretches.has(node)) stretches.set(node, []);
        stretches.get(node)?.push({ from, to, value });
      }
    });
    for (const [node, intervals] of stretches) {
      let timeline = this.canonical.get(node);
      if (timeline === undefined) this.canonical.set(node, (timeline = new Timeline<NodeId>([])));
      timeline.assignFrom(BEGINNING, intervals);
    }
  }

  settle(size: bigint): void {
    for (const { timeline } of this.pairs.values()) timeline.settle(size);
    for (const timeline of this.canonical.values()) timeline.settle(size);
  }

  private canonicalAt(time: Instant): ReadonlyMap<NodeId, NodeId> {
    const holding = [...this.pairs.values()].filter(({ timeline }) => timeline.at(time) === true);
    const groups = new Map<NodeId, Set<NodeId>>();
    for (const { left, right } of holding) {
      const merged = new Set([...(groups.get(left) ?? [left]), ...(groups.get(right) ?? [right])]);
      for (const node of merged) groups.set(node, merged);
    }
    const renamedAway = new Set(holding.filter(({ kind }) => kind === 'rename').map(({ left }) => left));
    const canonical = new Map<NodeId, NodeId>();
    for (const group of new Set(groups.values())) {
      const smallest = this.smallest([...group].filter((node) => !renamedAway.has(node))) ?? this.smallest([...group]);
      for (const node of group) if (smallest !== undefined && node !== smallest) canonical.set(node, smallest);
    }
    return canonical;
  }

  private smallest(nodes: readonly NodeId[]): NodeId | undefined {
    return [...nodes].sort((left, right) => compareNames(this.nameOf(left), this.nameOf(right)))[0];
  }
}

function pairKey({ kind, left, right }: AliasPair): string {
  return `${kind} ${left} ${right}`;
}

/** When each identifier of a `symlinks` facet held: the facet's stretches, and its earliest value back to the beginning of time. */
export function symlinkStretches(
  { timeline, earliest }: FacetCell,
  identifiers: (content: string) => readonly NodeId[],
): ReadonlyMap<NodeId, readonly Interval<true>[]> {
  const heldBack = earliest?.content == null ? [] : [{ from: BEGINNING, to: earliest.time, value: earliest.content }];
  const stretches = new Map<NodeId, Interval<true>[]>();
  for (const { from, to, value } of [...heldBack, ...timeline.intervals]) {
    for (const node of new Set(identifiers(value))) stretches.set(node, [...(stretches.get(node) ?? []), { from, to, value: true }]);
  }
  return stretches;
}

/** When a rename held: from each rename until the first later event, by (time, digest), that creates the previous name anew. */
export function renameStretches(renames: readonly ClaimKey[], creations: readonly ClaimKey[]): readonly Interval<true>[] {
  const inOrder = [...creations].sort(compareClaims);
  return renames.map((rename) => ({
    from: rename.time,
    to: inOrder.find((creation) => compareClaims(creation, rename) > 0)?.time ?? END,
    value: true,
  }));
}
