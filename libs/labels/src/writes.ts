import type { Instant } from '#foundation';
import { BEGINNING, END, type NodeId } from '#lineage';

import type { Clear, LabelFacts, Writer } from './facts.ts';
import { type Way, waysShown } from './ways.ts';

/** One way of one writer, and all its writes of what goes that way. */
export interface WayTaken {
  readonly way: Way;
  readonly writer: Writer;
  /** By time. */
  readonly writes: readonly Write[];
}

/** Data that was written stays from `from` until `to`; what was read for it was there at some time between `readFrom` and `readTo`. */
interface Write {
  readonly from: Instant;
  readonly to: Instant;
  readonly readFrom: Instant;
  /** Not included. */
  readonly readTo: Instant;
}

/** Every way that was ever taken, by where it comes from. */
export function waysTaken(facts: LabelFacts): ReadonlyMap<NodeId, readonly WayTaken[]> {
  const clears = clearsByNode(facts.clears);
  const shown = new Map<string, readonly Way[]>();
  const bySource = new Map<NodeId, WayTaken[]>();
  for (const writer of facts.writers) {
    const sets = [...new Set(writer.events.flatMap(({ statements }) => statements ?? []))].sort((left, right) => left - right);
    const key = sets.join(' ');
    const ways = shown.get(key) ?? waysShown(sets.flatMap((set) => facts.statements.get(set) ?? []));
    shown.set(key, ways);
    const writes = new Map<NodeId, readonly Write[]>();
    for (const way of ways) {
      if (facts.onward?.nodes.has(way.target) === false) continue;
      const into = writes.get(way.target) ?? writesInto(way.target, { writer, facts, clears: clears.get(way.target) ?? [] });
      writes.set(way.target, into);
      listAt(bySource, way.source).push({ way, writer, writes: into });
    }
  }
  return bySource;
}

export function clearsByNode(clears: readonly Clear[]): ReadonlyMap<NodeId, readonly Clear[]> {
  const byNode = new Map<NodeId, Clear[]>();
  for (const clear of clears) listAt(byNode, clear.node).push(clear);
  return byNode;
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
  readonly clears: readonly Clear[];
}

function writesInto(node: NodeId, { writer, facts, clears }: Target): readonly Write[] {
  if (writer.until !== undefined) return declaredWrites({ ...writer, until: writer.until }, { facts, clears });
  const first = writer.events.findIndex(({ statements }) =>
    (statements === undefined ? [] : (facts.statements.get(statements) ?? [])).some(({ target }) => target === node),
  );
  const since = facts.onward?.since ?? BEGINNING;
  const times = first === -1 ? [] : writer.events.slice(first).flatMap(({ at }) => (at < since ? [] : [at]));
  return [...new Set(times)].map((at) => ({ from: at, to: staysUntil(at, clears), readFrom: writer.began, readTo: after(at) }));
}

/** A declaration writes at every instant: one write for each stretch in which what it writes stays as long. */
function declaredWrites(
  declared: { readonly began: Instant; readonly until: Instant },
  { facts: { asOf, onward }, clears }: Pick<Target, 'facts' | 'clears'>,
): readonly Write[] {
  const { until } = declared;
  const began = onward !== undefined && onward.since > declared.began ? onward.since : declared.began;
  const end = until < after(asOf) ? until : after(asOf);
  const cuts = clears.map((clear) => clear.began).filter((cut) => began < cut && cut < end);
  const starts = [...new Set([began, ...cuts])].sort(compareTimes).filter((from) => from < end);
  return starts.map((from, index) => ({ from, to: staysUntil(from, clears), readFrom: from, readTo: starts[index + 1] ?? end }));
}

/** When the first clear ended that began later. */
export function staysUntil(at: Instant, clears: readonly Clear[]): Instant {
  return clears.reduce((first, { began, ended }) => (began > at && ended < first ? ended : first), END);
}
