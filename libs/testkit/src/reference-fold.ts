import { formatInstant, parseInstant, type Instant } from '../../foundation/src/instant.ts';
import type { LineageEvent, RunEventType } from '../../lineage/src/event.ts';
import type { Name, NodeName } from '../../lineage/src/names.ts';
import type { Retraction, Setting } from '../../lineage/src/rulings.ts';
import { canonicalJson } from '../../record/src/json-value.ts';
import type { RefSpoken } from './reference-spoken.ts';
import { dataset, facetKey, list, nameIn, shownBy, valueOf, type FacetOfNode, type Shown } from './reference-statements.ts';
import * as words from './reference-words.ts';
import { isSame, nameKey, nodeKey, type Line, type Statement } from './reference-words.ts';

/** One entry of a ledger as the fold sees it; `digest` is the event's content digest in lower-case hex. */
export type HistoryEntry = { readonly position: number } & (
  | { readonly kind: 'event'; readonly digest: string; readonly emitter: string; readonly event: LineageEvent }
  | { readonly kind: 'retraction'; readonly retraction: Retraction }
  | { readonly kind: 'setting'; readonly setting: Setting }
  | RefSpoken
);
type EventEntry = Extract<HistoryEntry, { kind: 'event' }>;

/** An event that counts at P, with all that it shows. */
export interface Counted extends Shown {
  readonly digest: string;
  readonly time: Instant;
  readonly event: LineageEvent;
}

/** What every section reads. Events stand in the order of (time, digest): the last one is the greatest. */
export interface World {
  readonly asOf: Instant;
  readonly events: readonly Counted[];
  /** The events with time ≤ T. */
  readonly past: readonly Counted[];
  /** The settings below P by position: the last one is the newest. */
  readonly settings: readonly Setting[];
  /** What policies and contracts say below P by position. The fold does not know it. */
  readonly spoken: readonly RefSpoken[];
}

type Pair = readonly [Name, Name];

const SECOND_NS = 1_000_000_000n;
const DAY_SECONDS = 86_400;
const WINDOW_DAYS_DEFAULT = 30;

export const TERMINAL: readonly (RunEventType | undefined)[] = ['COMPLETE', 'FAIL', 'ABORT'];
const ACTIVE: readonly (RunEventType | undefined)[] = ['START', 'RUNNING', 'UNKNOWN'];

/**
 * The graph at T (`asOf`) and P (`knownAt`, a ledger size), read off `docs/decisions/0002-fold-v1.md` section by section:
 * one line of canonical JSON for each fact that holds, by UTF-8 bytes. Slow on purpose; it judges the code that is fast.
 */
export function referenceSnapshot(history: readonly HistoryEntry[], at: { asOf: Instant; knownAt: number }): readonly string[] {
  const world = worldAt(history, at);
  const lines = [presence, facets, observedEdges, declaredEdges, identities, runs].flatMap((section) => section(world));
  return [...new Set(lines.map((line) => canonicalJson(line)))].sort(words.compareBytes);
}

// Section 3.

export function worldAt(history: readonly HistoryEntry[], { asOf, knownAt }: { asOf: Instant; knownAt: number }): World {
  const known = history.filter(({ position }) => position < knownAt).sort((left, right) => left.position - right.position);
  const events = countedEvents(known);
  const past = events.filter(({ time }) => time <= asOf);
  const settings = known.flatMap((entry) => (entry.kind === 'setting' ? [entry.setting] : []));
  const spoken = known.flatMap((entry) => (entry.kind === 'policy' || entry.kind === 'contract' || entry.kind === 'bodies' ? [entry] : []));
  return { asOf, events, past, settings, spoken };
}

