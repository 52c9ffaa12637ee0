import type { Grant } from './asker.ts';
import { boundsIn, type EmitterBounds, emittersOf, isClaimable, isClaimWithin, type TeamEmitter } from './emitters.ts';
import type { Standings, TeamStanding } from './standings.ts';

// What a steward of a team may change of it: docs/decisions/0020.

/** Who manages the people and emitters of a team of which it is held. */
const STEWARD = 'steward';

/** The teams that somebody is a steward of. The role held everywhere is of no team. */
export function teamsStewarded(grants: readonly Grant[], { teams }: Pick<Standings, 'teams'>): readonly TeamStanding[] {
  const names = new Set(grants.flatMap(({ role, team }) => (role === STEWARD && team !== null ? [team] : [])));
  return teams.filter(({ team }) => names.has(team));
}

/** Whether a name tells of a team whose it is: what a steward makes is called so, and nobody takes it for somebody else's. */
export function isNameOf(team: string, name: string): boolean {
  return name.startsWith(`${team}/`) && name.length > team.length + 1;
}

/**
 * A team as it is after a steward said it anew: the roles that it has stay, also with nobody in them, for nobody but an administrator could name them again.
 */
export function teamBySteward(before: TeamStanding, said: TeamStanding): TeamStanding {
  const roles = Object.keys(before.members).map((role) => [role, said.members[role] ?? []] as const);
  return { ...said, members: { ...Object.fromEntries(roles), ...said.members } };
}

/** What of a team's change is not for its steward, each as the end of the sentence "An administrator decides …". Empty: all of it is. */
export function stewardProblems(before: TeamStanding, after: TeamStanding, others: readonly TeamStanding[]): readonly string[] {
  const { team } = before;
  const roles = Object.keys(after.members).filter((role) => before.members[role] === undefined);
  const hadSteward = (before.members[STEWARD] ?? []).length > 0;
  return [
    ...(isSame(before.owns, after.owns) ? [] : [`what ${team} owns`]),
    ...(isSame(before.reads, after.reads) ? [] : [`what ${team} reads`]),
    ...(isSame(before.quotas, after.quotas) ? [] : [`the quotas of ${team}`]),
    ...roles.map((role) => `whether ${team} has the role ${role}`),
    ...(hadSteward && (after.members[STEWARD] ?? []).length === 0 ? [`whether ${team} is left without a steward`] : []),
    ...emitterProblems(before, after, others),
  ];
}

function emitterProblems(before: TeamStanding, after: TeamStanding, others: readonly TeamStanding[]): readonly string[] {
  const { team } = before;
  const known = new Map(emittersOf(before).map((emitter) => [emitter.word, emitter]));
  const movable = new Set(others.flatMap(emittersOf).map(({ word }) => word));
  const named = new Set(emittersOf(after).map(({ word }) => word));
  const dropped = [...known.values()].filter(({ word, claims }) => claims === null && !named.has(word));
  return [
    ...dropped.map(({ word }) => `whether the quotas of ${team} count ${word}`),
    ...emittersOf(after).flatMap((emitter) => {
      const { word, claims } = emitter;
      const old = known.get(word);
      if (old === undefined && !movable.has(word) && !isNameOf(team, word))
        return [`about an emitter that is not called ${team}/…, such as ${word}`];
      if (claims === null) return old?.claims === null ? [] : [`about ${word} without what it may claim`];
      return claimProblems(after, emitter, old?.claims == null ? undefined : boundsIn(before, old.claims));
    }),
  ];
}

function claimProblems(team: TeamStanding, { word, claims }: TeamEmitter, before: EmitterBounds | undefined): readonly string[] {
  return claims === null ? [] : boundsProblems(team, { name: word, before, after: boundsIn(team, claims) });
}

/** What an emitter may claim, and is to claim. */
export interface BoundsChange {
  readonly name: string;
  /** Undefined: it is new. */
  readonly before: EmitterBounds | undefined;
  readonly after: EmitterBounds;
}

/** What of an emitter's bounds is not for the steward of its team: whatever is wider than the team, and was not there before. */
export function boundsProblems(
  { team, owns, reads = [] }: Pick<TeamStanding, 'team' | 'owns' | 'reads'>,
  { name, before, after }: BoundsChange,
): readonly string[] {
  const beyond = (patterns: readonly string[], within: readonly string[]): readonly string[] =>
    patterns.filter((pattern) => !isClaimWithin(pattern, within));
  const known = (of: keyof EmitterBounds): readonly string[] => before?.[of].filter(isClaimable) ?? []; // any other pattern is of one text alone
  const wide = [
    ...beyond(after.namespaces, [...owns, ...known('namespaces')]),
    ...beyond(after.outputs, [...owns, ...known('namespaces'), ...known('outputs')]),
  ];
  const far = beyond(after.inputs, [...owns, ...reads, ...known('namespaces'), ...known('outputs'), ...known('inputs')]);
  const freed =
    (before?.producers.length ?? 0) > 0 && (after.producers.length === 0 || beyond(after.producers, before?.producers ?? []).length > 0);
  return [
    ...wide.map((pattern) => `whether ${name} may claim ${pattern}, which ${team} does not own`),
    ...far.map((pattern) => `whether ${name} may take from ${pattern}, which ${team} neither owns nor reads`),
    ...(freed ? [`as which producers ${name} may speak`] : []),
  ];
}

/** Whether all that somebody may claim lies within a team. */
export function isBoundWithin(team: TeamStanding, bounds: EmitterBounds): boolean {
  return boundsProblems(team, { name: '', before: undefined, after: bounds }).length === 0;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left ?? [])) === JSON.stringify(sorted(right ?? []));
}

/** Members of an object in one order; of lists the order counts. */
function sorted(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value;
}

/** Where somebody is named. */
export interface Named {
  /** The teams whose emitter it is. */
  readonly emits: readonly TeamStanding[];
  /** The teams in which it is somebody. */
  readonly within: readonly TeamStanding[];
  /** Whether it has a role everywhere, a broken glass or an engagement, over or not. */
  readonly isEverywhere: boolean;
}

/** Where somebody is named by any of some words: a name, an id, prefixes of keys. */
export function namedIn({ teams, roles, glasses = [], engagements = [] }: Standings, words: ReadonlySet<string>): Named {
  const has = (members: readonly string[]): boolean => members.some((member) => words.has(member));
  return {
    emits: teams.filter((team) => emittersOf(team).some(({ word }) => words.has(word))),
    within: teams.filter(({ members }) => Object.values(members).some(has)),
    isEverywhere: [...roles, ...engagements].some(({ members }) => has(members)) || glasses.some(({ glass }) => words.has(glass)),
  };
}
