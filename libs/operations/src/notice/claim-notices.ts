import { isToldOf, likeOf } from '#access';
import { shortName } from '#alerts';
import { HOUR_MS } from '#foundation';
import {
  type ClaimRoutes,
  dueClaims,
  forgetClaims,
  type HeardRange,
  type HeldClaims,
  holdClaims,
  lastClaimOf,
  principalNames,
} from '#store';

import { ADMINISTRATORS, routeOf, teamOfRoute } from '../access/alert-routes.ts';
import { type NoticeDesk, ownersOfNamespace, type Told, toldOf } from './notice-desk.ts';

/** Of one claimant over one route: somebody whose pipeline is misconfigured claims with each event. */
const QUIET_MS = 1 * HOUR_MS;
/** Claims that one turn hears, and no more than one event's beyond: of all the namespaces in them it is asked whose they are. */
const CLAIMS_MAX = 10_000;
/** Namespaces of one claimant and route that are held until they are told: who claims more is told of with as many. */
const NAMESPACES_MAX = 100;
const NAMESPACES_NAMED_MAX = 5;

/** How much of a stretch of the ledger one turn hears, for the claims in it: all, or up to where they are too many. One statement. */
export async function claimsHeardTo({ context, session }: Pick<NoticeDesk, 'context' | 'session'>, range: HeardRange): Promise<bigint> {
  const last = await lastClaimOf(session, context.tenant, { range, max: CLAIMS_MAX });
  return last === undefined ? range.to : last + 1n;
}

/** What a turn hears of claims, and whether it looks for what is told at a time. */
export interface ClaimsHeard {
  readonly range: HeardRange;
  readonly isSweeping: boolean;
}

/**
 * What is told of claims that were refused: at once those of a claimant of whom nothing was told over the route for an hour, and when the hour is over what it claimed
 * meanwhile.
 */
export async function claimNotices(desk: NoticeDesk, { range, isSweeping }: ClaimsHeard): Promise<readonly Told[]> {
  const { context, session, now } = desk;
  const isOneNew =
    range.from < range.to && (await holdClaims(session, context.tenant, { range, routes: routesOf(desk), max: NAMESPACES_MAX }));
  if (!isOneNew && !isSweeping) return [];
  const due = await dueClaims(session, context.tenant, { now, quietSince: quietSince(now) });
  if (due.length === 0) return [];
  const names = await principalNames(session, context.tenant, [...new Set(due.map(({ sender }) => sender))]);
  return due.flatMap((each) => noticeOf(desk, each, names.get(each.sender) ?? each.sender));
}

/** Forgets who claimed something an hour ago, and what would be told over routes that are there no more. */
export async function tidyClaims({ context, session, now }: NoticeDesk, there: readonly string[]): Promise<void> {
  await forgetClaims(session, context.tenant, { there, quietSince: quietSince(now) });
}

function quietSince(now: Date): Date {
  return new Date(now.getTime() - QUIET_MS);
}

function routesOf({ standings, settings }: NoticeDesk): ClaimRoutes {
  const reached = standings.teams.filter(({ alerts }) => alerts !== undefined);
  const told = reached.filter(({ alerts }) => alerts !== undefined && isToldOf(alerts, 'claim'));
  return {
    owned: told.flatMap(({ team, owns }) => owns.map((pattern) => ({ route: routeOf(team), like: likeOf(pattern) }))),
    otherwise: settings.administrators ? ADMINISTRATORS : null,
    reached: reached.flatMap(({ owns }) => owns.map(likeOf)),
  };
}

/** None when the team owns nothing of it any more, or wants to hear of no claims. */
function noticeOf(desk: NoticeDesk, { route, sender, namespaces }: HeldClaims, name: string): readonly Told[] {
  const team = teamOfRoute(route) ?? null;
  const own = namespaces.filter((namespace) => toldOf(desk, ownersOfNamespace(desk, namespace), 'claim').includes(team));
  if (own.length === 0) return [];
  const owner = team === null ? 'no team with an alert route owns' : `${team} owns`;
  const what = own.length === 1 ? `a namespace that ${owner}` : `namespaces that ${owner}`;
  const claimant = shortName(name);
  return [
    {
      team,
      once: `claim:${sender}:${desk.now.toISOString()}`,
      type: 'claim.refused',
      text: `${claimant} claimed something about ${what}, and may not; the events are in quarantine: headgate quarantine list`,
      data: { claimant, namespaces: own.slice(0, NAMESPACES_NAMED_MAX).map(shortName), namespaceCount: own.length },
    },
  ];
}