/** An event that was recorded twice, perhaps from two emitters, counts when any of its entries does. */
function countedEvents(known: readonly HistoryEntry[]): readonly Counted[] {
  const rulings = known.flatMap((entry) => (entry.kind === 'retraction' ? [entry.retraction] : []));
  const takenBack = rulings.flatMap((ruling) => ('reinstate' in ruling ? [ruling.reinstate] : []));
  const active = rulings.filter((ruling) => 'retraction' in ruling && !takenBack.includes(ruling.retraction));

  const accepted = known.flatMap((entry) => (entry.kind === 'event' ? [entry] : []));
  const counted = accepted.filter((entry) => !active.some((ruling) => matches(ruling, entry)));
  const byDigest = new Map(counted.map(({ digest, event }) => [digest, event]));
  const shown = [...byDigest].map(([digest, event]) => ({ digest, time: event.time, event, ...shownBy(event) }));
  return shown.sort((left, right) => (isLater(left, right) ? 1 : -1));
}

function matches(ruling: Retraction, { digest, emitter, event }: EventEntry): boolean {
  if ('events' in ruling) return ruling.events.includes(digest);
  if ('run' in ruling) return isSame(ruling.run.job, event.speaker) && asRunId(ruling.run.runId) === event.run?.id;
  if (!('emitter' in ruling) || ruling.emitter !== emitter) return false;
  const { from, to } = ruling;
  return (from === null || instantOf(from) <= event.time) && (to === null || event.time < instantOf(to));
}

function asRunId(text: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : text;
}

// Section 4.

function observedEdges(world: World): readonly Line[] {
  const ofRuns = world.past.filter(isOfRun);
  const seen = new Map(ofRuns.flatMap(({ statements }) => [...statements]));

  const holding = [...seen].filter(([key, statement]) => {
    // A statement of a run names its job in `via`, so whoever shows it is the same speaker.
    const sightings = ofRuns.filter((one) => one.statements.has(key) && isEffective(one, key, world.events));
    const latest = sightings.at(-1);
    if (latest === undefined || isCutEdge(statement, latest.time, world)) return false;
    return !ofRuns.some((one) => one.event.run?.type === 'COMPLETE' && endsWhatWasSeen(one, latest, world));
  });
  return holding.map(([, statement]) => ['edge', 'observed', ...words.identityOf(statement)]);
}

/** Rule 2: a COMPLETE event of the job after the sighting, by a run that began more than the job's window after it. */
function endsWhatWasSeen(complete: Counted, sighting: Counted, { events, settings }: World): boolean {
  const job = sighting.event.speaker;
  if (!isSame(complete.event.speaker, job) || complete.time <= sighting.time) return false;

  const windows = settings.filter((setting) => setting.setting === 'lineage-window');
  const ofJob = windows.findLast((setting) => setting.job !== null && isSame(setting.job, job));
  const general = windows.findLast((setting) => setting.job === null);
  const days = (ofJob ?? general)?.days ?? WINDOW_DAYS_DEFAULT;
  const earliest = events.find((one) => isOfSameRun(one, complete)) ?? complete;
  return earliest.time > sighting.time + BigInt(Math.round(days * DAY_SECONDS)) * SECOND_NS;
}

/** Whether none of the snapshots among `counting` takes away what `sighting` shows under `key`. */
function isEffective(sighting: Counted, key: string, counting: readonly Counted[]): boolean {
  return !counting.some((snapshot) => {
    if (!isOfSameRun(snapshot, sighting) || !isLater(snapshot, sighting)) return false;
    if (snapshot.statements.size === 0 || snapshot.statements.has(key)) return false;
    const pattern = valueOf(snapshot.event.jobFacets.get('jobType'))?.['emissionPattern'];
    if (!words.isObject(pattern) || pattern['eventContentMode'] !== 'COMPLETE_SNAPSHOT') return false;
    const seconds = pattern['windowDuration'];
    const duration = typeof seconds === 'number' ? seconds * Number(SECOND_NS) : 0;
    return duration <= 0 || duration === Infinity || sighting.time >= snapshot.time - BigInt(Math.round(duration));
  });
}

