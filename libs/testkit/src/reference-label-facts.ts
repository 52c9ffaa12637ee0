import { INSTANT_MIN, type Instant } from '../../foundation/src/instant.ts';
import type { Name, NodeName } from '../../lineage/src/names.ts';
import type { JsonValue } from '../../record/src/json-value.ts';
import { identities, isDeclaration, isOfRun, isOfSameRun, latestFacets, TERMINAL, type Counted, type World } from './reference-fold.ts';
import { list, valueOf } from './reference-statements.ts';
import { isObject, isStorable, nameKey, nodeKey, type Statement, type Transformation } from './reference-words.ts';

/** A dataset or a job whole (`column` is null), or one column of a dataset. The node has its canonical name. */
export interface Place {
  readonly node: NodeName;
  readonly column: string | null;
}

/** What a write brings: from one place to another, as one statement or the want of one says. */
export interface Way {
  readonly from: Place;
  readonly to: Place;
  readonly how: Transformation | null;
  readonly isAssumed: boolean;
  readonly job: Name | null;
}

/** A write at one instant into one node; it read its sources at any time in `reads`. `run` is null for a declaration. */
export interface Write {
  readonly node: NodeName;
  readonly at: Instant;
  readonly run: string | null;
  readonly reads: readonly [from: Instant, to: Instant];
  readonly ways: readonly Way[];
}

/** Of a run, at some time between when it began and when it ended; or of a DatasetEvent, at its time. */
export interface Clear {
  readonly node: NodeName;
  readonly began: Instant;
  readonly ended: Instant;
}

export interface Said {
  readonly place: Place;
  readonly label: string;
}

export const LEVELS: readonly string[] = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'];
const CLEARING: readonly (JsonValue | undefined)[] = ['OVERWRITE', 'TRUNCATE', 'DROP'];

/** Gives each node the one name that all its names have at T. */
export type Canonical = (node: NodeName) => NodeName;

export function canonicalAt(world: World): Canonical {
  const lines = identities(world) as readonly (readonly [string, string, string, string, string])[]; // lines of identities are five texts
  const known = new Map(lines.map(([, namespace, name, ...other]) => [nameKey({ namespace, name }), other]));
  return (node) => {
    const other = node.kind === 'dataset' ? known.get(nameKey(node)) : undefined;
    return other === undefined ? node : { kind: 'dataset', namespace: other[0], name: other[1] };
  };
}

// Writes.

/** The beginning of time, the instants at which anything can change, and one between each two of them. */
export function instantsOf({ past, asOf }: World): readonly Instant[] {
  const all = past.flatMap(({ time }) => [time, (time + 1n) as Instant]); // an event's time is never the last instant there is
  return [...new Set([INSTANT_MIN, ...all, asOf])].filter((instant) => instant <= asOf).sort((left, right) => (left < right ? -1 : 1));
}

export function writesOf(world: World, canonical: Canonical): readonly Write[] {
  return [...writesOfRuns(world, canonical), ...writesOfDeclarations(world, canonical)];
}

function writesOfRuns({ past }: World, canonical: Canonical): readonly Write[] {
  return past.filter(isOfRun).flatMap((event) => {
    const events = past.filter((one) => isOfSameRun(one, event)); // in the order of time: the first one is when the run began
    const shown = events.flatMap((one) => statementsOf(one, canonical));
    const reads = [events[0]?.time ?? event.time, event.time] as const;
    const targets = distinctNodes(events.filter(({ time }) => time <= event.time).flatMap((one) => targetsOf(one, canonical)));
    return targets.map((node) => ({ node, at: event.time, run: runKey(event), reads, ways: waysInto(node, shown) }));
  });
}

function writesOfDeclarations(world: World, canonical: Canonical): readonly Write[] {
  const declarations = world.past.filter(isDeclaration);
  return declarations.flatMap((one, index) => {
    const next = declarations.slice(index + 1).find((other) => isSameNode(other.event.speaker, one.event.speaker));
    const inForce = instantsOf(world).filter((at) => one.time <= at && (next === undefined || at < next.time));
    const brought = targetsOf(one, canonical).map((node) => ({ node, ways: waysInto(node, statementsOf(one, canonical)) }));
    return inForce.flatMap((at) => brought.map(({ node, ways }): Write => ({ node, at, run: null, reads: [at, at], ways })));
  });
}

function statementsOf({ statements }: Counted, canonical: Canonical): readonly Statement[] {
  return [...statements.values()].map((statement) => {
    const { source, target } = statement;
    // The kinds of its ends are what they were, so it is a statement of the same kind.
    return { ...statement, source: source === null ? null : canonical(source), target: canonical(target) } as Statement;
  });
}

function targetsOf(event: Counted, canonical: Canonical): readonly NodeName[] {
  return distinctNodes(statementsOf(event, canonical).map(({ target }) => target));
}

function distinctNodes(nodes: readonly NodeName[]): readonly NodeName[] {
  return [...new Map(nodes.map((node) => [nodeKey(node), node])).values()];
}

