import {
  type Action,
  askerOf,
  asksOwn,
  type Grant,
  heldEverywhere,
  type HeldRole,
  judgedAlikeBy,
  labelsAsked,
  type Policy,
  type Rule,
  type Standings,
  viewOf,
} from '#access';
import { Failure, type Instant, instantNow, presentAt } from '#foundation';
import type { Name } from '#lineage';
import { type Asked, type GraphNode, labelsKeptTo, presentNodes, type Session } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read, type Reading } from '../ask/ask.ts';
import type { Sight } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { draftedLabels, type DraftedLabels } from './drafted-labels.ts';
import { heldRoles } from './held-roles.ts';
import { IdleKeepOut } from './idle-keep-out.ts';
import { labelsSeen } from './labels-seen.ts';
import { LabelledPlaces, type LabelPreview } from './labelled-places.ts';
import { changesOf, positionCalled } from './policy-lane.ts';
import { requireHand } from './policy-people.ts';
import { policyIn } from './policy-text.ts';
import { datasetThings, jobThings } from './previewed-things.ts';
import { replayDecisions, type ReplayedDecisions } from './replay-decisions.ts';
import {
  asThen,
  type PreviewedChange,
  PreviewedChanges,
  type PreviewedRole,
  type Things,
  type ViewsByAction,
} from './previewed-changes.ts';

/** Datasets, and jobs, that a preview looks at. */
const LOOKED_MAX = 20_000;
const PAGE = 500;
/** From administrators nothing is hidden. */
const ROLES_PREVIEWED = ['auditor', 'engineer'];

export interface PolicyPreview {
  readonly header: AnswerHeader;
  readonly name: string;
  readonly changes: readonly PreviewedChange[];
  /** The rules that hide, deny and mask nothing of all that was looked at, from 1: perhaps a name is misspelt. Facets of runs were not. */
  readonly idleRules: readonly number[];
  /** The rules on what is kept out that are about nothing of all that was looked at, by names and columns, from 1. */
  readonly idleKeepOut: readonly number[];
  /** Of how many places its labels are, of all that was looked at. */
  readonly labels: readonly LabelPreview[];
  /** How many datasets and jobs were looked at; `isCut`: and there are more. */
  readonly looked: number;
  readonly isCut: boolean;
  /** What comes by lineage of the labels that differ is not counted: see `draftedLabels`. */
  readonly areLabelsCut: boolean;
  /** What would become of what was decided of late. Null: nobody asked. */
  readonly decisions: ReplayedDecisions | null;
}

export interface PreviewQuestion extends Question {
  /** A policy in YAML or JSON, or a draft by its position. */
  readonly of: { readonly text: string } | { readonly draft: string };
  /** Of how many days decisions are replayed. Absent: none are. */
  readonly days?: number | null | undefined;
}

/**
 * What a policy, by its rules and its labels, would change for each role, as `heldRoles` tells it apart, of what the asker sees of the present graph: what it sees, may read and write, and with which masks, and of what is hidden
 * from it knows that it is there; datasets, their columns by schema, tags and column lineage, jobs, facets of datasets and jobs. For no purpose. Nothing is changed. For whoever may read policies. Throws BAD_REQUEST with every problem of the text, and NOT_FOUND.
 */
export async function previewPolicy(context: Context, principal: Principal, { of, ...question }: PreviewQuestion): Promise<PolicyPreview> {
  await requireHand(context, principal, 'read');
  const days = daysIn(question.days);
  const given = 'text' in of ? policyIn(of.text) : positionCalled(of.draft);
  const policyAt = async (session: Session): Promise<Policy> => (typeof given === 'bigint' ? draftAt(context, session, given) : given);
  return read(context, principal, {
    question,
    as: { operation: 'policy preview', input: { of, ...question } },
    // By rules that are not in force yet, too, whoever asks.
    bound: async (session, graph) =>
      labelsAsked([...(await accessInForce(context, session)).policies, await policyAt(session)]).held
        ? labelsKeptTo(session, graph)
        : undefined,
    work: async (reading) => {
      const { asked, asking } = reading;
      const policy = await policyAt(asked.session);
      const { policies: before, standings } = await accessInForce(context, asked.session);
      const after = [...before.filter(({ name }) => name !== policy.name), policy];
      const at = instantNow(context.clock);
      const drafted = await draftedLabels(context, reading, { policy, before, standings, present: presentAt(at) });
      const actions = actionsLookedAt(policy, { before, drafted });
      const held = { roles: rolesIn([...before, policy]), policies: [...before, policy], actions, standings, at };
      const rules: Rules = { before, after, standings, at, actions, roles: await heldRoles(context, asked.session, held), drafted };
      const seen = await changesBy(reading, policy, rules);
      const decisions = days === null ? null : await replayDecisions(context, reading, { ...rules, days });
      return { header: asking.header(), name: policy.name, ...seen, decisions };
    },
  });
}

