import { INSTANT_MAX, INSTANT_MIN, type Instant, parseInstant } from '#foundation';

import type { Name } from '#lineage';

import { type Asker, type Grant, grantsInForce, teamsOf } from './asker.ts';
import type { Mask } from './mask.ts';
import { regexOf } from './pattern.ts';
import type { Action, Policy, Rule } from './policy.ts';
import { isBuiltInRole } from './roles.ts';

/** A rule that counts for an asker now, with the asker's grants and the teams worked into it. */
export interface RuleInForce {
  /** A rule that masks meets what it would meet if it denied. */
  readonly effect: Rule['effect'];
  /** Of a rule that masks. */
  readonly how: Mask | undefined;
  /** Null: the built-in rule. */
  readonly policy: string | null;
  /** Which of its policy, from 1; 0: the built-in one. */
  readonly rule: number;
  readonly on: Rule['on'];
  /** Of a rule about a logical dataset: the body that this is about, letter by letter; there is one of these for each. */
  readonly body: Name | undefined;
  /** The grants of the asker by which it concerns them. */
  readonly grants: readonly Grant[];
  /** Of a rule that allows: the namespaces to which grants of teams narrow it. Undefined: not narrowed. */
  readonly within: readonly string[] | undefined;
  /** The namespaces by one of which a thing must be owned, or must not be. Undefined: whoever owns it. */
  readonly owner: Ownership | undefined;
}

export interface Ownership {
  readonly namespaces: readonly string[];
  readonly isOwned: boolean;
  /** Whether the name in hand decides, or all names of the thing together: whichever shows less. */
  readonly isByName: boolean;
}

/** The rules of some policies that count and concern an asker: docs/decisions/0013, "When a rule meets". */
export function rulesFor({ byRole }: RuleIndex, asker: Asker, action: Action): readonly RuleInForce[] {
  const grants = grantsInForce(asker);
  const concerning = new Set(grants.flatMap(({ role }) => byRole.get(role) ?? []));
  const ruled = [...concerning]
    .sort((left, right) => left.place - right.place)
    .flatMap((placed) => {
      const concerned = counts(placed, asker, action) ? concernedBy(placed.rule, asker, grants) : [];
      return concerned.length === 0 ? [] : inForce(placed, asker, concerned);
    });
  return [...(action === 'see' ? builtIn(asker, grants) : []), ...ruled];
}

/** What rules ask of a thing beside its names. */
export interface LabelsAsked {
  readonly tags: boolean;
  /** What its data bear. */
  readonly held: boolean;
}

/** What any rule of some policies asks for, whomever it concerns. */
export function labelsAsked(policies: readonly Policy[]): LabelsAsked {
  return indexOf(policies).asks;
}

/** Whether what somebody with some roles sees may ever rest on what data bear, whenever rules and grants count: docs/decisions/0026. */
export function restsOnHeld(policies: readonly Policy[], roles: Iterable<string>): boolean {
  const { asks, byRole } = indexOf(policies);
  return (
    asks.held && [...roles].some((role) => byRole.get(role)?.some(({ rule }) => rule.on.classification !== undefined && isOfSight(rule)))
  );
}

/** Else read and write are asked about with `decide`, which looks at what all rules ask for. */
function isOfSight({ action, effect }: Rule): boolean {
  return keepsFromReading({ action, effect }) || [action].flat().some((each) => each === 'see' || each === 'topology');
}

/** Whether it keeps data from being read as they are: their values are withheld from whom it concerns. */
function keepsFromReading({ action, effect }: Pick<Rule, 'action' | 'effect'>): boolean {
  return effect !== 'allow' && [action].flat().includes('read');
}

/** When the rules of some policies or the grants of an asker next begin or end to count. */
export function nextChange(policies: readonly Policy[], { grants, at }: Pick<Asker, 'grants' | 'at'>): Instant {
  const bounds = [...indexOf(policies).bounds, ...grants.flatMap(({ from, until }) => [from ?? INSTANT_MIN, until ?? INSTANT_MAX])];
  return bounds.reduce((next, bound) => (bound > at && bound < next ? bound : next), INSTANT_MAX);
}

/** A rule, where it stands, and its times read. */
interface PlacedRule {
  /** Among all rules of all policies. */
  readonly place: number;
  readonly policy: string;
  readonly number: number;
  readonly rule: Rule;
  readonly from: Instant;
  readonly until: Instant | undefined;
  /** Whether it may meet something that is called so: by its patterns of names alone. */
  readonly fits: (name: Name) => boolean;
}

/** Rules by the roles that they are for, and each instant at which one begins or ends to count. */
export interface RuleIndex {
  readonly rules: readonly PlacedRule[];
  readonly byRole: ReadonlyMap<string, readonly PlacedRule[]>;
  readonly bounds: readonly Instant[];
  readonly asks: LabelsAsked;
  /** Whether any of them keeps data from being read, by a denial or a mask. */
  readonly keepsUnread: boolean;
}

/** Of a thousand policies most concern nobody who asks: they are sorted once, not at each asking. */
const indexes = new WeakMap<readonly Policy[], RuleIndex>();

