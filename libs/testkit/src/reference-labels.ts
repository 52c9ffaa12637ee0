import type { Instant } from '../../foundation/src/instant.ts';
import type { Name, NodeName } from '../../lineage/src/names.ts';
import { worldAt, type HistoryEntry, type World } from './reference-fold.ts';
import * as facts from './reference-label-facts.ts';
import type { Clear, Place, Way, Write } from './reference-label-facts.ts';
import { spokenOf } from './reference-said.ts';
import { compareBytes, compareNames, nodeKey } from './reference-words.ts';

/** How much of the data came along. */
export type RefForm = 'plain' | 'pseudonymised' | 'inferred';

/** One step of a witness path, places by their canonical names. `run` is null for a declaration, `job` for one of a dataset. */
export interface RefStep {
  readonly from: Place;
  readonly to: Place;
  readonly job: Name | null;
  readonly run: string | null;
  readonly at: Instant;
}

/** One label of one place at T. `column` is null for the dataset whole. A declared one has no steps. */
export interface RefLabel {
  readonly dataset: Name;
  readonly column: string | null;
  readonly label: string;
  readonly form: RefForm;
  readonly isAssumed: boolean;
  readonly isDeclared: boolean;
  readonly steps: number;
  /** A shortest way; of several the one whose written places, then times, come first. */
  readonly path: readonly RefStep[];
}

/** A label that a place holds itself at an instant, and the best of the paths by which it came. `key` is unique in its node. */
export interface Held {
  readonly key: string;
  readonly place: Place;
  readonly label: string;
  readonly form: RefForm;
  readonly isAssumed: boolean;
  readonly path: readonly RefStep[];
}

/** By node, instant and key. */
type Holdings = Map<string, Map<Instant, Map<string, Held>>>;

const STRENGTH: Readonly<Record<RefForm, number>> = { plain: 2, pseudonymised: 1, inferred: 0 };

/**
 * The labels of every place at T (`asOf`) and P (`knownAt`), read off `docs/decisions/0016-labels-flow.md` and 0028: of every dataset and of every
 * column that a statement, a tag, a policy or a contract names. Slow on purpose; it judges the code that is fast.
 */
export function referenceLabels(history: readonly HistoryEntry[], at: { asOf: Instant; knownAt: number }): readonly RefLabel[] {
  const world = worldAt(history, at);
  const canonical = facts.canonicalAt(world);
  const holdings = leastHoldings(world, canonical);
  return placesOf(world, canonical).flatMap((place) => labelsOf(place, reading(holdings, place, at.asOf)));
}

/** What every place holds itself, at every instant of `instantsOf`. Said labels first; then every write brings what it read, again and again, until nothing new comes. */
export function leastHoldings(world: World, canonical: facts.Canonical): Holdings {
  const holdings: Holdings = new Map();
  const instants = facts.instantsOf(world);
  const clears = facts.clearsOf(world, canonical);
  for (const later of instants) {
    for (const { place, label } of facts.saidAt(later, world, canonical)) {
      const said = held({ place, label, form: 'plain', isAssumed: false, path: [] });
      for (const u of instants) if (u <= later && !wasCleared(place.node, [u, later], clears)) hold(holdings, u, said);
    }
  }

  for (const { place, label } of spokenOf(world, canonical)) {
    const said = held({ place, label, form: 'plain', isAssumed: false, path: [] });
    for (const u of instants) hold(holdings, u, said); // whatever was cleared
  }

  const writes = facts.writesOf(world, canonical).map((write) => ({
    write,
    readAt: instants.filter((v) => write.reads[0] <= v && v <= write.reads[1]),
    thereAt: instants.filter((u) => write.at <= u && !wasCleared(write.node, [write.at, u], clears)),
  }));
  for (let grown = new Set(holdings.keys()); grown.size > 0;) {
    const before = grown;
    grown = new Set();
    for (const { write, readAt, thereAt } of writes) {
      for (const way of write.ways.filter(({ from }) => before.has(nodeKey(from.node)))) {
        const read = best(readAt.flatMap((v) => reading(holdings, way.from, v)));
        const brought = read.map((one) => broughtBy(one, way, write));
        for (const one of brought) for (const u of thereAt) if (hold(holdings, u, one)) grown.add(nodeKey(write.node));
      }
    }
  }
  return holdings;
}

/** Whether what lay in the node at `from` is gone for sure at `to`. */
function wasCleared(node: NodeName, [from, to]: readonly [Instant, Instant], clears: readonly Clear[]): boolean {
  return clears.some((clear) => facts.isSameNode(clear.node, node) && from < clear.began && clear.ended <= to);
}

function broughtBy({ label, form, isAssumed, path }: Held, way: Way, { at, run }: Write): Held {
  const step: RefStep = { from: way.from, to: way.to, job: way.job, run, at };
  return held({ place: way.to, label, form: changed(form, way), isAssumed: isAssumed || way.isAssumed, path: [...path, step] });
}

/** What a way does to a form. */
function changed(form: RefForm, { how }: Way): RefForm {
  if (how?.type === 'INDIRECT') return 'inferred';
  return how?.masking === true && form === 'plain' ? 'pseudonymised' : form;
}

