import {
  type Action,
  grantsInForce,
  heldEverywhere,
  type HeldRole,
  type Policy,
  rolesAskedOwn,
  rolesHeldBy,
  type Standings,
} from '#access';
import type { Instant } from '#foundation';
import { peopleAt, type Session } from '#store';

import type { Context } from '../context.ts';
import { candidates } from './who-could.ts';

/** Which roles, by what rules about what actions, and when. */
export interface RolesAsked {
  readonly roles: readonly string[];
  readonly policies: readonly Policy[];
  readonly actions: readonly Action[];
  readonly standings: Standings;
  readonly at: Instant;
}

/**
 * Each of some roles in the ways in which people, groups by themselves and names of the access file hold it, where a rule for it says `own` or `others`; else as held
 * everywhere, and no statement is asked. From administrators nothing is hidden, so that theirs do not count.
 */
export async function heldRoles(context: Context, session: Session, asked: RolesAsked): Promise<readonly HeldRole[]> {
  const { roles, policies, actions, standings, at } = asked;
  const asking = rolesAskedOwn(policies, actions);
  const told = roles.filter((role) => asking.has(role));
  const others = roles.filter((role) => !asking.has(role)).map(heldEverywhere);
  if (told.length === 0) return others;
  const people = [...candidates(await peopleAt(session, context.tenant, { at }), standings)].filter(({ kind }) => kind !== 'admin');
  return [
    ...rolesHeldBy(
      people.map(({ grants }) => grantsInForce({ grants, at })),
      told,
    ),
    ...others,
  ];
}
