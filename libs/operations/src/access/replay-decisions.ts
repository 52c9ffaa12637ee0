import { askerOf, columnAccess, type Labels, namedOnly, type Policy, type Standings, type View, viewOf } from '#access';
import { DAY_MS, type Instant, instantFromDate, presentAt } from '#foundation';
import type { Name, NodeName } from '#lineage';
import { actsOfTrail, type Asked, type GraphNode, identitiesNamed, labelsWith, LedgerReader, peopleAt, type PersonThen } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Reading } from '../ask/ask.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context } from '../context.ts';
import { decidedIn, type DecidedThing, REPLAYED } from './deed.ts';
import type { DraftedLabels } from './drafted-labels.ts';
import { columnsKnown, type JudgedColumn } from './known-columns.ts';
import { labelsSeen } from './labels-seen.ts';

/** Entries of each kind of decision that are looked at, the newest first. */
const REPLAYED_MAX = 2_000;
const EXAMPLES_MAX = 5;

/**
 * What would become of the recorded decisions of some days, if the same were asked today: what was denied, what was shown of protected data, and what gateways were
 * told. Each counts once, however often it was asked again within its minute. For the purpose that is on record, and with the mask that was taken alone: no others are.
 */
export interface ReplayedDecisions {
  readonly days: number;
  /** The things that they name. */
  readonly looked: number;
  /** Allowed by the rules as they are, and as they would be. */
  readonly stillAllowed: number;
  /** Denied by both. */
  readonly stillDenied: number;
  readonly wouldBeAllowed: number;
  readonly wouldBeDenied: number;
  /** Some of what would be allowed, and of what would be denied: the roles of whom it is about, what would be done, the thing, and for which purpose. */
  readonly gains: readonly string[];
  readonly losses: readonly string[];
  /** Nothing in the present graph that the asker of the preview sees is called so. */
  readonly notThere: number;
  /** There were more than are looked at. */
  readonly isCut: boolean;
}

export interface ReplayedBy {
  readonly before: readonly Policy[];
  readonly after: readonly Policy[];
  readonly standings: Standings;
  readonly at: Instant;
  readonly days: number;
  readonly drafted: DraftedLabels;
}

/** Judges what was decided by the rules as they are and as they would be: whoever it is about by the roles and groups of now, things by their labels as they are and as they would be. */
export async function replayDecisions(context: Context, reading: Reading, by: ReplayedBy): Promise<ReplayedDecisions> {
  const { asked } = reading;
  const { decisions, isCut } = await decisionsOf(context, asked, by);
  const things = await thingsNamed(reading, decisions, by);
  const people = new Map((await peopleAt(asked.session, context.tenant, { at: by.at })).map((person) => [person.id, person]));
  const views = new Map<string, Views>();

  const counts = { stillAllowed: 0, stillDenied: 0, wouldBeAllowed: 0, wouldBeDenied: 0, notThere: 0 };
  const examples = { wouldBeAllowed: new Set<string>(), wouldBeDenied: new Set<string>() };
  for (const decision of decisions) {
    const thing = thingOf(reading, decision, things);
    if (thing === undefined) {
      counts.notThere += 1;
      continue;
    }
    const key = JSON.stringify([decision.action, decision.of, decision.purpose]);
    const known = views.get(key) ?? viewsOf(people.get(decision.of), decision, by);
    views.set(key, known);
    const outcome = outcomeOf(isAllowed(known.before, thing, decision), isAllowed(known.after, thenOf(thing), decision));
    counts[outcome] += 1;
    const { action, what, purpose } = decision;
    if ((outcome === 'wouldBeAllowed' || outcome === 'wouldBeDenied') && examples[outcome].size < EXAMPLES_MAX) {
      examples[outcome].add(`${known.roles}: ${action} ${what}${purpose === null ? '' : ` for ${purpose}`}`);
      if (thing.kind === 'dataset') reading.sight.noteShown([thing.node]);
    }
  }
  const { wouldBeAllowed: gains, wouldBeDenied: losses } = examples;
  return { days: by.days, looked: decisions.length, ...counts, gains: [...gains], losses: [...losses], isCut };
}

function outcomeOf(isAllowed: boolean, wouldBe: boolean): 'stillAllowed' | 'stillDenied' | 'wouldBeAllowed' | 'wouldBeDenied' {
  if (isAllowed) return wouldBe ? 'stillAllowed' : 'wouldBeDenied';
  return wouldBe ? 'wouldBeAllowed' : 'stillDenied';
}

function thenOf(thing: Thing): Thing {
  return thing.kind === 'job' ? thing : { ...thing, labels: thing.labelsThen };
}

/** A column of the data itself stands for itself; one that is seen is seen within its dataset. */
function isAllowed(view: View, thing: Thing, { action, mask }: Decision): boolean {
  if (thing.kind === 'job') return view.job(thing) === undefined;
  const { labels, column } = thing;
  if (column === null) return view.dataset(labels) === undefined;
  if (action === 'see') return view.dataset(labels) === undefined && view.column(labels, column.path) === undefined;
  const access = columnAccess(view, labels, { ...column, masks: mask === null ? [] : [mask] });
  return access.kind === 'plain' || (access.kind === 'masked' && access.taken !== undefined);
}