function waysInto(target: NodeName, statements: readonly Statement[]): readonly Way[] {
  const hasLineage = statements.some((one) => one.kind === 'flow' && one.origin === 'lineage');
  const counting = statements.filter((one) => !hasLineage || !('origin' in one) || one.origin === 'lineage');
  const into = counting.filter((one) => isSameNode(one.target, target));
  const columns = into.filter((one) => one.kind === 'column');
  const flows = into.filter((one) => one.kind === 'flow');

  if (target.kind === 'job') {
    const wholly = into.flatMap(({ kind, source, via }) => (kind === 'column' || source === null ? [] : [whole(source, target, via)]));
    return [...wholly, ...columns.map((column) => ({ ...wayOf(column), to: { node: target, column: null } }))];
  }
  if (flows.length === 0) {
    const isOutput = into.some(({ kind }) => kind === 'output');
    const inputs = statements.filter((one) => one.kind === 'input');
    return hasLineage || !isOutput ? [] : inputs.map(({ source, via }) => whole(source, target, via));
  }
  return flows.flatMap(({ source, via }): readonly Way[] => {
    if (source === null) return [];
    const ofSource = columns.filter((column) => isSameNode(column.source, source));
    return ofSource.length === 0 ? [whole(source, target, via)] : ofSource.map(wayOf);
  });
}

function whole(source: NodeName, target: NodeName, job: Name | null): Way {
  return { from: { node: source, column: null }, to: { node: target, column: null }, how: null, isAssumed: true, job };
}

function wayOf({ source, sourceField, target, targetField, transformation, via }: Extract<Statement, { kind: 'column' }>): Way {
  const [from, to] = [
    { node: source, column: sourceField },
    { node: target, column: targetField },
  ] as const;
  return { from, to, how: transformation, isAssumed: false, job: via };
}

// What takes away.

export function clearsOf({ past }: World, canonical: Canonical): readonly Clear[] {
  return past.flatMap((one): readonly Clear[] => {
    if (one.event.kind === 'job') return [];
    const events = one.event.kind === 'dataset' ? [one] : past.filter((other) => isOfSameRun(other, one));
    const end = one.event.kind === 'dataset' ? one : events.findLast(({ event }) => TERMINAL.includes(event.run?.type));
    if (end === undefined || (end.event.kind === 'run' && end.event.run?.type !== 'COMPLETE')) return [];
    return clearedBy(events, canonical).map((node) => ({ node, began: events[0]?.time ?? one.time, ended: end.time }));
  });
}

/** What a DatasetEvent clears, or all events of a run together. */
function clearedBy(events: readonly Counted[], canonical: Canonical): readonly NodeName[] {
  const carried = events.flatMap(({ facets }) => [...facets.values()]);
  const inPart = events
    .flatMap(({ event }) => event.mentions.filter(({ useFacets }) => useFacets.has('subset')))
    .map(({ name }) => nodeKey(canonical({ kind: 'dataset', ...name })));
  return carried.flatMap(({ node, facet, worth }) => {
    const change = valueOf(worth)?.['lifecycleStateChange'];
    if (node.kind !== 'dataset' || facet !== 'lifecycleStateChange' || !CLEARING.includes(change)) return [];
    return change === 'OVERWRITE' && inPart.includes(nodeKey(canonical(node))) ? [] : [canonical(node)];
  });
}

// What is said.

/** What the `tags` facets that hold at the instant say. */
export function saidAt(instant: Instant, { past }: World, canonical: Canonical): readonly Said[] {
  const facets = [...latestFacets(past.filter(({ time }) => time <= instant)).values()];
  const ofDatasets = facets.filter(({ node, facet }) => node.kind === 'dataset' && facet === 'tags');
  return ofDatasets.flatMap(({ node, worth }) => list(valueOf(worth)?.['tags']).flatMap((tag) => saidBy(tag, canonical(node))));
}

export function saidBy(tag: JsonValue, node: NodeName): readonly Said[] {
  if (!isObject(tag)) return [];
  const { key, value, field } = tag;
  if (typeof key !== 'string' || key === '') return [];
  const column = typeof field === 'string' && isStorable(field) ? field : null;
  return [{ place: { node, column }, label: labelOf(key, typeof value === 'string' ? value : '') }];
}

export function labelOf(key: string, value: string): string {
  const said = value.trim();
  const asLevel = (text: string) => (upper(text) === 'EPHI' ? 'PHI' : LEVELS.find((level) => level === upper(text)));
  const byValue = lower(key) === 'classification' ? asLevel(said) : undefined;
  const byKey = ['false', 'no', '0'].includes(lower(said)) ? undefined : asLevel(key);
  return byValue ?? byKey ?? lower(said === '' ? key : `${key}=${said}`);
}

const upper = (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

// Words.

export function isSameNode(left: NodeName, right: NodeName): boolean {
  return nodeKey(left) === nodeKey(right);
}

function runKey({ event }: Counted): string {
  return JSON.stringify([event.speaker.namespace, event.speaker.name, event.run?.id ?? null]);
}
