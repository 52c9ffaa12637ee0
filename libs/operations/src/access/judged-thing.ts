import {
  type AskedAction,
  type Asker as AccessAsker,
  askerOf,
  type HeldGrant,
  labelsAsked,
  type Labels,
  type Mask,
  MASKS,
  namedOnly,
  namesHidden,
  type Policy,
  valuesShownAbout,
  type View,
  viewsAbout,
} from '#access';
import { Failure, type Instant } from '#foundation';
import type { NodeId } from '#lineage';
import { type Identity, labelsWith } from '#store';

import type { Reading } from '../ask/ask.ts';
import { type NodeReference, type NodeRef, nodeRef } from '../ask/public-id.ts';
import { resolveEach } from '../ask/resolve.ts';
import { type Enforced, enforcedThen } from './enforcement-then.ts';
import { type Asked, type Judgement, judgement } from './judgement.ts';
import { columnsKnown, type JudgedColumn } from './known-columns.ts';
import { type MetRule, metRules } from './met-rules.ts';
import type { RulesThen } from './rules-then.ts';

/** What is asked: may somebody do this with a dataset or a job, or with columns or facets of it. */
export interface AccessQuestion {
  readonly action: AskedAction;
  /** One of the two. A job, and facets, are seen, and neither read nor written. */
  readonly dataset?: NodeReference | null | undefined;
  readonly job?: NodeReference | null | undefined;
  /** Of a dataset, by their paths. Absent: the dataset whole. */
  readonly columns?: readonly string[] | null | undefined;
  /** By their names. Absent: the thing whole. */
  readonly facets?: readonly string[] | null | undefined;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: string | null | undefined;
  /** Which masks who asks can apply to columns that are read. Absent: none. */
  readonly masks?: readonly Mask[] | null | undefined;
}

/** What was asked, as an answer says it again. */
export interface AskedAccess extends Enforced {
  readonly action: AskedAction;
  readonly thing: NodeRef;
  readonly purpose: string | null;
  readonly at: Instant;
}

/** A thing, and the rules by which it is judged. */
export interface JudgedThing {
  /** The dataset or job, as the graph knows it. */
  readonly node: NodeId;
  readonly asked: AskedAccess;
  readonly judge: (grants: readonly HeldGrant[]) => Judgement;
  /** As `judge`, for many, one after the other: by the rules that may meet this thing alone, and of facets by whether anything is hidden from them elsewhere. */
  readonly judgeMany: () => (grants: readonly HeldGrant[]) => Judgement;
  readonly explain: (grants: readonly HeldGrant[]) => readonly MetRule[];
}

/** What is wrong with a question by itself. */
export function questionProblem({ action, dataset, job, columns, facets }: AccessQuestion): Failure | undefined {
  const wrong = (message: string): Failure => new Failure('BAD_REQUEST', message);
  if ((dataset == null) === (job == null)) return wrong('Ask about a dataset or about a job: name one of the two.');
  const whole = job == null ? 'dataset' : 'job';
  if (columns?.includes('') === true) return wrong('A column has a name; leave it out to ask about the dataset whole.');
  if (columns?.length === 0) return wrong('Name a column, or leave columns out to ask about the dataset whole.');
  if (facets?.includes('') === true) return wrong(`A facet has a name; leave it out to ask about the ${whole} whole.`);
  if (facets?.length === 0) return wrong(`Name a facet, or leave facets out to ask about the ${whole} whole.`);
  if (columns != null && facets != null) return wrong('Ask about columns in one question, and about facets in another.');
  if (columns != null && job != null) return wrong('A job has no columns; ask about those of a dataset.');
  if (action !== 'see' && (job != null || facets != null))
    return wrong(`Data alone is read and written; ask whether ${job == null ? 'facets are' : 'a job is'} seen.`);
  return undefined;
}

/**
 * Reads things and their labels at a question's times, each in its place; or why one cannot be judged, as `resolve` says it. Two statements for names in full, and of
 * the data itself one more, two where systems report that they enforce. Each question must be one: `questionProblem`.
 */
