import { type Clock, DAY_MS } from '#foundation';
import { type RouteState, routeStates, type Session } from '#store';

import { teamOfRoute } from '../access/alert-routes.ts';
import type { Context } from '../context.ts';

/** As long as what was given up stands on record. */
const GIVEN_UP_TOLD_MS = 7 * DAY_MS;

/** From when on it is told that something was given up. */
export function givenUpSince(clock: Clock): Date {
  return new Date(clock.now().getTime() - GIVEN_UP_TOLD_MS);
}

/** A route over which something does not arrive. */
export interface AilingRoute extends Omit<RouteState, 'route'> {
  /** Null: that of the administrators. */
  readonly team: string | null;
}

/** The routes that fail, or over which something was given up. One statement. */
export async function ailingRoutes(
  { tenant, clock }: Pick<Context, 'tenant' | 'clock'>,
  session: Session,
): Promise<readonly AilingRoute[]> {
  const states = await routeStates(session, tenant, { givenUpSince: givenUpSince(clock) });
  return states
    .filter(({ failingSince, givenUp }) => failingSince !== null || givenUp > 0)
    .map(({ route, ...state }) => ({ team: teamOfRoute(route) ?? null, ...state }));
}
