import type { Grant } from './asker.ts';
import { type EmitterBounds, isClaimWithin, isWithin } from './emitters.ts';
import type { Policy } from './policy.ts';
import type { Standings } from './standings.ts';

// What a change of teams and roles comes to, for each whom it concerns: docs/decisions/0020. By what is held alone: who is not named here decides as before.

/** A role that somebody holds in some namespaces. */
export interface Holding {
  /** Null: of whatever role; these namespaces are of a team of theirs. Rules speak of it as `owner`. */
  readonly role: string | null;
  /** A pattern of namespaces. Null: everywhere. */
  readonly namespace: string | null;
}

/**
 * What somebody holds after a change and not before, and the other way round. In a namespace that both `gains` and `loses` of a role fit, or one of `keeps`,
 * nothing changes.
 */
export interface HoldingChange {
  readonly gains: readonly Holding[];
  readonly loses: readonly Holding[];
  /** Held before and after, in some of the same namespaces. */
  readonly keeps: readonly Holding[];
}

interface Granted {
  readonly grants: readonly Grant[];
  readonly standings: Pick<Standings, 'teams'>;
}

/**
 * What changes for somebody. What another role or team gives all the same is no change, nor is another name of a team that owns the same. `role` of null stands
 * where no change of a role in those namespaces says more.
 */
export function holdingChange(before: Granted, after: Granted): HoldingChange {
  const [had, has] = [holdingsOf(before), holdingsOf(after)];
  if (JSON.stringify(had) === JSON.stringify(has)) return { gains: [], loses: [], keeps: [] }; // of nearly all
  const [gains, loses] = [beyond(has, had), beyond(had, has)];
  const changed = [...gains, ...loses];
  const touches = (one: Holding): boolean =>
    changed.some(({ role, namespace }) => role === one.role && mayMeet(namespace ?? '*', one.namespace ?? '*'));
  const both = changed.length === 0 ? [] : [...has.filter((one) => isHeld(one, had)), ...had.filter((one) => isHeld(one, has))];
  return { gains, loses, keeps: withoutRepeats(both.filter(touches)) };
}

function holdingsOf({ grants, standings }: Granted): readonly Holding[] {
  const owned = ownedIn(standings);
  return grants.flatMap(({ role, team }): readonly Holding[] =>
    team === null
      ? [{ role, namespace: null }]
      : (owned.get(team) ?? []).flatMap((namespace) => [
          { role, namespace },
          { role: null, namespace },
        ]),
  );
}

/** Ten thousand people are asked about by the same teams. */
const indexes = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

function ownedIn({ teams }: Pick<Standings, 'teams'>): ReadonlyMap<string, readonly string[]> {
  const owned = indexes.get(teams) ?? new Map(teams.map(({ team, owns }) => [team, owns]));
  indexes.set(teams, owned);
  return owned;
}

function beyond(all: readonly Holding[], known: readonly Holding[]): readonly Holding[] {
  return withoutRepeats(all.filter((holding) => !isHeld(holding, known)));
}

function isHeld({ role, namespace }: Holding, known: readonly Holding[]): boolean {
  const same = known.filter((each) => each.role === role);
  return (
    same.some((each) => each.namespace === null) ||
    (namespace !== null &&
      isWithin(
        namespace,
        same.flatMap((each) => each.namespace ?? []),
      ))
  );
}

/** Each once; `role` of null only where no role says more. */
function withoutRepeats(holdings: readonly Holding[]): readonly Holding[] {
  const once = [...new Map(holdings.map((holding) => [JSON.stringify([holding.role, holding.namespace]), holding])).values()];
  const told = new Set(once.flatMap(({ role, namespace }) => (role === null ? [] : [namespace])));
  return once.filter(({ role, namespace }) => role !== null || !told.has(namespace));
}

/** Whether one text could fit both patterns, as far as what stands before their first `*` tells: of two that say no, none does. */
function mayMeet(left: string, right: string): boolean {
  const [one, other] = [left, right].map((pattern) => pattern.split('*', 1).join(''));
  if (one === undefined || other === undefined) return false;
  return (left.includes('*') && other.startsWith(one)) || (right.includes('*') && one.startsWith(other)) || left === right;
}

/** What an emitter may do in some namespaces: speak for them, say things of them, take from them; or as which producers it may speak. */
export interface Claim {
  readonly may: 'speak for' | 'say things of' | 'take from' | 'speak as';
  /** A pattern of namespaces; of `speak as` one of producers. */
  readonly namespace: string;
}