/** A decision about one thing, and under which names that may be known: a namespace may hold spaces. */
interface Decision extends DecidedThing {
  readonly names: readonly NodeName[];
}

async function decisionsOf(
  { tenant, keys }: Context,
  { session }: Asked,
  { at, days }: ReplayedBy,
): Promise<{ readonly decisions: readonly Decision[]; readonly isCut: boolean }> {
  const since = at - instantFromDate(new Date(days * DAY_MS));
  const found = new Map<bigint, readonly Decision[]>();
  let isCut = false;
  for (const action of REPLAYED.keys()) {
    const kind = { kinds: ['decision'], action, from: 0n, below: ALL_RECORDED, limit: REPLAYED_MAX + 1 } as const;
    const acts = await actsOfTrail(session, tenant, kind);
    const entries = await new LedgerReader(session, tenant, keys).at(acts.slice(0, REPLAYED_MAX).map(({ position }) => position));
    const late = entries.filter(({ recordedAt }) => recordedAt >= since);
    isCut ||= acts.length > REPLAYED_MAX && late.length === entries.length;
    for (const entry of late)
      found.set(
        entry.position,
        decidedIn(entry).map((decided) => ({ ...decided, names: namesIn(decided) })),
      );
  }
  return { decisions: [...found.values()].flat(), isCut };
}

function namesIn({ kind, called }: DecidedThing): readonly NodeName[] {
  return [...called.matchAll(/ /g)].map(({ index }) => ({
    kind,
    namespace: called.slice(0, index),
    name: called.slice(index + 1),
  }));
}

type Thing =
  | (Name & { readonly kind: 'job' })
  /** `column`: of it; null: it is the dataset whole. */
  | {
      readonly kind: 'dataset';
      readonly node: GraphNode;
      readonly labels: Labels;
      readonly labelsThen: Labels;
      readonly column: JudgedColumn | null;
    };

interface ThingsNamed {
  readonly things: ReadonlyMap<string, { readonly node: GraphNode; readonly labels: Labels; readonly labelsThen: Labels }>;
  readonly known: Awaited<ReturnType<typeof columnsKnown>>;
}

/** What the asker sees of what is there, its labels and columns, by kind, namespace and name. Five statements, however many. */
async function thingsNamed(reading: Reading, decisions: readonly Decision[], { at, drafted }: ReplayedBy): Promise<ThingsNamed> {
  const { asked, sight } = reading;
  const names = [...new Map(decisions.flatMap((decision) => decision.names).map((name) => [keyOf(name), name])).values()];
  const identities = (await identitiesNamed(asked, names)).map((identity) =>
    identity?.members.some(({ isPresent }) => isPresent) === true ? identity : undefined,
  );
  const nodes = identities.flatMap((identity) => (identity?.canonical.kind === 'dataset' ? [identity.canonical.node] : []));
  await sight.look(nodes);
  const labels = await labelsWith(asked, nodes, { asks: { tags: true, held: true }, present: presentAt(at) });
  const then = await drafted.of(asked, labels, identities);
  const known = await columnsKnown(reading, labels, {
    columns: [...new Set(decisions.flatMap(({ column }) => column ?? []))],
    ofSeen: true,
  });
  const things = new Map(
    names.flatMap((name, index) => {
      const node = identities[index]?.canonical;
      if (node === undefined || !(node.kind === 'job' ? sight.seesJob(node) : sight.seesDataset(node.node))) return [];
      const seen = (each: Labels): Labels => labelsSeen(each, (path) => sight.seesColumn(node.node, path));
      const own = labels.get(node.node) ?? namedOnly([name]);
      return [[keyOf(name), { node, labels: seen(own), labelsThen: seen(then.get(node.node) ?? own) }] as const];
    }),
  );
  return { things, known };
}

function thingOf({ sight }: Reading, { names, column }: Decision, { things, known }: ThingsNamed): Thing | undefined {
  const found = names.map((name) => things.get(keyOf(name))).find((each) => each !== undefined);
  if (found === undefined) return undefined;
  const { node, labels, labelsThen } = found;
  if (node.kind === 'job') return { kind: node.kind, namespace: node.namespace, name: node.name };
  if (column === null) return { kind: node.kind, node, labels, labelsThen, column };
  return sight.seesColumn(node.node, column)
    ? { kind: node.kind, node, labels, labelsThen, column: { path: column, ...known(node.node, column) } }
    : undefined;
}

function keyOf({ kind, namespace, name }: NodeName): string {
  return JSON.stringify([kind, namespace, name]);
}

interface Views {
  readonly before: View;
  readonly after: View;
  readonly roles: string;
}

/** Of whom it is about, as they are now; of whom nobody knows any more by the roles that were recorded. */
function viewsOf(
  person: PersonThen | undefined,
  { of, roles, action, purpose }: Decision,
  { before, after, standings, at }: ReplayedBy,
): Views {
  const grants = grantsOf(person ?? { id: of, name: '', roles, groups: [] }, standings);
  const asker = { ...askerOf(standings, { grants, at }), purpose: purpose ?? undefined };
  const held = [...new Set(grants.map(({ role }) => role))].sort().join(', ');
  return { before: viewOf(before, asker, action), after: viewOf(after, asker, action), roles: held === '' ? 'nobody' : held };
}
