import {
  type Action,
  type AskedColumn,
  askerOf,
  type HeldGrant,
  type Labels,
  labelsAsked,
  type MeetingRule,
  type View,
  viewsAbout,
} from '#access';
import { Failure, formatInstant, type Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';
import { columnsAmong, labelsWith } from '#store';

import type { Reading } from '../ask/ask.ts';
import type { AccessInForce, PolicyVersion } from '../ask/access-in-force.ts';
import { type NodeReference, type NodeRef, nodeRef } from '../ask/public-id.ts';
import { resolveEach } from '../ask/resolve.ts';
import { type Enforced, enforcedThen } from './enforcement-then.ts';
import type { RulesThen } from './rules-then.ts';

/** What is asked: may somebody do this with a dataset, or with columns of it. */
export interface AccessQuestion {
  readonly action: Action;
  readonly dataset: NodeReference;
  /** By their paths. Absent: the dataset whole. */
  readonly columns?: readonly string[] | null | undefined;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: string | null | undefined;
}

/** What was asked, as an answer says it again. */
export interface AskedAccess extends Enforced {
  readonly action: Action;
  readonly dataset: NodeRef;
  readonly purpose: string | null;
  readonly at: Instant;
}

/** A thing, and the rules by which it is judged. */
export interface JudgedThing {
  /** The dataset, as the graph knows it. */
  readonly node: NodeId;
  readonly asked: AskedAccess;
  readonly judge: (grants: readonly HeldGrant[]) => Judgement;
  /** As `judge`, for many, one after the other: by the rules that may meet this thing alone. */
  readonly judgeMany: () => (grants: readonly HeldGrant[]) => Judgement;
  readonly explain: (grants: readonly HeldGrant[]) => readonly MetRule[];
}

/** Which rule decided. */
export interface DecidingRule {
  readonly name: string;
  readonly version: bigint;
  /** From 1. */
  readonly rule: number;
}

/** What was decided, and by what. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** Null: it is allowed, or no rule allows it. */
  readonly policy: DecidingRule | null;
  /** In a sentence. */
  readonly why: string;
}

/** What was decided of a thing; with columns, allowed when each of them is. */
export interface Judgement extends Verdict {
  readonly columns: readonly (Verdict & { readonly column: string })[];
}

/** A rule that met, whether or not it decided. */
export interface MetRule {
  readonly effect: 'allow' | 'deny';
  /** Null: the built-in rule. */
  readonly policy: DecidingRule | null;
  /** By which the rule concerns somebody, and if it allows: by which it allows this. */
  readonly grants: readonly HeldGrant[];
  /** By which names of the dataset. */
  readonly names: readonly Name[];
  /** Which of the columns that were asked about. None: the dataset whole. */
  readonly columns: readonly string[];
}

/**
 * Reads things and their labels at a question's times, each in its place; or why one cannot be judged, as `resolve` says it. Two statements for names in full, and of
 * the data itself one more, two where systems report that they enforce.
 */
export async function judgedThings(
  reading: Reading,
  then: RulesThen,
  questions: readonly AccessQuestion[],
): Promise<readonly (JudgedThing | Failure)[]> {
  const found = await resolveEach(
    reading,
    'dataset',
    questions.map(({ dataset }) => dataset),
  );
  const nodes = found.flatMap((each) => (each instanceof Failure ? [] : [each.canonical.node]));
  const labels = await labelsWith(reading.asked, [...new Set(nodes)], {
    asks: labelsAsked(then.inForce.policies),
    present: reading.asked.asOf,
  });
  const known = await columnsKnown(reading, labels, [...new Set(questions.flatMap(({ columns }) => columns ?? []))]);
  const actions = [...new Set(questions.map(({ action }) => action))];
  const enforced = await enforcedThen(reading, then, actions);
  return questions.map((question, index) => {
    const identity = found[index];
    if (identity === undefined || identity instanceof Failure) return identity ?? new Failure('NOT_FOUND', 'There is no such dataset.');
    const ofThing = labels.get(identity.canonical.node);
    if (ofThing === undefined) throw new Error('a dataset that was found has no labels within one snapshot');
    const { node } = identity.canonical;
    const asked = (question.columns ?? []).map((path): JudgedColumn => ({ path, ...known(node, path) }));
    const thing = { labels: ofThing, node: nodeRef(identity.canonical), enforced: enforced(question.action, ofThing) };
    return { node, ...judgedThing({ ...question, ...then, ...thing, columns: asked }) };
  });
}

/** A column that is asked about. Who reads or writes it does so to all `within` it, whatever of that the asker sees. */
interface JudgedColumn extends AskedColumn {
  readonly within: readonly string[];
}

/**
 * Whether a dataset has a column, for all that the asker sees: a schema or a tag names it, letter by letter. One that is hidden from the asker is as one that
 * is not there. And which columns lie within it. Two statements, and none without columns.
 */
async function columnsKnown(
  { asked, sight }: Reading,
  labels: ReadonlyMap<NodeId, Labels>,
  columns: readonly string[],
): Promise<(node: NodeId, path: string) => Omit<JudgedColumn, 'path'>> {
  if (columns.length === 0) return () => ({ isUnknown: true, within: [] });
  const nodes = [...labels.keys()];
  const inSchemas = await columnsAmong(asked, nodes, columns);
  await sight.look(nodes);
  return (node, path) => {
    const { columnTags = new Map<string, never>(), columnHeld = new Map<string, never>() } = labels.get(node) ?? {};
    const isNamed = inSchemas.get(node)?.has(path) === true || columnTags.has(path);
    const all = new Set([...(inSchemas.get(node) ?? []), ...columnTags.keys(), ...columnHeld.keys()]);
    return { isUnknown: !isNamed || !sight.seesColumn(node, path), within: [...all].filter((each) => each.startsWith(`${path}.`)) };
  };
}