export async function judgedThings(
  reading: Reading,
  then: RulesThen,
  questions: readonly AccessQuestion[],
): Promise<readonly (JudgedThing | Failure)[]> {
  const found = await resolveEach(reading, questions.map(thingNamed));
  const datasets = found.flatMap((each) => (each instanceof Failure || each.canonical.kind !== 'dataset' ? [] : [each.canonical.node]));
  const labels = await labelsWith(reading.asked, [...new Set(datasets)], {
    // Of a column all that is known to lie within it is judged, whoever told of it.
    asks: questions.some(({ columns }) => (columns?.length ?? 0) > 0) ? { tags: true, held: true } : labelsAsked(then.inForce.policies),
    present: reading.asked.asOf,
  });
  const known = await columnsKnown(reading, labels, { columns: [...new Set(questions.flatMap(({ columns }) => columns ?? []))] });
  const actions = [...new Set(questions.map(({ action }) => action))];
  const enforced = await enforcedThen(reading, then, actions);
  return questions.map((question, index) => {
    const identity = found[index];
    if (identity === undefined || identity instanceof Failure) return identity ?? new Failure('NOT_FOUND', 'There is no such thing.');
    const ofThing = labelsIn(labels, identity);
    const { node } = identity.canonical;
    const columns = (question.columns ?? []).map((path): JudgedColumn => ({ path, ...known(node, path) }));
    const rest = {
      facets: question.facets ?? [],
      labels: ofThing,
      thing: identity.canonical,
      enforced: enforced(question.action, ofThing),
    };
    return { node, ...judgedThing({ ...question, ...then, ...rest, columns }) };
  });
}

function thingNamed({ dataset, job }: AccessQuestion): Parameters<typeof resolveEach>[1][number] {
  if (job != null) return { kind: 'job', called: job };
  if (dataset != null) return { kind: 'dataset', called: dataset };
  throw new Error('a question that names nothing is judged');
}

/** Of a job its name decides alone. */
function labelsIn(labels: ReadonlyMap<NodeId, Labels>, { canonical }: Identity): Labels {
  if (canonical.kind === 'job') return namedOnly([canonical]);
  const ofDataset = labels.get(canonical.node);
  if (ofDataset === undefined) throw new Error('a dataset that was found has no labels within one snapshot');
  return ofDataset;
}

interface Judging
  extends Pick<AccessQuestion, 'action' | 'purpose' | 'masks'>, RulesThen, Pick<Asked, 'thing' | 'labels' | 'columns' | 'facets'> {
  readonly enforced: Enforced;
}

type JudgedBy = Map<View, Judgement>;

/** Of a job any such view says the same: that values are withheld. What is shown rests on no purpose. */
function valuesShownOf(
  { thing, labels }: Pick<Asked, 'thing' | 'labels'>,
  policies: readonly Policy[],
  asker: AccessAsker,
): (grants: readonly HeldGrant[]) => View | undefined {
  const isJob = thing.kind === 'job';
  const shown = valuesShownAbout(policies, isJob ? null : labels.names, { ...asker, purpose: undefined });
  let some: View | undefined;
  return (grants) => {
    const own = shown(grants);
    return isJob && own !== undefined ? (some ??= own) : own;
  };
}

function judgedThing({ purpose, masks, inForce, enforced, ...judging }: Judging): Omit<JudgedThing, 'node'> {
  const { action, at, thing, labels, columns, facets } = judging;
  const asked: Asked = { ...inForce, action, at, thing, labels, columns, facets, masks: MASKS.filter((mask) => masks?.includes(mask)) };
  const viewFor = (grants: readonly HeldGrant[]): View => inForce.viewFor(grants, at, { action, purpose: purpose ?? undefined });
  return {
    asked: { action, thing: nodeRef(thing), purpose: purpose ?? null, at, ...enforced },
    judgeMany: () => {
      const asker = { ...askerOf(inForce.standings, { grants: [], at }), purpose: purpose ?? undefined };
      const views = viewsAbout(inForce.policies, labels.names, { ...asker, action });
      const hides = facets.length === 0 ? () => false : namesHidden(inForce.policies, asker);
      const values = facets.length === 0 ? () => undefined : valuesShownOf({ thing, labels }, inForce.policies, asker);
      const judged = { some: new Map<View | undefined, JudgedBy>(), none: new Map<View | undefined, JudgedBy>() };
      return (grants) => {
        const [view, hidesNames, shown] = [views(grants), hides(grants), values(grants)];
        const hiding = judged[hidesNames ? 'some' : 'none'];
        const alike = hiding.get(shown) ?? new Map<View, Judgement>();
        hiding.set(shown, alike);
        const known = alike.get(view) ?? judgement(view, { ...asked, hidesNames, values: shown });
        alike.set(view, known);
        return known;
      };
    },
    judge: (grants) => judgement(viewFor(grants), { ...asked, values: facets.length === 0 ? undefined : inForce.valuesFor(grants, at) }),
    explain: (grants) => metRules(viewFor(grants), { ...asked, grants }),
  };
}
