import { INSTANT_MAX, INSTANT_MIN, type Instant, parseInstant } from '#foundation';

import { type Asker, type Grant, grantsInForce, teamsOf } from './asker.ts';
import type { Action, Policy, Rule } from './policy.ts';
import { isBuiltInRole } from './roles.ts';

/** A rule that counts for an asker now, with the asker's grants and the teams worked into it. */
export interface RuleInForce {
  readonly effect: Rule['effect'];
  /** Null: the built-in rule. */
  readonly policy: string | null;
  /** Which of its policy, from 1; 0: the built-in one. */
  readonly rule: number;
  readonly on: Rule['on'];
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
export function rulesFor(policies: readonly Policy[], asker: Asker, action: Action): readonly RuleInForce[] {
  const grants = grantsInForce(asker);
  const ruled = policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule, index) => (counts(rule, asker, action) ? inForce(rule, { asker, grants, policy: name, number: index + 1 }) : [])),
  );
  return [...(action === 'see' ? builtIn(asker, grants) : []), ...ruled];
}

/** When the rules of some policies or the grants of an asker next begin or end to count. */
export function nextChange(policies: readonly Policy[], { grants, at }: Pick<Asker, 'grants' | 'at'>): Instant {
  const bounds = [
    ...policies.flatMap(({ rules }) => rules.flatMap(({ from, until }) => [instantOf(from, INSTANT_MAX), instantOf(until, INSTANT_MAX)])),
    ...grants.map(({ until }) => until ?? INSTANT_MAX),
  ];
  return bounds.reduce((next, bound) => (bound > at && bound < next ? bound : next), INSTANT_MAX);
}

function counts({ effect, action, purpose, from, until }: Rule, asker: Asker, asked: Action): boolean {
  if (!(typeof action === 'string' ? action === asked : action.includes(asked))) return false;
  if (asker.at < instantOf(from, INSTANT_MIN) || (until !== undefined && asker.at >= instantOf(until, INSTANT_MAX))) return false;
  if (purpose === undefined) return true;
  return asker.purpose === undefined ? effect === 'deny' : purpose.includes(asker.purpose);
}

/** An instant of a rule, as the shape has checked it. Absent: `otherwise`. */
function instantOf(text: string | undefined, otherwise: Instant): Instant {
  return text === undefined ? otherwise : (parseInstant(text)?.instant ?? otherwise);
}

/** A rule, by its place in a policy, and whom it meets. */
interface Meeting {
  readonly asker: Asker;
  /** Those in force. */
  readonly grants: readonly Grant[];
  readonly policy: string;
  readonly number: number;
}

function inForce({ effect, roles, on }: Rule, { asker, grants, policy, number }: Meeting): readonly RuleInForce[] {
  const concerned = grants.filter(({ role }) => roles.includes(role));
  if (concerned.length === 0) return [];
  const within = effect === 'deny' ? undefined : namespacesOf(concerned, asker);
  return [{ effect, policy, rule: number, on, within, owner: ownership({ effect, on }, asker) }];
}

function builtIn(asker: Asker, grants: readonly Grant[]): readonly RuleInForce[] {
  const concerned = grants.filter(({ role }) => isBuiltInRole(role));
  if (concerned.length === 0) return [];
  return [{ effect: 'allow', policy: null, rule: 0, on: {}, within: namespacesOf(concerned, asker), owner: undefined }];
}

/** Undefined when one of the grants is for everything. A team that is gone owns nothing. */
function namespacesOf(grants: readonly Grant[], { teams }: Asker): readonly string[] | undefined {
  if (grants.some(({ team }) => team === null)) return undefined;
  return teams.filter(({ name }) => grants.some(({ team }) => team === name)).flatMap(({ owns }) => owns);
}

/** A further name must not open a thing: what is allowed to owners is so by names that they own, and what is denied to others is so by names that those do not. */
function ownership({ effect, on: { owner } }: Pick<Rule, 'effect' | 'on'>, asker: Asker): Ownership | undefined {
  if (owner === undefined) return undefined;
  const teams = owner === 'own' || owner === 'others' ? teamsOf(asker) : asker.teams.filter(({ name }) => name === owner);
  const isOwned = owner !== 'others';
  return { namespaces: teams.flatMap(({ owns }) => owns), isOwned, isByName: isOwned === (effect === 'allow') };
}
