import { hex, type Instant, INSTANT_MIN, sha256, sortedUtf8 } from '#foundation';
import { canonicalJson, isList, isObject, isStorable, type JsonObject, member } from '#record';

import type { Facet, Facets, LineageEvent, MentionRole, RunEventType } from './event.ts';
import type { LifecycleChange } from './fold/counted-event.ts';
import { BEGINNING } from './fold/timeline.ts';
import { type Name, type NodeName, nodeKey } from './names.ts';
import { isDeclaration, lifecycleChange, shownStatements } from './shown-statements.ts';
import { type Statement, statementKey } from './statements.ts';

/** How an event came to mention a node, as bits: an event may do so in several ways at once. */
const MENTION_BITS: Readonly<Record<MentionRole | 'speaker' | 'statement', number>> = {
  speaker: 1,
  input: 2,
  output: 4,
  subject: 8,
  statement: 16,
};

export interface DraftFacet {
  /** SHA-256 of the canonical JSON of the whole facet, hex. */
  readonly hash: string;
  readonly body: string;
}

/** What an event says of one node, by name. */
export interface DraftNode {
  readonly name: NodeName;
  readonly roles: number;
  /** Null: deleted. */
  readonly facets: ReadonlyMap<string, DraftFacet | null>;
  /** Names what it carries. Undefined: nothing. */
  readonly facetSet: string | undefined;
  readonly change: LifecycleChange | undefined;
  readonly renamedFrom: Name | undefined;
}

/** An event worked out as far as it goes without the store: names instead of ids. */
export interface DraftEvent {
  readonly kind: 'run' | 'job' | 'dataset';
  readonly time: Instant;
  readonly digest: string;
  readonly speaker: NodeName;
  readonly runId: string | undefined;
  readonly type: RunEventType | undefined;
  readonly statements: ReadonlyMap<string, Statement>;
  /** Names the statements. Undefined: none. */
  readonly statementSet: string | undefined;
  readonly declares: boolean;
  readonly snapshotFrom: Instant | undefined;
  readonly nodes: readonly DraftNode[];
}

/** How the canonical text of a facet is made. A document with numbers beyond a double has its own way. */
export type FacetText = (value: JsonObject) => string;

const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** One object for all events that agree in everything but their time, type and run, and what they tell of the run's use of datasets. */
export interface EventShape {
  /** How long their text is without that. */
  readonly units: number;
}

/** What is remembered of a shape's content may be so many times as long as its text: statements repeat names. */
const CONTENT_TO_TEXT_MAX = 8;

/** Everything of an event that needs no store: statements, facets by content, lifecycle changes, snapshot window. */
export function draftEvent(event: LineageEvent, digest: string, how: { readonly facetText?: FacetText } | EventShape = {}): DraftEvent {
  const { time, run } = event;
  return {
    ...('units' in how ? sharedContent(event, how) : contentOf(event, how.facetText ?? canonicalJson)),
    time,
    digest,
    runId: run?.id,
    type: run?.type,
    snapshotFrom: snapshotFrom(event),
  };
}

/** What an event says, whenever and in whatever run it does. */
type Content = Omit<DraftEvent, 'time' | 'digest' | 'runId' | 'type' | 'snapshotFrom'>;

const contents = new WeakMap<EventShape, Content>();

/** As `contentOf`, worked out once for events of one shape. Of one shape are also run events and job events, whose run is null. */
function sharedContent(event: LineageEvent, shape: EventShape): Content {
  const known = contents.get(shape);
  if (known?.kind === event.kind) return known;
  const content = contentOf(event, canonicalJson);
  if (unitsOf(content) <= shape.units * CONTENT_TO_TEXT_MAX) contents.set(shape, content);
  return content;
}

function unitsOf({ statements, nodes }: Content): number {
  let units = 0;
  for (const key of statements.keys()) units += key.length;
  for (const { facets } of nodes) for (const facet of facets.values()) units += facet?.body.length ?? 0;
  return units;
}

function contentOf(event: LineageEvent, facetText: FacetText): Content {
  const statements = shownStatements(event);
  const nodes = new Map<string, MergedNode>();
  const { kind, speaker } = event;

  if (speaker.kind === 'job') mention(nodes, speaker, { bit: MENTION_BITS.speaker, facets: draftFacets(event.jobFacets, facetText) });
  for (const { name, role, facets } of event.mentions) {
    const dataset: NodeName = { kind: 'dataset', namespace: name.namespace, name: name.name };
    mention(nodes, dataset, { bit: MENTION_BITS[role], facets: draftFacets(facets, facetText), ...lifecycleOf(facets) });
  }
  for (const { source, target } of statements.values()) {
    for (const node of [source, target])
      if (node !== null && !nodes.has(nodeKey(node))) mention(nodes, node, { bit: MENTION_BITS.statement, facets: NONE });
  }

  return {
    kind,
    speaker,
    statements,
    statementSet: statements.size === 0 ? undefined : statementSetHash(statements).toString('hex'),
    declares: isDeclaration(event, statements),
    nodes: [...nodes.values()].map((node) => ({ ...node, facetSet: facetSetOf(node.facets) })),
  };
}

