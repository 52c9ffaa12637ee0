import {
  grantsInForce,
  type StandingEntry,
  type Standings,
  stewardProblems,
  teamBySteward,
  type TeamStanding,
  teamsStewarded,
} from '#access';
import { Failure, instantNow } from '#foundation';

import { auditsBy } from '../ask/require-auditor.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { isSaid } from './access-plan.ts';

/** Who changes teams, people and keys: an administrator all, a steward what is of his teams. */
export type AccessHand =
  | { readonly kind: 'admin' }
  | {
      readonly kind: 'steward';
      /** As they stand, by name. */
      readonly teams: readonly TeamStanding[];
      /** Whether he may read what other teams are. */
      readonly audits: boolean;
    };

/** What somebody may change, by some standings. Throws ACCESS_DENIED, and notes it, to whoever is a steward of nothing. `what` as of `requireAdmin`. */
export function accessHand(
  context: Context,
  principal: Principal,
  { standings, what }: { readonly standings: Standings; readonly what: string },
): AccessHand {
  const hand = handIn(context, principal, standings);
  if (hand === undefined) denyHand(context, principal, { what, message: `Only an administrator, or the steward of a team, may ${what}.` });
  return hand;
}

/** As `accessHand`. Undefined: none. */
export function handIn(context: Context, principal: Principal, standings: Standings): AccessHand | undefined {
  if (principal.kind !== 'person') return principal.kind === 'admin' ? { kind: 'admin' } : undefined;
  const grants = grantsInForce({ grants: grantsOf(principal, standings), at: instantNow(context.clock) });
  const teams = teamsStewarded(grants, standings).toSorted((left, right) => (left.team < right.team ? -1 : 1));
  return teams.length === 0 ? undefined : { kind: 'steward', teams, audits: auditsBy(principal, standings) };
}

/** Throws ACCESS_DENIED, and notes it. */
export function denyHand(
  context: Context,
  principal: Principal,
  { what, message }: { readonly what: string; readonly message: string },
): never {
  noteDenial(context, principal, { action: 'administer', what, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

/** What a file comes to by the hand of whoever applies it. `problems`: what in it is not for him, each as the end of the sentence "An administrator decides …". */
export interface SaidBy {
  readonly said: Standings;
  readonly problems: readonly string[];
}

/**
 * What a steward's file says of his teams. Of a team that is not his it makes no difference whether there is one, or whether the file would change it: he may not
 * know. To a steward who is an auditor what stays as it is, is no problem.
 */
export function saidBySteward(before: Standings, said: Standings, { teams, audits }: Extract<AccessHand, { kind: 'steward' }>): SaidBy {
  const own = new Map(teams.map((team) => [team.team, team]));
  const isNamed = new Set(said.teams.map(({ team }) => team));
  const stays = (entry: StandingEntry, all: readonly StandingEntry[]): boolean => audits && all.some((each) => isSaid(each, entry));
  const after = said.teams.flatMap((team) => {
    const known = own.get(team.team);
    return known === undefined ? [] : [{ known, team: teamBySteward(known, team) }];
  });
  const problems = [
    ...said.teams.filter((team) => !own.has(team.team) && !stays(team, before.teams)).map(({ team }) => `about the team ${team}`),
    ...said.roles.filter((role) => !stays(role, before.roles)).map(({ role }) => `who has the role ${role} everywhere`),
    ...said.quotas.filter((quota) => !stays(quota, before.quotas)).map(({ quota }) => `the quotas of ${quota}`),
    ...(said.datasets ?? [])
      .filter((each) => !stays(each, before.datasets ?? []))
      .map(({ dataset }) => `which datasets the logical one ${dataset} is`),
    ...after.flatMap(({ known, team }) =>
      stewardProblems(
        known,
        team,
        teams.filter((other) => other !== known && isNamed.has(other.team)),
      ),
    ),
  ];
  return { said: { teams: after.map(({ team }) => team), roles: [], quotas: [] }, problems };
}
