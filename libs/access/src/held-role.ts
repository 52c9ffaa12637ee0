import type { Grant, Team } from './asker.ts';
import { regexOfAny } from './pattern.ts';
import type { Action, Policy } from './policy.ts';

/** Ways to hold roles, in different sets of teams, that are told apart; past it each team stands by itself, and access files bound how many those are. */
export const WAYS_HELD_MAX = 200;
/** Held in teams of which somebody is by other roles: no rule, key or access file can name it, so that it makes them own and allows nothing. */
const OTHER_ROLE = 'held:otherwise';

/** A role as somebody holds it, and no other role. */
export interface HeldRole {
  readonly role: string;
  /** `engineer`: everywhere; `engineer of heart`: in that team; with `(also of lung)`: by who is of that team by another role. */
  readonly called: string;
  /** Those of the role, and what makes whoever holds it be of the other teams. */
  readonly grants: readonly Grant[];
}

/** Roles of which rules about some actions say `own` or `others`: for them it matters in which teams they are held. */
export function rolesAskedOwn(policies: readonly Policy[], actions: readonly Action[]): ReadonlySet<string> {
  const asking = policies.flatMap(({ rules }) =>
    rules.filter(({ on: { owner }, action }) => asksOwn(owner) && [action].flat().some((each) => actions.includes(each))),
  );
  return new Set(asking.flatMap(({ roles }) => roles));
}

/** Whether what a rule says of owners rests on the teams of who asks. */
export function asksOwn(owner: string | undefined): boolean {
  return owner === 'own' || owner === 'others';
}

/** A role that is held everywhere, by who is of no team. */
export function heldEverywhere(role: string): HeldRole {
  return heldAs({ role, isEverywhere: true, within: [], also: [] });
}

/** The ways in which people hold some roles, each once; a role that nobody holds as held everywhere. Grants are those in force of each; engagements own nothing, and count for nothing. */
export function rolesHeldBy(people: Iterable<readonly Grant[]>, roles: readonly string[]): readonly HeldRole[] {
  const ways = new Map<string, Way>();
  for (const grants of people) for (const way of waysOf(grants, roles)) ways.set(heldAs(way).called, way);
  const told = ways.size <= WAYS_HELD_MAX ? [...ways.values()] : [...ways.values()].flatMap(teamByTeam);
  const unheld = roles.filter((role) => !told.some((way) => way.role === role));
  const held = [...told.map(heldAs), ...unheld.map(heldEverywhere)];
  return [...new Map(held.map((each) => [each.called, each])).values()];
}

/**
 * The same text for ways to hold a role by which the same is judged of a thing, by the namespaces of its names in their order: of who asks, rules ask nothing but whether
 * their teams own it.
 */
export function judgedAlikeBy({ role, grants }: HeldRole, teams: readonly Team[]): (namespaces: readonly string[]) => string {
  const owned = (some: readonly Grant[]): RegExp =>
    regexOfAny(teams.filter(({ name }) => some.some(({ team }) => team === name)).flatMap(({ owns }) => owns));
  const its = grants.filter((grant) => grant.role === role);
  const isEverywhere = its.some(({ team }) => team === null);
  const [within, own] = [owned(its), owned(grants)];
  return (namespaces) => {
    const words = namespaces.map((each) => `${isEverywhere || within.test(each) ? 'within' : ''} ${own.test(each) ? 'own' : ''}`);
    return [role, isEverywhere ? 'everywhere' : '', ...words].join(',');
  };
}

interface Way {
  readonly role: string;
  readonly isEverywhere: boolean;
  /** Of a role that is not held everywhere: in which teams it is. In order. */
  readonly within: readonly string[];
  /** Teams beside. In order. */
  readonly also: readonly string[];
}

function waysOf(grants: readonly Grant[], roles: readonly string[]): readonly Way[] {
  const lasting = grants.filter(({ scope }) => scope === undefined);
  const teams = [...new Set(lasting.flatMap(({ team }) => team ?? []))].sort();
  return roles.flatMap((role): Way[] => {
    const its = lasting.filter((grant) => grant.role === role);
    if (its.length === 0) return [];
    const isEverywhere = its.some(({ team }) => team === null);
    const within = isEverywhere ? [] : teams.filter((name) => its.some(({ team }) => team === name));
    return [{ role, isEverywhere, within, also: teams.filter((name) => !within.includes(name)) }];
  });
}

/** As held by several, of whom each is of one of the teams. */
function teamByTeam({ role, isEverywhere, within, also }: Way): readonly Way[] {
  const alone = { role, isEverywhere, within: [], also: [] };
  if (!isEverywhere) return within.map((team) => ({ ...alone, within: [team] }));
  return also.length === 0 ? [alone] : also.map((team) => ({ ...alone, also: [team] }));
}

function heldAs({ role, isEverywhere, within, also }: Way): HeldRole {
  const its = isEverywhere ? [null] : within;
  return {
    role,
    called: `${role}${isEverywhere ? '' : ` of ${listed(within)}`}${also.length === 0 ? '' : ` (also of ${listed(also)})`}`,
    grants: [...its.map((team) => ({ role, team })), ...also.map((team) => ({ role: OTHER_ROLE, team }))],
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.slice(-1).join('')}`;
}
