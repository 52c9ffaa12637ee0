import type { Asker, Grant, HeldGrant } from './asker.ts';
import { type BrokenGlass, grantByGlass } from './broken-glass.ts';
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

/** What somebody is granted: with the key, everywhere, and within teams. Each role once for each team. Ten thousand people are asked for at once. */
export function grantsHeld({ id, name, groups, roles }: Member, standings: Standings): readonly HeldGrant[] {
  const index = indexOf(standings);
  const held = roles.map((role) => grantByKey(index, role));
  const glass = index.glasses.get(id);
  if (glass !== undefined) held.push(grantByGlass(glass));

  const placed: PlacedGrant[] = [];
  const meet = (member: string): void => void placed.push(...(index.byMember.get(member) ?? []));
  meet(id);
  if (name !== null && groupIn(name) === undefined) meet(name); // who is called like a group is not in it
  for (const group of groups) meet(memberOfGroup(group));
  placed.sort((left, right) => left.place - right.place);
  for (const { grant } of placed) held.push(grant);

  if (held.length > FEW) return firstOfEach(held);
  return held.every(isFirst) ? held : held.filter(isFirst);
}

/** Grants that are compared each with each sooner than a set of them is made. */
const FEW = 6;

function isFirst({ role, team }: Grant, index: number, held: readonly Grant[]): boolean {
  for (let before = 0; before < index; before += 1) if (held[before]?.role === role && held[before]?.team === team) return false;
  return true;
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

/** What some standings give, by whom they give it to. */
interface StandingsIndex {
  readonly byMember: ReadonlyMap<string, readonly PlacedGrant[]>;
  /** By the id of who broke it: standings have the newest of each. */
  readonly glasses: ReadonlyMap<string, BrokenGlass>;
  /** Of each role that a key was seen to have, one for all who have it. */
  readonly byKey: Map<string, HeldGrant>;
}

/** Standings name ten thousand members: each is looked up, not looked for. */
const indexes = new WeakMap<Standings, StandingsIndex>();

function indexOf(standings: Standings): StandingsIndex {
  const known = indexes.get(standings) ?? indexed(standings);
  indexes.set(standings, known);
  return known;
}

function indexed(standings: Standings): StandingsIndex {
  const byMember = new Map<string, PlacedGrant[]>();
  let place = 0;
  const add = (grant: Grant, members: readonly string[]): void => {
    for (const by of members) {
      const grants = byMember.get(by) ?? [];
      byMember.set(by, grants);
      grants.push({ place: (place += 1), grant: { ...grant, by } });
    }
  };
  for (const { role, members } of standings.roles) add({ role, team: null }, members);
  for (const { team, members } of standings.teams) for (const [role, those] of Object.entries(members)) add({ role, team }, those);
  for (const each of standings.engagements ?? []) add(engagedGrant(each), each.members);
  return { byMember, glasses: new Map((standings.glasses ?? []).map((glass) => [glass.glass, glass])), byKey: new Map() };
}

function grantByKey({ byKey }: StandingsIndex, role: string): HeldGrant {
  const known = byKey.get(role);
  if (known !== undefined) return known;
  const made: HeldGrant = { role, team: null, by: 'key' };
  byKey.set(role, made);
  return made;
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