/** The names of a `symlinks` facet that can be names. */
export function symlinkIdentifiers(facet: JsonObject): readonly Name[] {
  const identifiers = member(facet, 'identifiers');
  return (isList(identifiers) ? identifiers : []).flatMap((identifier): Name[] => {
    const [namespace, name] = isObject(identifier) ? [member(identifier, 'namespace'), member(identifier, 'name')] : [];
    if (typeof namespace !== 'string' || typeof name !== 'string' || namespace === '' || name === '') return [];
    return isStorable(namespace) && isStorable(name) ? [{ namespace, name }] : [];
  });
}

/** SHA-256 over the statements by key, sorted: the name of a set of statements. */
function statementSetHash(statements: ReadonlyMap<string, Statement>): Buffer {
  return sha256(`[${sortedUtf8([...statements.keys()]).join(',')}]`);
}

/** SHA-256 of a statement's key. */
export function statementHash(statement: Statement): Buffer {
  return sha256(statementKey(statement));
}

/** SHA-256 over the facets that a node carries, by name and content: the name of a set of facets, hex. */
export function facetSetHash(facets: readonly (readonly [name: string, content: string | null])[]): string {
  return hex(sha256(JSON.stringify(facets.toSorted(([left], [right]) => (left < right ? -1 : 1)))));
}

function facetSetOf(facets: MergedNode['facets']): string | undefined {
  return facets.size === 0 ? undefined : facetSetHash([...facets].map(([name, facet]) => [name, facet?.hash ?? null]));
}

type MergedNode = Omit<DraftNode, 'facetSet'>;

const NONE: ReadonlyMap<string, DraftFacet | null> = new Map();

interface Mentioned {
  readonly bit: number;
  readonly facets: ReadonlyMap<string, DraftFacet | null>;
  readonly change?: LifecycleChange | undefined;
  readonly renamedFrom?: Name | undefined;
}

/** Later mentions win, facet by facet; the lifecycle is read from the facets as merged. */
function mention(nodes: Map<string, MergedNode>, name: NodeName, { bit, facets, change, renamedFrom }: Mentioned): void {
  const key = nodeKey(name);
  const before = nodes.get(key);
  if (before === undefined) {
    nodes.set(key, { name, roles: bit, facets, change, renamedFrom });
    return;
  }
  const merged = facets.size === 0 ? before.facets : new Map([...before.facets, ...facets]);
  const says = facets.has('lifecycleStateChange') ? { change, renamedFrom } : { change: before.change, renamedFrom: before.renamedFrom };
  nodes.set(key, { name, roles: before.roles | bit, facets: merged, ...says });
}

function draftFacets(facets: Facets, facetText: FacetText): ReadonlyMap<string, DraftFacet | null> {
  if (facets.size === 0) return NONE;
  const drafts = new Map<string, DraftFacet | null>();
  for (const [name, facet] of facets) drafts.set(name, draftFacet(facet, facetText));
  return drafts;
}

function draftFacet(facet: Facet, facetText: FacetText): DraftFacet | null {
  if (facet.kind === 'deleted') return null;
  const body = facetText(facet.value);
  return { hash: hex(sha256(body)), body };
}

function lifecycleOf(facets: Facets): { readonly change: LifecycleChange | undefined; readonly renamedFrom: Name | undefined } {
  const change = lifecycleChange(facets);
  if (change !== 'DROP' && change !== 'CREATE' && change !== 'RENAME') return { change: undefined, renamedFrom: undefined };
  return { change, renamedFrom: change === 'RENAME' ? previousName(facets) : undefined };
}

function previousName(facets: Facets): Name | undefined {
  const facet = facets.get('lifecycleStateChange');
  const previous = facet?.kind === 'value' ? member(facet.value, 'previousIdentifier') : undefined;
  return isObject(previous) ? symlinkIdentifiers({ identifiers: [previous] })[0] : undefined;
}

/** The start of the window that a COMPLETE_SNAPSHOT run event stands for; without a duration it reaches back for ever. */
function snapshotFrom({ kind, time, jobFacets }: LineageEvent): Instant | undefined {
  const facet = kind === 'run' ? jobFacets.get('jobType') : undefined;
  const pattern = facet?.kind === 'value' ? member(facet.value, 'emissionPattern') : undefined;
  if (!isObject(pattern) || member(pattern, 'eventContentMode') !== 'COMPLETE_SNAPSHOT') return undefined;
  const seconds = member(pattern, 'windowDuration');
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return BEGINNING;
  const nanoseconds = Math.round(seconds * NANOSECONDS_PER_SECOND);
  if (nanoseconds > time - INSTANT_MIN) return BEGINNING; // longer than any calendar: also 1e300, of which no integer is made
  return (time - BigInt(nanoseconds)) as Instant;
}
