import type { Asker, Grant, HeldGrant } from './asker.ts';
import { grantsByGlass } from './broken-glass.ts';
import { groupIn, type Standings } from './standings.ts';

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
  const isMeant = (member: string): boolean => {
    const group = groupIn(member);
    return member === id || member === name || (group !== undefined && groups.includes(group));
  };
  const held = [
    ...roles.map((role): HeldGrant => ({ role, team: null, by: 'key' })),
    ...(standings.glasses ?? []).flatMap((glass) => grantsByGlass(glass, id)),
    ...standings.roles.flatMap(({ role, members }) => heldBy({ role, team: null }, members.find(isMeant))),
    ...standings.teams.flatMap(({ team, members }) =>
      Object.entries(members).flatMap(([role, those]) => heldBy({ role, team }, those.find(isMeant))),
    ),
  ];
  return [...new Map(held.toReversed().map((grant) => [JSON.stringify([grant.role, grant.team]), grant])).values()].toReversed();
}

function heldBy(grant: Grant, by: string | undefined): readonly HeldGrant[] {
  return by === undefined ? [] : [{ ...grant, by }];
}

/** Somebody who asks now. */
export function askerOf(standings: Standings, { grants, at }: Pick<Asker, 'grants' | 'at'>): Asker {
  return { grants, teams: standings.teams.map(({ team, owns }) => ({ name: team, owns })), at };
}