interface Judging extends Omit<AccessQuestion, 'columns'>, RulesThen {
  readonly columns: readonly JudgedColumn[];
  readonly labels: Labels;
  readonly node: NodeRef;
  readonly enforced: Enforced;
}

function judgedThing({ action, columns, purpose, at, inForce, labels, node, enforced }: Judging): Omit<JudgedThing, 'node'> {
  const words = { ...inForce, action, at };
  const viewFor = (grants: readonly HeldGrant[]): View => inForce.viewFor(grants, at, { action, purpose: purpose ?? undefined });
  return {
    asked: { action, dataset: node, purpose: purpose ?? null, at, ...enforced },
    judgeMany: () => {
      const views = viewsAbout(inForce.policies, labels.names, {
        ...askerOf(inForce.standings, { grants: [], at }),
        purpose: purpose ?? undefined,
        action,
      });
      const judged = new Map<View, Judgement>();
      return (grants) => {
        const view = views(grants);
        const known = judged.get(view);
        if (known !== undefined) return known;
        const made = judgement(view, { ...words, labels, columns });
        judged.set(view, made);
        return made;
      };
    },
    judge: (grants) => judgement(viewFor(grants), { ...words, labels, columns }),
    explain: (grants) => metRules(viewFor(grants), { ...words, labels, columns, grants }),
  };
}

interface Words extends Pick<AccessInForce, 'versions'> {
  readonly action: Action;
  readonly at: Instant;
}

interface Asked extends Words {
  readonly labels: Labels;
  readonly columns: readonly JudgedColumn[];
}

function judgement(view: View, { labels, columns, ...words }: Asked): Judgement {
  if (columns.length === 0) {
    const whole = verdict(view.dataset(labels), words);
    const isPartly = whole.isAllowed && view.rows.deny.columns.length > 0;
    return { ...whole, ...(isPartly ? { why: `${whole.why} ${ASK_BY_COLUMN}` } : {}), columns: [] };
  }
  const dataset = words.action === 'see' ? view.dataset(labels) : undefined; // a column is shown within its dataset
  const each = columns.map(({ path, isUnknown, within }) => {
    const own = dataset ?? view.column(labels, path, isUnknown);
    // Of the data itself whoever has a column has all that lies within it; in Headgate each is shown by itself.
    const inner =
      own !== undefined || words.action === 'see'
        ? undefined
        : within.map((each) => view.column(labels, each)).find((denied) => denied !== undefined);
    const judged = verdict(own ?? inner, words);
    const about = inner !== undefined ? WITHIN_IT : isUnknown && judged.policy !== null ? NOBODY_NAMES_IT : undefined;
    return { column: path, ...judged, why: about === undefined ? judged.why : `${about} ${judged.why}` };
  });
  const denied = each.find(({ isAllowed }) => !isAllowed);
  if (denied === undefined) return { ...verdict(undefined, words), columns: each };
  const why = columns.length === 1 ? denied.why : `Of the column ${denied.column}: ${denied.why}`;
  return { isAllowed: false, policy: denied.policy, why, columns: each };
}

const NOBODY_NAMES_IT = 'No schema or tag that the asker sees names this column, so it is judged as any column of the dataset.';
const WITHIN_IT = 'Of a column that lies within it:';
const ASK_BY_COLUMN = 'Rules deny some columns of some datasets: ask with the columns that are meant.';

function verdict(denied: ReturnType<View['dataset']>, { versions, action, at }: Words): Verdict {
  if (denied === undefined)
    return { isAllowed: true, policy: null, why: `The rules in force at ${formatInstant(at)} allow to ${action} it.` };
  const policy = decidingRule(versions, denied);
  if (policy === null) return { isAllowed: false, policy, why: `No rule in force at ${formatInstant(at)} allows to ${action} it.` };
  return {
    isAllowed: false,
    policy,
    why: `Rule ${policy.rule} of the policy ${policy.name}, version ${policy.version}, denies to ${action} it.`,
  };
}

function decidingRule(
  versions: readonly PolicyVersion[],
  { policy: name, rule }: { readonly policy: string | null; readonly rule: number | null },
): DecidingRule | null {
  const version = name === null ? undefined : versions.find(({ policy }) => policy.name === name);
  return version === undefined || name === null || rule === null ? null : { name, version: version.position, rule };
}

function metRules(
  view: View,
  { labels, columns, versions, grants }: Asked & { readonly grants: readonly HeldGrant[] },
): readonly MetRule[] {
  const told = ({ effect, policy, rule, grants: by, names }: MeetingRule, met: readonly string[]): MetRule => ({
    ...{ effect, policy: decidingRule(versions, { policy, rule }), names, columns: met },
    grants: grants.filter(({ role, team }) => by.some((grant) => grant.role === role && grant.team === team)),
  });
  if (columns.length === 0) return view.meeting(labels).map((rule) => told(rule, []));
  const met = new Map<string, { readonly rule: MeetingRule; readonly columns: string[] }>();
  for (const column of columns)
    for (const rule of view.meeting(labels, column)) {
      const key = JSON.stringify([rule.effect, rule.policy, rule.rule]);
      const known = met.get(key) ?? { rule, columns: [] };
      met.set(key, known);
      known.columns.push(column.path);
    }
  const all = [...met.values()].map((each) => told(each.rule, each.columns));
  return [...all.filter(({ effect }) => effect === 'allow'), ...all.filter(({ effect }) => effect === 'deny')];
}