/** Keeps it, unless what is held already is as good; says whether it was kept. */
function hold(holdings: Holdings, instant: Instant, one: Held): boolean {
  const node = nodeKey(one.place.node);
  const ofNode = holdings.get(node) ?? new Map<Instant, Map<string, Held>>();
  const there = ofNode.get(instant) ?? new Map<string, Held>();
  const known = there.get(one.key);
  if (known !== undefined && !isBetter(one.path, known.path)) return false;
  holdings.set(node, ofNode.set(instant, there.set(one.key, one)));
  return true;
}

/** One string for what is held in a node, but for how it came. */
function held(one: Omit<Held, 'key'>): Held {
  return { ...one, key: JSON.stringify([one.place.column, one.label, one.form, one.isAssumed]) };
}

/** Reading a node whole gives all; a column what the node whole, the column, those around it and those within it hold. */
function reading(holdings: Holdings, { node, column }: Place, instant: Instant): readonly Held[] {
  const there = [...(holdings.get(nodeKey(node))?.get(instant)?.values() ?? [])];
  return there.filter(({ place }) => column === null || place.column === null || isRelated(place.column, column));
}

function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** One for each label, form and assumed, wherever it is held: the one with the best path. */
function best(all: readonly Held[]): readonly Held[] {
  const kept = new Map<string, Held>();
  for (const one of all) {
    const key = JSON.stringify([one.label, one.form, one.isAssumed]);
    const known = kept.get(key);
    if (known === undefined || isBetter(one.path, known.path)) kept.set(key, one);
  }
  return [...kept.values()];
}

/** Shorter; else by written places, step by step; else by times. */
function isBetter(left: readonly RefStep[], right: readonly RefStep[]): boolean {
  if (left === right || left.length !== right.length) return left.length < right.length;
  const order = firstOrder(left, right, comparePlacesWritten) || firstOrder(left, right, compareTimes);
  return order < 0;
}

function firstOrder(left: readonly RefStep[], right: readonly RefStep[], compare: (one: RefStep, other: RefStep) => number): number {
  for (const [index, one] of left.entries()) {
    const other = right[index];
    const order = other === undefined || other === one ? 0 : compare(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePlacesWritten(one: RefStep, other: RefStep): number {
  return comparePlaces(one.to, other.to);
}

function compareTimes(one: RefStep, other: RefStep): number {
  return one.at < other.at ? -1 : one.at > other.at ? 1 : 0;
}

/** By name; the whole before its columns. */
export function comparePlaces(left: Place, right: Place): number {
  if (left === right) return 0;
  const kinds = compareBytes(left.node.kind, right.node.kind);
  const columns = compareBytes(left.column === null ? '' : `=${left.column}`, right.column === null ? '' : `=${right.column}`);
  return compareNames(left.node, right.node) || kinds || columns;
}

// The answer.

/** Every dataset that an event up to T names, whole; and every column that a statement, a tag, a policy or a contract names. */
function placesOf(world: World, canonical: facts.Canonical): readonly Place[] {
  const mentioned = world.past.flatMap(({ event }) => event.mentions.map(({ name }) => ({ kind: 'dataset', ...name }) as const));
  const inStatements = world.past.flatMap(({ statements }) =>
    [...statements.values()].flatMap((one): readonly Place[] => {
      const [from, to] = one.kind === 'column' ? [one.sourceField, one.targetField] : [null, null];
      return [...(one.source === null ? [] : [{ node: one.source, column: from }]), { node: one.target, column: to }];
    }),
  );
  const inTags = world.past.flatMap(({ time }) => facts.saidAt(time, world, canonical).map(({ place }) => place));
  const named = [...mentioned.map((node) => ({ node, column: null })), ...inStatements, ...inTags];
  const there = new Set(named.map(({ node }) => nodeKey(canonical(node))));
  const spoken = spokenOf(world, canonical).flatMap(({ place }) => (there.has(nodeKey(place.node)) ? [place] : []));
  const wholes = named.map(({ node }) => ({ node, column: null }));
  const places = [...wholes, ...named, ...spoken].map(({ node, column }) => ({ node: canonical(node), column }));
  const ofDatasets = places.filter(({ node }) => node.kind === 'dataset');
  return [...new Map(ofDatasets.map((place) => [JSON.stringify([nodeKey(place.node), place.column]), place])).values()].sort(comparePlaces);
}

function labelsOf({ node, column }: Place, read: readonly Held[]): readonly RefLabel[] {
  const strongest = read.filter((one) => !read.some((other) => isStronger(other, one)));
  const told = best(strongest).map(({ label, form, isAssumed, path }): RefLabel => {
    const dataset = { namespace: node.namespace, name: node.name };
    return { dataset, column, label, form, isAssumed, isDeclared: path.length === 0, steps: path.length, path };
  });
  return told.sort((left, right) => compareBytes(left.label, right.label) || STRENGTH[right.form] - STRENGTH[left.form]);
}

/** At least as strong in both, and not the same. */
export function isStronger(one: Held, other: Held): boolean {
  const isAsStrong = STRENGTH[one.form] >= STRENGTH[other.form] && (!one.isAssumed || other.isAssumed);
  return one.label === other.label && isAsStrong && (one.form !== other.form || one.isAssumed !== other.isAssumed);
}