/** Days of decisions that are looked through at most. */
const DAYS_MAX = 90;

function daysIn(days: number | null | undefined): number | null {
  if (days == null) return null;
  if (Number.isInteger(days) && days >= 1 && days <= DAYS_MAX) return days;
  throw new Failure('BAD_REQUEST', `Decisions are looked through for 1 to ${DAYS_MAX} days, not ${days}.`);
}

async function draftAt(context: Context, session: Session, position: bigint): Promise<Policy> {
  const change = (await changesOf(context, session, { position })).find((each) => each.position === position);
  if (change === undefined) throw new Failure('NOT_FOUND', `No draft stands at ${position}; \`headgate policy drafts\` lists what waits.`);
  return change.policy;
}

/** All policies as they are, and as they would be. */
interface Rules {
  readonly before: readonly Policy[];
  readonly after: readonly Policy[];
  readonly standings: Standings;
  readonly at: Instant;
  readonly actions: readonly Action[];
  readonly roles: readonly HeldRole[];
  readonly drafted: DraftedLabels;
}

async function changesBy(
  { asked, sight }: Reading,
  policy: Policy,
  rules: Rules,
): Promise<Omit<PolicyPreview, 'header' | 'name' | 'decisions'>> {
  const { before, standings, at, drafted } = rules;
  const changes = new PreviewedChanges(rules.roles.map((held) => previewedRole(rules, held)));
  const byRule = policy.rules.map((rule) => ({ rule, hidden: new PreviewedChanges(takenBy({ ...policy, rules: [rule] }, rules)) }));
  const idleKeepOut = new IdleKeepOut(policy);
  const labelled = new LabelledPlaces(policy, standings);
  const take = (things: readonly Things[]): void => {
    changes.take(things);
    idleKeepOut.take(things);
    const then = things.map(asThen);
    for (const { hidden } of byRule) if (hidden.all.length === 0) hidden.take(then);
  };
  const asks = { asks: labelsAsked([...before, policy]), present: presentAt(at), drafted };

  const datasets = await eachPage(asked, 'dataset', async (nodes) => {
    const things = await datasetThings(asked, nodes, asks);
    const ids = nodes.map(({ node }) => node);
    await sight.look(ids);
    take(things.map((thing) => seenOf(thing, sight)));
    await labelled.take(asked, ids, (node, path) => sight.seesColumn(node, path));
  });
  const jobs = await eachPage(asked, 'job', async (nodes) => take((await jobThings(asked, nodes)).map((thing) => seenOf(thing, sight))));
  sight.noteShown(changes.examples.filter(({ kind }) => kind === 'dataset'));
  return {
    changes: changes.all,
    idleRules: byRule.flatMap(({ rule, hidden }, index) => (mayTake(rule) && hidden.all.length === 0 ? [index + 1] : [])),
    idleKeepOut: idleKeepOut.numbers,
    labels: labelled.all,
    ...{ looked: datasets.looked + jobs.looked, isCut: datasets.isCut || jobs.isCut },
    areLabelsCut: drafted.isCut,
  };
}

/** A rule about topology alone takes nothing from what is seen, read or written. */
function mayTake({ effect, action }: Rule): boolean {
  return effect !== 'allow' && [action].flat().some((each) => each !== 'topology');
}

/** What the asker sees of it: a preview names things, and is not for administrators alone. */
function seenOf(thing: Things, sight: Sight): Things {
  const { node, columns, facets } = thing;
  const isSeen = (path: string): boolean => sight.seesColumn(node.node, path);
  return {
    ...{ node, labels: labelsSeen(thing.labels, isSeen), labelsThen: labelsSeen(thing.labelsThen, isSeen) },
    columns: columns.filter(isSeen),
    facets: facets.filter((facet) => sight.seesFacet(node, facet)),
  };
}