/** What an emitter may claim after a change and not before, and the other way round; as of `HoldingChange`. */
export interface ClaimChange {
  readonly gains: readonly Claim[];
  readonly loses: readonly Claim[];
  readonly keeps: readonly Claim[];
}

/** From the most to the least: whoever may do the first may do the others too. */
const CLAIMS: readonly Exclude<Claim['may'], 'speak as'>[] = ['speak for', 'say things of', 'take from'];
const ANY_PRODUCER = ['*'];

/**
 * What changes for an emitter. What is told of speaking for a namespace is not told again of saying things of it, nor that of taking from it. As which producers
 * it may speak is told where it may claim something before and after.
 */
export function claimChange(before: EmitterBounds, after: EmitterBounds): ClaimChange {
  const [had, has] = [allowedBy(before), allowedBy(after)];
  const claims = levelsChange(CLAIMS.map((may, level) => ({ may, had: had[level] ?? [], has: has[level] ?? [] })));
  if (had.flat().length === 0 || has.flat().length === 0) return claims;
  const producers = levelsChange([{ may: 'speak as', had: producersOf(before), has: producersOf(after) }]);
  return {
    gains: [...claims.gains, ...producers.gains],
    loses: [...claims.loses, ...producers.loses],
    keeps: [...claims.keeps, ...producers.keeps],
  };
}

/** Patterns by which something may be done before and after, from the most that may be done to the least. */
interface ClaimLevel {
  readonly may: Claim['may'];
  readonly had: readonly string[];
  readonly has: readonly string[];
}

function levelsChange(each: readonly ClaimLevel[]): ClaimChange {
  const gains = claimsOnce(each.map(({ may, had, has }) => ({ may, patterns: lacking(has, had) })));
  const loses = claimsOnce(each.map(({ may, had, has }) => ({ may, patterns: lacking(had, has) })));
  const changed = [...gains, ...loses];
  const isTouched = (pattern: string): boolean => changed.some(({ namespace }) => mayMeet(namespace, pattern));
  const keeps = each.map(({ may, had, has }) => ({
    may,
    patterns: [...has.filter((pattern) => isClaimWithin(pattern, had)), ...had.filter((pattern) => isClaimWithin(pattern, has))].filter(
      isTouched,
    ),
  }));
  return { gains, loses, keeps: claimsOnce(keeps) };
}

function allowedBy({ namespaces, outputs, inputs }: EmitterBounds): readonly (readonly string[])[] {
  return [namespaces, [...namespaces, ...outputs], [...namespaces, ...outputs, ...inputs]];
}

function producersOf({ producers }: EmitterBounds): readonly string[] {
  return producers.length === 0 ? ANY_PRODUCER : producers;
}

function lacking(patterns: readonly string[], within: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => !isClaimWithin(pattern, within));
}

/** Each pattern once, with the most that may be done with it. */
function claimsOnce(levels: readonly { readonly may: Claim['may']; readonly patterns: readonly string[] }[]): readonly Claim[] {
  const seen = new Set<string>();
  return levels.flatMap(({ may, patterns }) =>
    patterns.flatMap((namespace) => {
      if (seen.has(namespace)) return [];
      seen.add(namespace);
      return [{ may, namespace }];
    }),
  );
}

/** A rule that speaks of a team by name, which owns other things from now on: it decides otherwise for all whom it concerns, in the team or not. */
export interface RuleOfTeam {
  readonly policy: string;
  /** Which of its policy, from 1. */
  readonly rule: number;
  readonly team: string;
}

/** The rules of some policies whose team a change gives other namespaces, makes or removes. */
export function rulesOfTeams(
  policies: readonly Policy[],
  before: Pick<Standings, 'teams'>,
  after: Pick<Standings, 'teams'>,
): readonly RuleOfTeam[] {
  const ownedBy = ({ teams }: Pick<Standings, 'teams'>, name: string): string =>
    JSON.stringify([...(teams.find(({ team }) => team === name)?.owns ?? [])].sort());
  return policies.flatMap(({ name, rules }) =>
    rules.flatMap(({ on: { owner } }, index) =>
      owner === undefined || ownedBy(before, owner) === ownedBy(after, owner) ? [] : [{ policy: name, rule: index + 1, team: owner }],
    ),
  );
}