function declaredEdges(world: World): readonly Line[] {
  const inForce = new Map(world.past.filter(isDeclaration).map((one) => [nodeKey(one.event.speaker), one]));
  return [...inForce.values()].flatMap(({ time, statements }) => {
    const holding = [...statements.values()].filter((statement) => !isCutEdge(statement, time, world));
    return holding.map((statement): Line => ['edge', 'declared', ...words.identityOf(statement)]);
  });
}

export function isDeclaration({ event, statements, facets: carried }: Counted): boolean {
  if (event.kind === 'run') return false;
  if (event.kind === 'job') return statements.size > 0 || event.jobFacets.has('lineage');
  return ['lineage', 'columnLineage'].some((facet) => carried.has(facetKey(event.speaker, facet)));
}

function isCutEdge({ source, target, via }: Statement, since: Instant, world: World): boolean {
  const nodes = [source, target, via === null ? null : ({ kind: 'job', ...via } as const)];
  return nodes.some((node) => node !== null && isCut(node, since, world));
}

/** Whether a cut `c` of the node lies in `since ≤ c ≤ T`. */
function isCut(node: NodeName, since: Instant, { asOf, past, settings }: World): boolean {
  const key = nodeKey(node);
  const isDropped = past.some(({ drops, time }) => drops.has(key) && time >= since);
  const retirements = settings.filter((setting) => setting.setting === 'retired');
  const at = retirements.findLast((setting) => nodeKey(setting.node) === key)?.at ?? null;
  return isDropped || (at !== null && instantOf(at) >= since && instantOf(at) <= asOf);
}

// Section 5.

function presence(world: World): readonly Line[] {
  const latest = new Map(world.past.flatMap((one) => sightedBy(one).map((node) => [nodeKey(node), { node, time: one.time }])));
  const present = [...latest.values()].filter(({ node, time }) => !isCut(node, time, world));
  return present.map(({ node }) => ['presence', node.kind, node.namespace, node.name]);
}

function sightedBy({ event, statements, drops }: Counted): readonly NodeName[] {
  const mentioned = [event.speaker, ...event.mentions.map(({ name }) => dataset(name))];
  const ends = [...statements.values()].flatMap(({ source, target }) => (source === null ? [target] : [source, target]));
  return [...mentioned, ...ends].filter((node) => !drops.has(nodeKey(node)));
}

// Section 6.

/** By facet key, what the last of the events that carry it say. */
export function latestFacets(events: readonly Counted[]): ReadonlyMap<string, FacetOfNode> {
  return new Map(events.flatMap(({ facets: carried }) => [...carried]));
}

function facets({ past }: World): readonly Line[] {
  return [...latestFacets(past).values()].flatMap(({ node, facet, worth }): readonly Line[] => {
    const value = valueOf(worth);
    return value === undefined ? [] : [['facet', node.kind, node.namespace, node.name, facet, words.sha256(canonicalJson(value))]];
  });
}

// Section 7.

export function identities(world: World): readonly Line[] {
  const renames = renamePairs(world);
  const pairs = [...renames, ...symlinkPairs(world), ...acceptedPairs(world)];
  const previous = new Set(renames.map(([before]) => nameKey(before)));
  const names = [...new Map(pairs.flat().map((name) => [nameKey(name), name])).values()];

  return names.flatMap((name): readonly Line[] => {
    const reached = connectedTo(name, pairs);
    const connected = names.filter((other) => reached.has(nameKey(other))).sort(words.compareNames);
    const canonical = connected.find((other) => !previous.has(nameKey(other))) ?? connected[0] ?? name;
    return isSame(canonical, name) ? [] : [['identity', name.namespace, name.name, canonical.namespace, canonical.name]];
  });
}

function connectedTo(name: Name, pairs: readonly Pair[]): ReadonlySet<string> {
  const keys = pairs.map((pair) => pair.map(nameKey));
  const reached = new Set([nameKey(name)]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const pair of keys.filter((both) => both.some((key) => reached.has(key)))) for (const key of pair) reached.add(key);
  }
  return reached;
}

