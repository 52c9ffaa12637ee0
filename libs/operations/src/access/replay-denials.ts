import { askerOf, type Labels, namedOnly, type Policy, type Standings, type View, viewOf } from '#access';
import { DAY_MS, type Instant, instantFromDate, presentAt } from '#foundation';
import type { Name, NodeName } from '#lineage';
import { actsOfTrail, type Asked, type GraphNode, identitiesNamed, labelsOf, LedgerReader, peopleAt, type PersonThen } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Reading } from '../ask/ask.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context } from '../context.ts';
import { deniedIn, type DeniedSight } from './deed.ts';

/** Denials that are looked at, the newest first. */
const REPLAYED_MAX = 2_000;
const EXAMPLES_MAX = 5;

/**
 * What would become of the recorded denials of some days, if somebody asked the same today: each is one, whoever asked again within its minute. Of who
 * would newly be denied the present graph tells.
 */
export interface ReplayedDenials {
  readonly days: number;
  /** Those of things that somebody named and was not shown. */
  readonly looked: number;
  /** Denied as before. */
  readonly stillDenied: number;
  /** Denied today, and no more by the new rules. */
  readonly wouldSee: number;
  /** Some of those: the roles of who asked, and the thing. */
  readonly examples: readonly string[];
  /** Not denied today either. */
  readonly seenAlready: number;
  /** Denied by the new rules alone. */
  readonly deniedAnew: number;
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
  readonly roles: readonly string[];
  readonly days: number;
}

/** Judges what was denied by the rules as they are and as they would be: whoever asked by the roles and groups of now, things by their labels of now. */
export async function replayDenials(context: Context, reading: Reading, by: ReplayedBy): Promise<ReplayedDenials> {
  const { asked } = reading;
  const { denials, isCut } = await denialsOf(context, asked, by);
  const things = await thingsNamed(reading, denials, by);
  const people = new Map((await peopleAt(asked.session, context.tenant, { at: by.at })).map((person) => [person.id, person]));
  const views = new Map<string, { readonly before: View; readonly after: View; readonly roles: string }>();

  const counts = { stillDenied: 0, wouldSee: 0, seenAlready: 0, deniedAnew: 0, notThere: 0 };
  const examples = new Set<string>();
  for (const denial of denials) {
    const thing = thingOf(reading, denial, things);
    if (thing === undefined) {
      counts.notThere += 1;
      continue;
    }
    const known = views.get(denial.by) ?? viewsOf(people.get(denial.by), denial, by);
    views.set(denial.by, known);
    const sees = (view: View): boolean =>
      thing.kind === 'job'
        ? view.job(thing) === undefined
        : view.dataset(thing.labels) === undefined && (thing.column === null || view.column(thing.labels, thing.column) === undefined);
    const outcome = outcomeOf(sees(known.before), sees(known.after));
    counts[outcome] += 1;
    if (outcome === 'wouldSee' && examples.size < EXAMPLES_MAX) examples.add(`${known.roles}: ${denial.what}`);
  }
  return { days: by.days, looked: denials.length, ...counts, examples: [...examples], isCut };
}

function outcomeOf(isSeen: boolean, wouldBeSeen: boolean): 'stillDenied' | 'wouldSee' | 'seenAlready' | 'deniedAnew' {
  if (isSeen) return wouldBeSeen ? 'seenAlready' : 'deniedAnew';
  return wouldBeSeen ? 'wouldSee' : 'stillDenied';
}

/** A denial, and under which names what was asked for may be known: a namespace may hold spaces. */
interface Denial extends DeniedSight {
  readonly names: readonly NodeName[];
}

async function denialsOf(
  { tenant, keys }: Context,
  { session }: Asked,
  { at, days }: ReplayedBy,
): Promise<{ readonly denials: readonly Denial[]; readonly isCut: boolean }> {
  const denied = { kinds: ['decision'], action: 'see', outcome: 'denied', from: 0n, below: ALL_RECORDED, limit: REPLAYED_MAX + 1 } as const;
  const acts = await actsOfTrail(session, tenant, denied);
  const entries = await new LedgerReader(session, tenant, keys).at(acts.slice(0, REPLAYED_MAX).map(({ position }) => position));
  const since = at - instantFromDate(new Date(days * DAY_MS));
  const late = entries.filter(({ recordedAt }) => recordedAt >= since);
  const denials = late.flatMap((entry) => deniedIn(entry).map((denied) => ({ ...denied, names: namesIn(denied) })));
  return { denials, isCut: acts.length > REPLAYED_MAX && late.length === entries.length };
}

function namesIn({ kind, called }: DeniedSight): readonly NodeName[] {
  return [...called.matchAll(/ /g)].map(({ index }) => ({
    kind,
    namespace: called.slice(0, index),
    name: called.slice(index + 1),
  }));
}

type Thing =
  | (Name & { readonly kind: 'job' })
  /** `column`: of it; null: it is the dataset whole. */
  | { readonly kind: 'dataset'; readonly labels: Labels; readonly column: string | null };

type ThingsNamed = ReadonlyMap<string, { readonly node: GraphNode; readonly labels: Labels }>;

/** The labels of what is there and the asker sees, by kind, namespace and name. Three statements, however many. */
async function thingsNamed({ asked, sight }: Reading, denials: readonly Denial[], by: ReplayedBy): Promise<ThingsNamed> {
  const names = [...new Map(denials.flatMap((denial) => denial.names).map((name) => [keyOf(name), name])).values()];
  const identities = (await identitiesNamed(asked, names)).map((identity) =>
    identity?.members.some(({ isPresent }) => isPresent) === true ? identity : undefined,
  );
  const nodes = identities.flatMap((identity) => (identity?.canonical.kind === 'dataset' ? [identity.canonical.node] : []));
  await sight.look(nodes);
  const everyone = viewOf([...by.before, ...by.after], {
    ...askerOf(by.standings, { grants: by.roles.map((role) => ({ role, team: null })), at: by.at }),
  });
  const labels = await labelsOf({ ...asked, hiding: { rules: everyone.rows, present: presentAt(by.at) } }, nodes);
  return new Map(
    names.flatMap((name, index) => {
      const node = identities[index]?.canonical;
      if (node === undefined || !(node.kind === 'job' ? sight.seesJob(node) : sight.seesDataset(node.node))) return [];
      return [[keyOf(name), { node, labels: labels.get(node.node) ?? namedOnly([name]) }] as const];
    }),
  );
}

function thingOf({ sight }: Reading, { names, column }: Denial, things: ThingsNamed): Thing | undefined {
  const found = names.map((name) => things.get(keyOf(name))).find((each) => each !== undefined);
  if (found === undefined) return undefined;
  const { node, labels } = found;
  if (node.kind === 'job') return { kind: node.kind, namespace: node.namespace, name: node.name };
  return column !== null && !sight.seesColumn(node.node, column) ? undefined : { kind: node.kind, labels, column };
}

function keyOf({ kind, namespace, name }: NodeName): string {
  return JSON.stringify([kind, namespace, name]);
}

/** Of whoever asked, as they are now; of whom nobody knows any more by the roles that were recorded. */
function viewsOf(person: PersonThen | undefined, denial: Denial, { before, after, standings, at }: ReplayedBy) {
  const nobody = { id: denial.by, name: '', roles: denial.roles, groups: [] };
  const grants = grantsOf(person ?? nobody, standings);
  const asker = askerOf(standings, { grants, at });
  const roles = [...new Set(grants.map(({ role }) => role))].sort().join(', ');
  return { before: viewOf(before, asker), after: viewOf(after, asker), roles: roles === '' ? 'nobody' : roles };
}
