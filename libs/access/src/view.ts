import { createMongoAbility, type MongoAbility, type MongoQuery, type RawRuleOf } from '@casl/ability';

import type { Name } from '#lineage';

import { likeOf, regexOf } from './pattern.ts';
import { type Policy, type Role, ROLES, type Rule } from './policy.ts';

/** What rules ask of a dataset. */
export interface Labels {
  readonly names: readonly Name[];
  /** Its own tags in small letters, each as `key` and as `key=value`; `?`: they cannot be read, and are taken for any. */
  readonly tags: readonly string[];
  /** The same for its columns, by path. */
  readonly columnTags: ReadonlyMap<string, readonly string[]>;
}

/** What is hidden, as Postgres tests it: patterns of `like`, and a tag or none. */
export interface DatasetDenial {
  readonly namespace: string;
  readonly name: string;
  readonly tag: string | null;
}
export interface ColumnDenial extends DatasetDenial {
  readonly column: string;
}
export interface FacetDenial {
  readonly namespace: string;
  readonly name: string;
  readonly facet: string;
}
export interface RowDenials {
  readonly datasets: readonly DatasetDenial[];
  readonly columns: readonly ColumnDenial[];
  readonly facets: readonly FacetDenial[];
}

/**
 * What somebody sees. Each question is answered with the name of the policy that hides the thing, undefined when it is seen. A hidden dataset hides its columns
 * and facets: ask for the dataset first.
 */
export interface View {
  readonly dataset: (labels: Labels) => string | undefined;
  /** A path with dots is hidden with each of the fields around it. */
  readonly column: (labels: Labels, path: string) => string | undefined;
  /** Of a dataset or a job, by its names; of a run by those of its job. */
  readonly facet: (names: readonly Name[], facet: string) => string | undefined;
  /** The same rules for lists. */
  readonly denials: RowDenials;
}

/** Who has no role is shown nothing: this stands where a policy's name would. */
const NO_ROLE = 'no role';
const ANY = '*';
const UNREADABLE = '?';

/** What rules speak of, as CASL is asked. A column is a thing of its own: CASL's fields would let rows through. */
type Thing =
  | { readonly kind: 'Dataset'; readonly names: readonly Name[]; readonly tags: readonly string[] }
  | { readonly kind: 'Column'; readonly names: readonly Name[]; readonly tags: readonly string[]; readonly paths: readonly string[] }
  | { readonly kind: 'Facet'; readonly names: readonly Name[]; readonly facet: string };
type Ability = MongoAbility<['see', Thing | Thing['kind']]>;
type RawRule = RawRuleOf<Ability>;

/** What some roles see under some policies. What one rule denies no other gives back: denials stand last, where CASL looks first. */
export function viewOf(policies: readonly Policy[], roles: readonly string[]): View {
  const isKnown = ROLES.some((role) => roles.includes(role));
  const mine = policies.flatMap(({ name, rules }) => rules.filter((rule) => isFor(rule, roles)).map((rule) => ({ policy: name, rule })));
  const builtIn: RawRule[] = isKnown ? [{ action: 'see', subject: ['Dataset', 'Column', 'Facet'] }] : [];
  const [allowing, denying] = [mine.filter(({ rule }) => rule.effect === 'allow'), mine.filter(({ rule }) => rule.effect === 'deny')];
  const rules = [...builtIn, ...allowing.flatMap(rawRules), ...denying.flatMap(rawRules)];
  for (const { conditions } of rules) if (conditions !== undefined) refuseOdd(conditions);
  const ability = createMongoAbility<Ability>(rules, { detectSubjectType: ({ kind }) => kind });

  return {
    dataset: ({ names, tags }) => hider(ability, { kind: 'Dataset', names, tags }),
    column: ({ names, tags, columnTags }, path) => {
      const paths = pathsTo(path);
      return hider(ability, { kind: 'Column', names, tags: [...tags, ...paths.flatMap((each) => columnTags.get(each) ?? [])], paths });
    },
    facet: (names, facet) => hider(ability, { kind: 'Facet', names, facet }),
    denials: denialsOf(
      denying.map(({ rule }) => rule),
      isKnown,
    ),
  };
}

function isFor(rule: Rule, roles: readonly string[]): boolean {
  return rule.roles.some((role: Role) => roles.includes(role));
}

function hider(ability: Ability, thing: Thing): string | undefined {
  const rule = ability.relevantRuleFor('see', thing);
  if (rule === null) return NO_ROLE;
  return rule.inverted ? (rule.reason ?? '') : undefined;
}

/** One for each pattern of columns or facets. */
function rawRules({ policy, rule }: { readonly policy: string; readonly rule: Rule }): readonly RawRule[] {
  const { namespace = ANY, name = ANY, tag, columns, facets } = rule.on;
  const scope: MongoQuery = {
    names: { $elemMatch: { namespace: { $regex: regexOf(namespace) }, name: { $regex: regexOf(name) } } },
    ...(tag === undefined ? {} : { tags: { $in: [tag.toLowerCase(), UNREADABLE] } }),
  };
  const about = (subject: Thing['kind'], conditions: MongoQuery): RawRule => ({
    ...{ action: 'see', subject, conditions },
    ...{ inverted: rule.effect === 'deny', reason: policy },
  });
  if (columns !== undefined) return columns.map((column) => about('Column', { ...scope, paths: { $regex: regexOf(column) } }));
  if (facets !== undefined) return facets.map((facet) => about('Facet', { ...scope, facet: { $regex: regexOf(facet) } }));
  return [about('Dataset', scope)];
}

/** What CASL's conditions may be made of. It takes other operators for names of members, and so for what is never met. */
const OPERATORS: ReadonlySet<string> = new Set(['$elemMatch', '$in', '$regex']);

/** CASL takes an undefined condition for one that nothing meets here and everything meets there. */
function refuseOdd(conditions: object): void {
  for (const [key, value] of Object.entries(conditions) as [string, unknown][]) {
    if (key.startsWith('$') && !OPERATORS.has(key)) throw new Error(`a rule of access has a condition that CASL does not know: ${key}`);
    if (value === undefined) throw new Error('a rule of access has an undefined condition');
    if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) refuseOdd(value);
  }
}

function denialsOf(rules: readonly Rule[], isKnown: boolean): RowDenials {
  const scope = ({ on: { namespace = ANY, name = ANY, tag } }: Rule): DatasetDenial => ({
    namespace: likeOf(namespace),
    name: likeOf(name),
    tag: tag?.toLowerCase() ?? null,
  });
  const everything: readonly DatasetDenial[] = isKnown ? [] : [{ namespace: likeOf(ANY), name: likeOf(ANY), tag: null }];
  return {
    datasets: [...everything, ...rules.filter(({ on }) => on.columns === undefined && on.facets === undefined).map(scope)],
    columns: rules.flatMap((rule) => (rule.on.columns ?? []).map((column) => ({ ...scope(rule), column: likeOf(column) }))),
    facets: rules.flatMap((rule) => {
      const { namespace, name } = scope(rule);
      return (rule.on.facets ?? []).map((facet) => ({ namespace, name, facet: likeOf(facet) }));
    }),
  };
}

/** `a.b.c`: `a`, `a.b` and itself. */
function pathsTo(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}
