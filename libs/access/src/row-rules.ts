import { heldWords } from './classified.ts';
import { likeExactly, likeOf } from './pattern.ts';
import type { LabelsAsked, RuleInForce } from './rules-for.ts';

/** A rule as Postgres tests it: patterns of `like`; what is null is not asked for. */
export interface RowRule {
  readonly namespace: string;
  readonly name: string;
  /** In small letters. */
  readonly tag: string | null;
  /** What data bear, one of these. */
  readonly held: readonly string[] | null;
  /** Of a column or a facet. */
  readonly part: string | null;
  /** One of these must fit the namespace as well. */
  readonly within: readonly string[] | null;
  /** One of these must fit, or must not: the namespace in hand, or that of any of the thing's names. */
  readonly owned: readonly string[] | null;
  readonly isOwned: boolean;
  readonly isByName: boolean;
}

/** What somebody sees, for lists. */
export interface RowRules {
  /** Some rule allows everything. */
  readonly isOpen: boolean;
  readonly allow: { readonly whole: readonly RowRule[]; readonly facets: readonly RowRule[]; readonly jobs: readonly RowRule[] };
  readonly deny: {
    readonly whole: readonly RowRule[];
    readonly columns: readonly RowRule[];
    readonly facets: readonly RowRule[];
    readonly jobs: readonly RowRule[];
  };
}

/**
 * Rules about columns that allow are not among them: a list shows columns of datasets that are seen whole, and there each is allowed. Nor are rules that mask:
 * what may be read masked alone may be read.
 */
export function rowRules(rules: readonly RuleInForce[]): RowRules {
  const of = (effect: 'allow' | 'deny', about: About): readonly RowRule[] =>
    rules.filter((rule) => rule.effect === effect && aboutOf(rule) === about).flatMap(rowsOf);
  const ofJobs = (effect: 'allow' | 'deny'): readonly RowRule[] =>
    rules.filter((rule) => rule.effect === effect && mayCoverJobs(rule)).flatMap(rowsOf);
  return {
    isOpen: rules.some(isOpen),
    allow: { whole: of('allow', undefined), facets: of('allow', 'facets'), jobs: ofJobs('allow') },
    deny: { whole: of('deny', undefined), columns: of('deny', 'columns'), facets: of('deny', 'facets'), jobs: ofJobs('deny') },
  };
}

/** Whether some dataset, column or job is denied. */
export function deniesNames({ deny }: RowRules): boolean {
  return deny.whole.length + deny.columns.length + deny.jobs.length > 0;
}

/** Whether a dataset, a column or a job may be hidden from whoever is told by these. */
export function hidesNames(rules: RowRules): boolean {
  return !rules.isOpen || deniesNames(rules);
}

type About = 'columns' | 'facets' | 'jobs' | undefined;

/** What any of these asks data to bear. */
export function labelsAskedBy(all: readonly RowRules[]): LabelsAsked {
  const rules = all.flatMap(({ allow, deny }) => [...allow.whole, ...deny.whole, ...deny.columns]);
  return { tags: rules.some(({ tag }) => tag !== null), held: rules.some(({ held }) => held !== null) };
}

/** What of a thing a rule is about, or that it is about jobs alone; undefined: about things whole, datasets and jobs. */
export function aboutOf({ on }: Pick<RuleInForce, 'on'>): About {
  if (on.jobs !== undefined) return 'jobs';
  if (on.columns !== undefined) return 'columns';
  return on.facets === undefined ? undefined : 'facets';
}

/** A rule about jobs, or about things whole that asks for no label: none of a job counts. */
function mayCoverJobs(rule: RuleInForce): boolean {
  const about = aboutOf(rule);
  return about === 'jobs' || (about === undefined && rule.on.tag === undefined && rule.on.classification === undefined);
}

/** Whether a rule allows all things there are. */
function isOpen({ effect, on, within, owner }: RuleInForce): boolean {
  const { namespace = '*', name = '*', tag } = on;
  if (effect !== 'allow' || within !== undefined || owner !== undefined || on.logical !== undefined) return false;
  return namespace === '*' && name === '*' && tag === undefined && aboutOf({ on }) === undefined;
}

function rowsOf({ on, body, within, owner }: RuleInForce): readonly RowRule[] {
  const row: RowRule = {
    namespace: body === undefined ? likeOf(on.namespace ?? '*') : likeExactly(body.namespace),
    name: body === undefined ? likeOf(on.name ?? '*') : likeExactly(body.name),
    tag: on.tag?.toLowerCase() ?? null,
    held: on.classification === undefined ? null : heldWords(on),
    part: null,
    within: within?.map(likeOf) ?? null,
    owned: owner?.namespaces.map(likeOf) ?? null,
    isOwned: owner?.isOwned ?? true,
    isByName: owner?.isByName ?? true,
  };
  if (on.jobs !== undefined) return on.jobs.map((job) => ({ ...row, name: likeOf(job) }));
  const parts = on.columns ?? on.facets;
  return parts === undefined ? [row] : parts.map((part) => ({ ...row, part: likeOf(part) }));
}
