import {
  type AskedAction,
  type AskedColumn,
  askerOf,
  type ColumnAccess,
  columnAccess,
  EFFECTS,
  type HeldGrant,
  type Labels,
  labelsAsked,
  type Mask,
  MASKS,
  type MeetingRule,
  type View,
  viewsAbout,
} from '#access';
import { Failure, type Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';
import { columnsAmong, labelsWith } from '#store';

import type { Reading } from '../ask/ask.ts';
import { type NodeReference, type NodeRef, nodeRef } from '../ask/public-id.ts';
import { resolveEach } from '../ask/resolve.ts';
import { type Enforced, enforcedThen } from './enforcement-then.ts';
import type { RulesThen } from './rules-then.ts';
import { type ColumnVerdict, type DecidingRule, decidingRule, type Verdict, verdict, verdictOn, type Words } from './verdict.ts';

/** What is asked: may somebody do this with a dataset, or with columns of it. */
export interface AccessQuestion {
  readonly action: AskedAction;
  readonly dataset: NodeReference;
  /** By their paths. Absent: the dataset whole. */
  readonly columns?: readonly string[] | null | undefined;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: string | null | undefined;
  /** Which masks who asks can apply to columns that are read. Absent: none. */
  readonly masks?: readonly Mask[] | null | undefined;
}

/** What was asked, as an answer says it again. */
export interface AskedAccess extends Enforced {
  readonly action: AskedAction;
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

/** What was decided of a thing; with columns, allowed when each of them is. */
export interface Judgement extends Verdict {
  readonly columns: readonly ColumnVerdict[];
}

/** A rule that met, whether or not it decided. */
export interface MetRule {
  readonly effect: MeetingRule['effect'];
  /** Of a rule that masks. Null: it allows or denies. */
  readonly how: Mask | null;
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
    // Of a column all that is known to lie within it is judged, whoever told of it.
    asks: questions.some(({ columns }) => (columns?.length ?? 0) > 0) ? { tags: true, held: true } : labelsAsked(then.inForce.policies),
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
  const found = new Map<string, Omit<JudgedColumn, 'path'>>(); // a question may name one column a thousand times
  const find = (node: NodeId, path: string): Omit<JudgedColumn, 'path'> => {
    const { columnTags = new Map<string, never>(), columnHeld = new Map<string, never>() } = labels.get(node) ?? {};
    const isNamed = inSchemas.get(node)?.has(path) === true || columnTags.has(path);
    const all = new Set([...(inSchemas.get(node) ?? []), ...columnTags.keys(), ...columnHeld.keys()]);
    return { isUnknown: !isNamed || !sight.seesColumn(node, path), within: [...all].filter((each) => each.startsWith(`${path}.`)) };
  };
  return (node, path) => {
    const key = `${node} ${path}`;
    const known = found.get(key) ?? find(node, path);
    found.set(key, known);
    return known;
  };
}

interface Judging extends Omit<AccessQuestion, 'columns'>, RulesThen {
  readonly columns: readonly JudgedColumn[];
  readonly labels: Labels;
  readonly node: NodeRef;
  readonly enforced: Enforced;
}

function judgedThing({ action, columns, purpose, masks, at, inForce, labels, node, enforced }: Judging): Omit<JudgedThing, 'node'> {
  const words = { ...inForce, action, at, labels, columns, masks: MASKS.filter((mask) => masks?.includes(mask)) };
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
        const made = judgement(view, words);
        judged.set(view, made);
        return made;
      };
    },
    judge: (grants) => judgement(viewFor(grants), words),
    explain: (grants) => metRules(viewFor(grants), { ...words, grants }),
  };
}

interface Asked extends Words {
  readonly labels: Labels;
  readonly columns: readonly JudgedColumn[];
  readonly masks: readonly Mask[];
}