/** All rules of some policies. */
export function indexOf(policies: readonly Policy[]): RuleIndex {
  const known = indexes.get(policies);
  if (known !== undefined) return known;
  const rules = policies.flatMap(({ name, rules }) => rules.map((rule, at) => ({ policy: name, number: at + 1, rule })));
  const index = indexed(
    rules.map((each, place): PlacedRule => ({
      ...{ ...each, place, from: instantOf(each.rule.from, INSTANT_MIN) },
      until: each.rule.until === undefined ? undefined : instantOf(each.rule.until, INSTANT_MAX),
      fits: fitting(each.rule.on),
    })),
  );
  indexes.set(policies, index);
  return index;
}

/** Those of the rules that may meet a thing by one of its names. */
export function indexAbout({ rules }: RuleIndex, names: readonly Name[]): RuleIndex {
  return indexed(rules.filter(({ fits }) => names.some(fits)));
}

/** Those that keep data from being read as they are. */
export function indexUnread({ rules }: RuleIndex): RuleIndex {
  return indexed(rules.filter(({ rule }) => keepsFromReading(rule)));
}

function fitting({ namespace, name }: Rule['on']): PlacedRule['fits'] {
  const [fitsNamespace, fitsName] = [namespace, name].map((pattern) =>
    pattern === undefined || pattern === '*' ? undefined : regexOf(pattern),
  );
  return (called) => fitsNamespace?.test(called.namespace) !== false && fitsName?.test(called.name) !== false;
}

function indexed(rules: readonly PlacedRule[]): RuleIndex {
  const byRole = new Map<string, PlacedRule[]>();
  for (const each of rules)
    for (const role of each.rule.roles) {
      const known = byRole.get(role) ?? [];
      byRole.set(role, known);
      known.push(each);
    }
  const bounds = rules.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]));
  const asks = {
    tags: rules.some(({ rule: { on } }) => on.tag !== undefined),
    held: rules.some(({ rule: { on } }) => on.classification !== undefined),
  };
  return { rules, byRole, bounds: [...new Set(bounds)], asks, keepsUnread: rules.some(({ rule }) => keepsFromReading(rule)) };
}

function counts({ rule: { action }, from, until }: PlacedRule, asker: Asker, asked: Action): boolean {
  if (!(typeof action === 'string' ? action === asked : action.includes(asked))) return false;
  return asker.at >= from && (until === undefined || asker.at < until);
}

/** The grants by which a rule concerns an asker. Each is held for the purpose that is said, and for its own; where none is, silence is no way around a denial or a mask. */
function concernedBy({ effect, roles, purpose }: Rule, asker: Asker, grants: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant) => {
    if (!roles.includes(grant.role)) return false;
    const said = [grant.purpose, asker.purpose].filter((each) => each !== undefined);
    if (purpose === undefined) return true;
    return said.length === 0 ? effect !== 'allow' : said.some((each) => purpose.includes(each));
  });
}

/** An instant of a rule, as the shape has checked it. Absent: `otherwise`. */
function instantOf(text: string | undefined, otherwise: Instant): Instant {
  return text === undefined ? otherwise : (parseInstant(text)?.instant ?? otherwise);
}

/** One, or of a rule about a logical dataset one for each of its bodies that fit. */
function inForce(
  { policy, number, rule: { effect, how, on }, fits }: PlacedRule,
  asker: Asker,
  concerned: readonly Grant[],
): readonly RuleInForce[] {
  const within = effect === 'allow' ? namespacesOf(concerned, asker) : undefined;
  const stands = { effect, how: effect === 'mask' ? (how ?? 'redact') : undefined, policy, rule: number }; // the shape has checked that it says how
  const rule = { ...stands, on, body: undefined, grants: concerned, within, owner: ownership({ effect, on }, asker) };
  if (on.logical === undefined) return [rule];
  return (asker.logical?.get(on.logical) ?? []).filter(fits).map((body) => ({ ...rule, body }));
}

function builtIn(asker: Asker, grants: readonly Grant[]): readonly RuleInForce[] {
  const concerned = grants.filter(({ role }) => isBuiltInRole(role));
  if (concerned.length === 0) return [];
  return [
    {
      effect: 'allow',
      how: undefined,
      policy: null,
      rule: 0,
      on: {},
      body: undefined,
      grants: concerned,
      within: namespacesOf(concerned, asker),
      owner: undefined,
    },
  ];
}

/** Undefined when one of the grants is for everything. A team that is gone owns nothing; an engagement has its scope. */
function namespacesOf(grants: readonly Grant[], { teams }: Asker): readonly string[] | undefined {
  if (grants.some(({ team }) => team === null)) return undefined;
  const owned = teams
    .filter(({ name }) => grants.some(({ team, scope }) => scope === undefined && team === name))
    .flatMap(({ owns }) => owns);
  return [...owned, ...grants.flatMap(({ scope }) => scope ?? [])];
}

/** A further name must not open a thing: what is allowed to owners is so by names that they own, and what is denied to others, or masked for them, is so by names that those do not. */
function ownership({ effect, on: { owner } }: Pick<Rule, 'effect' | 'on'>, asker: Asker): Ownership | undefined {
  if (owner === undefined) return undefined;
  const teams = owner === 'own' || owner === 'others' ? teamsOf(asker) : asker.teams.filter(({ name }) => name === owner);
  const isOwned = owner !== 'others';
  return { namespaces: teams.flatMap(({ owns }) => owns), isOwned, isByName: isOwned === (effect === 'allow') };
}
