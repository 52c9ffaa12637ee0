import { createMongoAbility, type MongoAbility, type MongoQuery, type RawRuleOf } from '@casl/ability';

import type { Name } from '#lineage';

import { heldWords } from './classified.ts';
import { regexOf, regexOfAny } from './pattern.ts';
import { aboutOf } from './row-rules.ts';
import type { RuleInForce } from './rules-for.ts';

/** What rules speak of, as CASL is asked: a thing by one of its names. A column is a thing of its own: CASL's fields would let rows through. */
export interface Thing extends Name {
  readonly kind: 'Dataset' | 'Column' | 'Columns' | 'Facet' | 'Job' | 'JobFacet';
  /** The namespaces of all its names. */
  readonly namespaces: readonly string[];
  /** The namespace again, for a second condition on it. */
  readonly ownNamespace: string;
  /** Whether a team of the asker owns the thing, by any of its names; whether it owns this one. */
  readonly isOwn: boolean;
  readonly isNameOwn: boolean;
  readonly tags: readonly string[];
  readonly sureTags: readonly string[];
  /** Of a column: itself and the fields around it, and the tags of all of them and of the dataset. Of all columns together: the tags of all. */
  readonly paths: readonly string[];
  readonly pathTags: readonly string[];
  /** What the data bear: of a thing whole, and of a column with what is around it. */
  readonly held: readonly string[];
  readonly pathHeld: readonly string[];
  readonly surePathTags: readonly string[];
  readonly isUnknown: boolean;
  readonly facet: string;
}
export type Ability = MongoAbility<['do', Thing | Thing['kind']]>;
type RawRule = RawRuleOf<Ability>;

const UNREADABLE = '?';

/** Namespaces whose rules are held apart. */
const NAMESPACES_MAX = 1_000;

/** What rules come to in one namespace. */
interface Within {
  readonly ability: Ability;
  /** Whether all that is of a kind is allowed, whatever it is called and bears: nothing then is to be asked. */
  readonly isOpen: (kind: Thing['kind']) => boolean;
}

/**
 * The rules that may meet a thing in a namespace, compiled once, when the first thing is asked about: CASL tries one rule after the other, and most speak of
 * elsewhere. A rule that masks is inverted like one that denies, so it stands among none of those that decide.
 */
export function abilitiesOf(rules: readonly RuleInForce[]): (namespace: string) => Within {
  let compiled: readonly Compiled[] | undefined;
  const byNamespace = new Map<string, Within>();
  return (namespace) => {
    const known = byNamespace.get(namespace);
    if (known !== undefined) return known;
    const here = (compiled ??= rules.map(compiledRule)).filter(({ fits }) => fits(namespace));
    const raw = here.flatMap((rule) => rule.raw);
    const ability = createMongoAbility<Ability>(raw, { detectSubjectType: ({ kind }) => kind });
    const allowsAll = here.some((rule) => rule.isAboutAll);
    const denied = new Set(raw.flatMap(({ inverted, subject }) => (inverted === true ? subject : [])));
    const within: Within = { ability, isOpen: (kind) => allowsAll && !denied.has(kind) };
    if (byNamespace.size >= NAMESPACES_MAX) byNamespace.clear();
    byNamespace.set(namespace, within);
    return within;
  };
}

interface Compiled {
  readonly raw: readonly RawRule[];
  /** Whether it may meet something in a namespace. */
  readonly fits: (namespace: string) => boolean;
  readonly isAboutAll: boolean;
}

function compiledRule(rule: RuleInForce): Compiled {
  const raw = rawRules(rule);
  for (const { conditions } of raw) if (conditions !== undefined) refuseOdd(conditions);
  return { raw, fits: fitting(rule), isAboutAll: isAboutAll(rule) };
}

/** Whether a rule allows all that lies in the namespaces that it fits. */
function isAboutAll({ effect, on, body, owner }: RuleInForce): boolean {
  const isOfNamespace = Object.entries(on).every(([word, asked]) => word === 'namespace' || asked === undefined);
  return effect === 'allow' && isOfNamespace && body === undefined && owner === undefined;
}