/** The roles that some policies speak of, and those that everybody knows. */
function rolesIn(policies: readonly Policy[]): readonly string[] {
  return [...new Set([...ROLES_PREVIEWED, ...policies.flatMap(({ rules }) => rules.flatMap(({ roles }) => roles))])].sort();
}

/** What is seen, and what else some policies speak of; topology also where another gives it of what is hidden now. */
function actionsOf(policies: readonly Policy[], isGiven = false): readonly Action[] {
  const spoken = policies.flatMap(({ rules }) => rules.flatMap(({ action }) => action));
  return [...new Set<Action>(['see', ...spoken, ...(isGiven ? (['topology'] as const) : [])])];
}

/** What is looked at: what is seen, and what the policy speaks of; with labels that differ, which the rules of all meet, what any policy does. */
function actionsLookedAt(policy: Policy, { before, drafted }: Pick<Rules, 'before' | 'drafted'>): readonly Action[] {
  const isGiven = before.some(({ rules }) => rules.some(({ action }) => [action].flat().includes('topology')));
  const speaking = before.filter(({ name }) => drafted.isOtherwise || name === policy.name);
  return actionsOf([policy, ...speaking], isGiven);
}

/** A role as it is held, and what holds of nobody else. */
function previewedRole({ before, after, actions, standings, at }: Rules, held: HeldRole): PreviewedRole {
  const viewsOf = (policies: readonly Policy[]): ViewsByAction => viewsFor(policies, actions, { grants: held.grants, standings, at });
  return { role: held.called, before: viewsOf(before), after: viewsOf(after), alikeBy: alikeBy(held, standings) };
}

function alikeBy(held: HeldRole, standings: Standings): PreviewedRole['alikeBy'] {
  return judgedAlikeBy(
    held,
    standings.teams.map(({ team, owns }) => ({ name: team, owns })),
  );
}

/** Of somebody with some grants. */
function viewsFor(
  policies: readonly Policy[],
  actions: readonly Action[],
  { grants, standings, at }: Pick<Rules, 'standings' | 'at'> & { readonly grants: readonly Grant[] },
): ViewsByAction {
  const asker = askerOf(standings, { grants, at });
  return new Map(actions.map((action) => [action, viewOf(policies, asker, action)]));
}

/** What a policy of one rule takes by itself, from who may do everything else, whatever their teams are. */
function takenBy(policy: Policy, { roles, standings, at }: Rules): readonly PreviewedRole[] {
  const actions = actionsOf([policy]).filter((action) => action !== 'topology');
  const [without, having] = [[MAY_ALL], [MAY_ALL, policy]];
  const isHeldOtherwise = policy.rules.some(({ on }) => asksOwn(on.owner));
  const about = policy.rules.flatMap((rule) => rule.roles);
  const held = isHeldOtherwise ? roles.filter(({ role }) => about.includes(role)) : about.map(heldEverywhere);
  return held.map((each) => {
    const grants = [...each.grants, { role: ALL, team: null }];
    const viewsOf = (policies: readonly Policy[]): ViewsByAction => viewsFor(policies, actions, { grants, standings, at });
    return { role: each.called, before: viewsOf(without), after: viewsOf(having), alikeBy: alikeBy(each, standings) };
  });
}

/** No rule, key or access file can name it. */
const ALL = 'may:all';
/** Lets see, read and write everything. */
const MAY_ALL: Policy = { name: 'all', rules: [{ effect: 'allow', roles: [ALL], action: ['see', 'read', 'write'], on: { name: '*' } }] };

async function eachPage(
  asked: Asked,
  kind: 'dataset' | 'job',
  work: (nodes: readonly GraphNode[]) => Promise<void>,
): Promise<{ readonly looked: number; readonly isCut: boolean }> {
  let after: Name | undefined;
  let looked = 0;
  while (looked < LOOKED_MAX) {
    const nodes = await presentNodes(asked, { kind, namespace: undefined, namePrefix: '', after, limit: PAGE });
    await work(nodes);
    looked += nodes.length;
    if (nodes.length < PAGE) return { looked, isCut: false };
    after = nodes.at(-1);
  }
  return { looked, isCut: true };
}
