import type { Instant } from '#foundation';
import { BEGINNING, END, type NodeId } from '#lineage';

import type { Clear, LabelFacts, Writer } from './facts.ts';
import { firstOf, type Stretch } from './stretch.ts';
import { type Way, waysShown } from './ways.ts';

/** A way that one writer took once. */
export interface WayTaken {
  readonly way: Way;
  readonly writer: Writer;
  readonly write: Write;
  /** Its number among all. */
  readonly order: number;
}

/** Data that was written stays from `from` until `to`; what was read for it was there at some time between `readFrom` and `readTo`. */
export interface Write {
  readonly from: Instant;
  readonly to: Instant;
  readonly readFrom: Instant;
  /** Not included. */
  readonly readTo: Instant;
}

/** Every way that was ever taken from one column of a node, or from it whole; those that read in a stretch of time are found by halving. */
export class WaysFrom {
  /** By when reading began. */
  private readonly byTime: readonly WayTaken[];
  /** When reading ended of those up to each, at the latest. */
  private readonly latest: readonly Instant[];

  constructor(
    readonly column: string | null,
    taken: readonly WayTaken[],
  ) {
    this.byTime = taken.toSorted((left, right) => compareTimes(left.write.readFrom, right.write.readFrom));
    let latest: Instant = BEGINNING;
    this.latest = this.byTime.map(({ write: { readTo } }) => (latest = readTo > latest ? readTo : latest));
  }

  /** Those that may have read what was there from `from` until `to`; `looked`: at how many it was looked. */
  readBetween({ from, to }: Stretch): { readonly taken: readonly WayTaken[]; readonly looked: number } {
    const first = firstOf(this.latest.length, (index) => (this.latest[index] ?? END) > from);
    const after = firstOf(this.byTime.length, (index) => (this.byTime[index]?.write.readFrom ?? END) >= to);
    const looked = this.byTime.slice(first, after);
    return { taken: looked.filter(({ write: { readTo } }) => from < readTo), looked: looked.length };
  }
}

/** Every way that was ever taken, by where it comes from. */
export function waysTaken(facts: LabelFacts): ReadonlyMap<NodeId, readonly WaysFrom[]> {
  const clears = clearsByNode(facts.clears);
  const shown = new Map<string, readonly Way[]>();
  const bySource = new Map<NodeId, Map<string | null, WayTaken[]>>();
  let order = 0;
  for (const writer of facts.writers) {
    const sets = [...new Set(writer.events.flatMap(({ statements }) => statements ?? []))].sort((left, right) => left - right);
    const key = sets.join(' ');
    const ways = shown.get(key) ?? waysShown(sets.flatMap((set) => facts.statements.get(set) ?? []));
    shown.set(key, ways);
    const writes = new Map<NodeId, readonly Write[]>();
    for (const way of ways) {
      if (facts.onward?.nodes.has(way.target) === false) continue;
      const into = writes.get(way.target) ?? writesInto(way.target, { writer, facts, clears: clears.get(way.target) ?? NO_CLEARS });
      writes.set(way.target, into);
      const columns = bySource.get(way.source) ?? new Map<string | null, WayTaken[]>();
      bySource.set(way.source, columns);
      const taken = columns.get(way.sourceColumn) ?? [];
      columns.set(way.sourceColumn, taken);
      for (const write of into) if (write.from <= facts.asOf) taken.push({ way, writer, write, order: (order += 1) });
    }
  }
  return new Map([...bySource].map(([node, columns]) => [node, [...columns].map(([column, taken]) => new WaysFrom(column, taken))]));
}

/** The clears of one dataset. */
export class Clears {
  /** By when they began. */
  readonly all: readonly Clear[];
  /** When the first of each and those that began later ended. */
  private readonly firstEnded: readonly Instant[];

  constructor(clears: readonly Clear[]) {
    this.all = clears.toSorted((left, right) => compareTimes(left.began, right.began));
    let first: Instant = END;
    this.firstEnded = this.all
      .toReversed()
      .map(({ ended }) => (first = ended < first ? ended : first))
      .reverse();
  }

  /** When the first one ended that began later. */
  staysUntil(at: Instant): Instant {
    return this.firstEnded[firstOf(this.all.length, (index) => (this.all[index]?.began ?? END) > at)] ?? END;
  }
}

export const NO_CLEARS = new Clears([]);

export function clearsByNode(clears: readonly Clear[]): ReadonlyMap<NodeId, Clears> {
  const byNode = new Map<NodeId, Clear[]>();
  for (const clear of clears) listAt(byNode, clear.node).push(clear);
  return new Map([...byNode].map(([node, own]) => [node, new Clears(own)]));
}

function listAt<Value>(lists: Map<NodeId, Value[]>, node: NodeId): Value[] {
  const known = lists.get(node) ?? [];
  lists.set(node, known);
  return known;
}

export function after(instant: Instant): Instant {
  return (instant + 1n) as Instant; // instants are counts of nanoseconds
}

export function compareTimes(left: Instant, right: Instant): number {
  return left < right ? -1 : Number(left > right);
}

interface Target {
  readonly writer: Writer;
  readonly facts: LabelFacts;
  /** Of the target. */
  readonly clears: Clears;
}

function writesInto(node: NodeId, { writer, facts, clears }: Target): readonly Write[] {
  if (writer.until !== undefined) return declaredWrites({ ...writer, until: writer.until }, { facts, clears });
  const first = writer.events.findIndex(({ statements }) =>
    (statements === undefined ? [] : (facts.statements.get(statements) ?? [])).some(({ target }) => target === node),
  );
  const since = facts.onward?.since ?? BEGINNING;
  const times = first === -1 ? [] : writer.events.slice(first).flatMap(({ at }) => (at < since ? [] : [at]));
  return [...new Set(times)].map((at) => ({ from: at, to: clears.staysUntil(at), readFrom: writer.began, readTo: after(at) }));
}

/** A declaration writes at every instant: one write for each stretch in which what it writes stays as long. */
function declaredWrites(
  declared: { readonly began: Instant; readonly until: Instant },
  { facts: { asOf, onward }, clears }: Pick<Target, 'facts' | 'clears'>,
): readonly Write[] {
  const { until } = declared;
  const began = onward !== undefined && onward.since > declared.began ? onward.since : declared.began;
  const end = until < after(asOf) ? until : after(asOf);
  const cuts = clears.all.map((clear) => clear.began).filter((cut) => began < cut && cut < end);
  const starts = [...new Set([began, ...cuts])].sort(compareTimes).filter((from) => from < end);
  return starts.map((from, index) => ({ from, to: clears.staysUntil(from), readFrom: from, readTo: starts[index + 1] ?? end }));
}
