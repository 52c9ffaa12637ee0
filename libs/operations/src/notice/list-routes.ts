import { TEAM_NOTICES } from '#alerts';
import { Failure } from '#foundation';
import { type RouteState, routeStates, type Session } from '#store';

import { denyHand } from '../access/access-hand.ts';
import { ADMINISTRATORS, routeOf, shownAddress, signingSecret } from '../access/alert-routes.ts';
import { keyHandOf } from '../access/key-hand.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { recordKeyAct } from '../record-key-act.ts';
import { givenUpSince } from './route-health.ts';

/** A route, and how sending over it goes. */
export interface ListedRoute extends Omit<RouteState, 'route'> {
  /** Null: that of the administrators. */
  readonly team: string | null;
  /** Scheme and host, and what stands for the rest. */
  readonly address: string;
  readonly on: readonly string[];
}

/** Where administrators are told, as the settings say. Absent: nowhere. */
export interface Administrators {
  readonly administrators?: string | undefined;
}

/** The routes there are: to administrators all, to a steward those of his teams. By name. */
export async function listRoutes(
  context: Context,
  principal: Principal,
  { administrators }: Administrators,
): Promise<readonly ListedRoute[]> {
  const hand = await handOf(context, principal, 'list alert routes');
  return context.database.snapshot(async (session) => {
    const states = new Map((await statesNow(context, session)).map((state) => [state.route, state]));
    const { standings } = await accessInForce(context, session);
    const own = hand.kind === 'admin' ? undefined : new Set(hand.teams.map(({ team }) => team));
    const teams = standings.teams
      .toSorted((left, right) => (left.team < right.team ? -1 : 1))
      .flatMap(({ team, alerts }): readonly ListedRoute[] =>
        alerts === undefined || own?.has(team) === false
          ? []
          : [{ team, address: alerts.url, on: alerts.on ?? TEAM_NOTICES, ...stateOf(states.get(routeOf(team))) }],
      );
    if (administrators === undefined || own !== undefined) return teams;
    const address = shownAddress(context, '', administrators);
    return [{ team: null, address, on: [...TEAM_NOTICES, 'glass'], ...stateOf(states.get(ADMINISTRATORS)) }, ...teams];
  });
}

function statesNow({ tenant, clock }: Context, session: Session): Promise<readonly RouteState[]> {
  return routeStates(session, tenant, { givenUpSince: givenUpSince(clock) });
}

function stateOf(state: RouteState | undefined): Omit<RouteState, 'route'> {
  const { waiting = 0, givenUp = 0, lastSentAt = null, failingSince = null, lastError = null } = state ?? {};
  return { waiting, givenUp, lastSentAt, failingSince, lastError };
}

/** Of which route the secret is asked for: a team's, or with null that of the administrators. */
export interface SecretWish extends Administrators {
  readonly team: string | null;
}

/**
 * What notices of a route are signed with, as Standard Webhooks writes a secret. To administrators, and to stewards of the team; that it was told is recorded.
 * Throws NOT_FOUND when there is no such route.
 */
export async function routeSecret(context: Context, principal: Principal, { team, administrators }: SecretWish): Promise<string> {
  const what = 'read what notices are signed with';
  const hand = await handOf(context, principal, what);
  if (hand.kind === 'steward' && !hand.teams.some((own) => own.team === team))
    denyHand(context, principal, { what, message: 'A steward reads what notices of his own teams are signed with.' });
  const address = await addressOf(context, { team, administrators });
  if (address === undefined) {
    const mend = team === null ? 'set ALERTS_URL' : `say alerts of ${team} in the access file`;
    throw new Failure('NOT_FOUND', `There is no such route; ${mend}, and \`headgate routes\` lists it.`);
  }
  const name = team ?? ADMINISTRATORS;
  await recordKeyAct(context, principal.id, { subject: `route:${name}`, body: { did: 'of notices told', name, prefix: '' } });
  return signingSecret(context, address);
}

async function addressOf(context: Context, { team, administrators }: SecretWish): Promise<string | undefined> {
  if (team === null) return administrators === undefined ? undefined : shownAddress(context, '', administrators);
  const { standings } = await context.database.snapshot((session) => accessInForce(context, session));
  return standings.teams.find((each) => each.team === team)?.alerts?.url;
}

async function handOf(context: Context, principal: Principal, what: string) {
  const hand = await keyHandOf(context, principal);
  return hand ?? denyHand(context, principal, { what, message: `Only an administrator, or the steward of a team, may ${what}.` });
}