function judgement(view: View, asked: Asked): Judgement {
  const { columns } = asked;
  if (columns.length === 0) return { ...wholeVerdict(view, asked), columns: [] };
  const distinct = new Map(columns.map((column) => [column.path, column]));
  const judged = new Map([...distinct].map(([path, column]) => [path, columnVerdict(view, column, asked)]));
  const each = columns.flatMap(({ path }) => judged.get(path) ?? []);
  const denied = each.find(({ isAllowed }) => !isAllowed);
  if (denied !== undefined) {
    const why = columns.length === 1 ? denied.why : `Of the column ${denied.column}: ${denied.why}`;
    return { isAllowed: false, policy: denied.policy, why, columns: each };
  }
  const whole = verdict(undefined, asked);
  const masked = each.flatMap(({ column, mask }) => (mask === null ? [] : [`${column} (${mask})`]));
  return { ...whole, why: masked.length === 0 ? whole.why : `${whole.why} Masked: ${fewOf(masked)}.`, columns: each };
}

/** Of the dataset whole. What of its columns is denied or masked is said, for whoever reads it reads them. */
function wholeVerdict(view: View, { labels, ...words }: Asked): Verdict {
  const whole = verdict(view.dataset(labels), words);
  if (!whole.isAllowed) return whole;
  const denies = view.rows.deny.columns.length > 0 ? [ASK_AS_SOME_ARE_DENIED] : [];
  const masks = view.mask(labels, [ANY_COLUMN]) === undefined ? [] : [ASK_AS_SOME_ARE_MASKED];
  return { ...whole, why: [whole.why, ...denies, ...masks].join(' ') };
}

/** What is seen is shown each by itself, and within its dataset; of the data itself whoever has a column has all that lies within it. */
function columnVerdict(view: View, { path, isUnknown, within }: JudgedColumn, { labels, masks, ...words }: Asked): ColumnVerdict {
  const isSeen = words.action === 'see';
  const around = isSeen ? view.dataset(labels) : undefined;
  const found: ColumnAccess =
    around === undefined
      ? columnAccess(view, labels, { path, isUnknown, within: isSeen ? [] : within, masks })
      : { kind: 'denied', denied: around, isOfInner: false };
  const judged = verdictOn(found, words);
  const isOfInner = found.kind !== 'plain' && found.isOfInner;
  const about = isOfInner ? WITHIN_IT : isUnknown && judged.policy !== null ? NOBODY_NAMES_IT : undefined;
  return { column: path, ...judged, why: about === undefined ? judged.why : `${about} ${judged.why}` };
}

function fewOf(all: readonly string[]): string {
  const few = all.slice(0, MASKED_TOLD_MAX).join(', ');
  return all.length > MASKED_TOLD_MAX ? `${few} and ${all.length - MASKED_TOLD_MAX} more` : few;
}

/** Of masked columns in one sentence; each of them says it by itself. */
const MASKED_TOLD_MAX = 3;
/** Any column of a dataset: all rules that speak of columns of it meet it. */
const ANY_COLUMN: AskedColumn = { path: '', isUnknown: true };
const NOBODY_NAMES_IT = 'No schema or tag that the asker sees names this column, so it is judged as any column of the dataset.';
const WITHIN_IT = 'Of a column that lies within it:';
const ASK_AS_SOME_ARE_DENIED = 'Rules deny some columns of some datasets: ask with the columns that are meant.';
const ASK_AS_SOME_ARE_MASKED =
  'Rules may mask some columns of it: ask with the columns that are meant, and with the masks that can be applied.';

function metRules(
  view: View,
  { labels, columns, versions, grants }: Asked & { readonly grants: readonly HeldGrant[] },
): readonly MetRule[] {
  const told = ({ effect, how, policy, rule, grants: by, names }: MeetingRule, met: readonly string[]): MetRule => ({
    ...{ effect, how: how ?? null, policy: decidingRule(versions, { policy, rule }), names, columns: met },
    grants: grants.filter(({ role, team }) => by.some((grant) => grant.role === role && grant.team === team)),
  });
  if (columns.length === 0) return view.meeting(labels).map((rule) => told(rule, []));
  const met = new Map<string, { readonly rule: MeetingRule; readonly columns: string[] }>();
  for (const column of new Map(columns.map((each) => [each.path, each])).values())
    for (const rule of view.meeting(labels, column)) {
      const key = JSON.stringify([rule.effect, rule.policy, rule.rule]);
      const known = met.get(key) ?? { rule, columns: [] };
      met.set(key, known);
      known.columns.push(column.path);
    }
  const all = [...met.values()].map((each) => told(each.rule, each.columns));
  return EFFECTS.flatMap((each) => all.filter(({ effect }) => effect === each));
}