function symlinkPairs({ events, past }: World): readonly Pair[] {
  const earliest = latestFacets(events.toReversed());
  const holding = [...new Map([...earliest, ...latestFacets(past)]).values()];
  const symlinks = holding.filter(({ node, facet }) => node.kind === 'dataset' && facet === 'symlinks');
  return symlinks.flatMap(({ node, worth }) => {
    const names = list(valueOf(worth)?.['identifiers']).flatMap((identifier) => nameIn(identifier) ?? []);
    return names.map((name): Pair => [name, node]);
  });
}

/** The previous name stands first; a dataset that is its own previous name pairs nothing. */
function renamePairs({ past }: World): readonly Pair[] {
  const changes = past.flatMap((event) => lifecycleChanges(event).map((change) => ({ event, ...change })));
  const creations = changes.filter(({ state }) => state === 'CREATE');
  return changes.flatMap(({ event, node, state, previous }): readonly Pair[] => {
    if (state !== 'RENAME' || previous === undefined || isSame(previous, node)) return [];
    const isEnded = creations.some((creation) => isLater(creation.event, event) && isSame(creation.node, previous));
    return isEnded ? [] : [[previous, node]];
  });
}

function lifecycleChanges({ facets: carried }: Counted) {
  const changes = [...carried.values()].filter(({ node, facet }) => node.kind === 'dataset' && facet === 'lifecycleStateChange');
  return changes.map(({ node, worth }) => {
    const value = valueOf(worth);
    return { node, state: value?.['lifecycleStateChange'], previous: nameIn(value?.['previousIdentifier']) };
  });
}

function acceptedPairs({ settings }: World): readonly Pair[] {
  const aliases = settings.filter((setting) => setting.setting === 'alias');
  const newest = new Map(aliases.map((alias) => [alias.pair.map(nameKey).sort().join(), alias]));
  return [...newest.values()].filter(({ joined }) => joined).map(({ pair }) => pair);
}

// Section 8.

function runs({ past }: World): readonly Line[] {
  return past.filter(isOfRun).flatMap((some) => runLines(past.filter((one) => isOfSameRun(one, some))));
}

/** The lines of one run, from its events up to T. */
function runLines(events: readonly Counted[]): readonly Line[] {
  const [first] = events;
  if (first === undefined) return [];
  const run = [first.event.speaker.namespace, first.event.speaker.name, first.event.run?.id ?? null];
  const end = events.findLast(({ event }) => TERMINAL.includes(event.run?.type));
  const isActive = events.some(({ event }) => ACTIVE.includes(event.run?.type));
  const state = end?.event.run?.type ?? (isActive ? 'RUNNING' : 'OBSERVED');

  const effective = events.flatMap((one) => [...one.statements].filter(([key]) => isEffective(one, key, events)));
  const uses = effective.flatMap(([, { kind, source, target }]): readonly Line[] => {
    if (kind === 'input') return [['run-io', ...run, kind, source.namespace, source.name]];
    return kind === 'output' ? [['run-io', ...run, kind, target.namespace, target.name]] : [];
  });
  return [['run', ...run, state, formatInstant(first.time), end === undefined ? null : formatInstant(end.time)], ...uses];
}

// Words of section 1.

/** By (time, digest). */
function isLater(left: Counted, right: Counted): boolean {
  return left.time === right.time ? words.compareBytes(left.digest, right.digest) > 0 : left.time > right.time;
}

export function isOfRun({ event }: Counted): boolean {
  return event.kind === 'run';
}

export function isOfSameRun(left: Counted, right: Counted): boolean {
  const [one, other] = [left.event, right.event];
  return one.run !== undefined && one.run.id === other.run?.id && isSame(one.speaker, other.speaker);
}

function instantOf(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new RangeError(`Not an instant: ${text}`);
  return parsed.instant;
}