function fitting({ on, body, within }: RuleInForce): (namespace: string) => boolean {
  if (body !== undefined) return (namespace) => namespace === body.namespace;
  const pattern = regexOf(on.namespace ?? '*', within);
  return (namespace) => pattern.test(namespace);
}

/** How CASL tells which rule it was. */
export function reasonOf({ policy, rule }: RuleInForce): string {
  return JSON.stringify({ policy, rule });
}

/** One for each pattern of columns, facets or jobs. A rule about things whole is about what belongs to them too. */
function rawRules(rule: RuleInForce): RawRule[] {
  const { effect, on, body, within, owner } = rule;
  const about = aboutOf(rule);
  const called: MongoQuery = {
    namespace: { $regex: regexOf(on.namespace ?? '*', within), ...(body === undefined ? {} : { $in: [body.namespace] }) },
    name: { $regex: regexOf(on.name ?? '*'), ...(body === undefined ? {} : { $in: [body.name] }) },
    ...ownedBy(owner),
  };
  const scope: MongoQuery = {
    ...called,
    ...(on.tag === undefined ? {} : tagged(on.tag, { effect, isOfColumn: about === 'columns' })),
    ...(on.classification === undefined ? {} : { [about === 'columns' ? 'pathHeld' : 'held']: { $in: heldWords(on) } }),
  };
  const raw = (subject: Thing['kind'] | Thing['kind'][], conditions: MongoQuery): RawRule => ({
    ...{ action: 'do', subject, conditions, inverted: effect !== 'allow' },
    reason: reasonOf(rule),
  });
  if (about === 'columns') {
    const each = (on.columns ?? []).map((column) => raw('Column', { ...scope, paths: { $regex: regexOf(column) } }));
    if (effect === 'allow') return each;
    return [...each, raw('Column', { ...called, isUnknown: true }), raw('Columns', scope)]; // of which no name is known: a rule by name may mean one
  }
  if (about === 'facets')
    return (on.facets ?? []).map((facet) => raw(['Facet', 'JobFacet'], { ...scope, facet: { $regex: regexOf(facet) } }));
  if (about === 'jobs') return (on.jobs ?? []).map((job) => raw(['Job', 'JobFacet'], { ...scope, name: { $regex: regexOf(job) } }));
  return [raw(['Dataset', 'Column', 'Columns', 'Facet', 'Job', 'JobFacet'], scope)];
}

/** CASL has no `not`: whether a thing, or a name of it, is the asker's own is worked out with the thing. */
function ownedBy(owner: RuleInForce['owner']): MongoQuery {
  if (owner === undefined) return {};
  if (!owner.isOwned) return owner.isByName ? { isNameOwn: false } : { isOwn: false };
  const fits = { $regex: regexOfAny(owner.namespaces) };
  return owner.isByName ? { ownNamespace: fits } : { namespaces: fits };
}

function tagged(tag: string, { effect, isOfColumn }: { readonly effect: RuleInForce['effect']; readonly isOfColumn: boolean }): MongoQuery {
  const wanted = tag.toLowerCase();
  if (effect !== 'allow') return { [isOfColumn ? 'pathTags' : 'tags']: { $in: [wanted, UNREADABLE] } };
  return { [isOfColumn ? 'surePathTags' : 'sureTags']: { $in: wanted === UNREADABLE ? [] : [wanted] } };
}

/** What CASL's conditions may be made of. It takes other operators for names of members, and so for what is never met. */
const OPERATORS: ReadonlySet<string> = new Set(['$in', '$regex']);

/** CASL takes an undefined condition for one that nothing meets here and everything meets there. */
function refuseOdd(conditions: object): void {
  for (const [key, value] of Object.entries(conditions) as [string, unknown][]) {
    if (key.startsWith('$') && !OPERATORS.has(key)) throw new Error(`a rule of access has a condition that CASL does not know: ${key}`);
    if (value === undefined) throw new Error('a rule of access has an undefined condition');
    if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) refuseOdd(value);
  }
}
