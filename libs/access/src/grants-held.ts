import type { Asker, Grant, HeldGrant } from './asker.ts';
import { grantsByGlass } from './broken-glass.ts';
import { engagedGrant } from './engagement.ts';
import { groupIn, memberOfGroup, type Standings } from './standings.ts';

/** Somebody, as standings name members. */
export interface Member {
  readonly id: string;
  /** Null of somebody whom a provider vouches for: there people may choose what they are called. */
  readonly name: string | null;
  /** Groups of the identity provider. */
  readonly groups: readonly string[];
  /** Roles that come with the key. */
  readonly roles: readonly string[];
}

/** What somebody is granted: with the key, everywhere, and within teams. Each role once for each team. */
export function grantsHeld({ id, name, groups, roles }: Member, standings: Standings): readonly HeldGrant[] {
  const byMember = membersOf(standings);
  const isName = name !== null && groupIn(name) === undefined; // who is called like a group is not in it
  const called = [id, ...(isName ? [name] : []), ...groups.map(memberOfGroup)];
  const standing = called.flatMap((member) => byMember.get(member) ?? []).sort((left, right) => left.place - right.place);
  const held = [
    ...roles.map((role): HeldGrant => ({ role, team: null, by: 'key' })),
    ...(standings.glasses ?? []).flatMap((glass) => grantsByGlass(glass, id)),
    ...standing.map(({ grant }) => grant),
  ];
  return held.length <= FEW ? held.filter((grant, index) => isFirst(grant, index, held)) : firstOfEach(held);
}

/** Grants that are compared each with each sooner than a set of them is made: ten thousand people are judged at once. */
const FEW = 6;

function isFirst({ role, team }: Grant, index: number, held: readonly Grant[]): boolean {
  return held.findIndex((other) => other.role === role && other.team === team) === index;
}

function firstOfEach(held: readonly HeldGrant[]): readonly HeldGrant[] {
  const seen = new Set<string>();
  return held.filter(({ role, team }) => {
    const key = team === null ? role : `${role} ${team}`; // neither has a space
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** A grant of one member, and where in the standings it is given. */
interface PlacedGrant {
  readonly place: number;
  readonly grant: HeldGrant;
}

/** Standings name ten thousand members: each is looked up, not looked for. */
const indexes = new WeakMap<Standings, ReadonlyMap<string, readonly PlacedGrant[]>>();

function membersOf(standings: Standings): ReadonlyMap<string, readonly PlacedGrant[]> {
  const known = indexes.get(standings);
  if (known !== undefined) return known;
  const index = new Map<string, PlacedGrant[]>();
  let place = 0;
  const add = (grant: Grant, members: readonly string[]): void => {
    for (const by of members) {
      const grants = index.get(by) ?? [];
      index.set(by, grants);
      grants.push({ place: (place += 1), grant: { ...grant, by } });
    }
  };
  for (const { role, members } of standings.roles) add({ role, team: null }, members);
  for (const { team, members } of standings.teams) for (const [role, those] of Object.entries(members)) add({ role, team }, those);
  for (const each of standings.engagements ?? []) add(engagedGrant(each), each.members);
  indexes.set(standings, index);
  return index;
}

/** Whether one of some roles is held everywhere, and not within a team alone. */
export function holdsEverywhere(grants: readonly Grant[], ...roles: readonly string[]): boolean {
  return grants.some(({ role, team }) => team === null && roles.includes(role));
}

/** Somebody who asks now. */
export function askerOf(standings: Standings, { grants, at }: Pick<Asker, 'grants' | 'at'>): Asker {
  const logical = new Map((standings.datasets ?? []).map(({ dataset, bodies }) => [dataset, bodies]));
  return { grants, teams: standings.teams.map(({ team, owns }) => ({ name: team, owns })), logical, at };
}
