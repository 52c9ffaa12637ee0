import { fitsAny, isToldOf, type Standings, type TeamStanding } from '#access';
import { noticeBody, type NoticeType, type TeamNotice } from '#alerts';
import { DAY_MS, instantFromDate } from '#foundation';
import type { JsonObject } from '#record';
import type { NewNotice, Session } from '#store';

import { ADMINISTRATORS, routeOf } from '../access/alert-routes.ts';
import type { Context } from '../context.ts';

/** What is told once because its notice stands here: longer than the first stage of a key lasts. */
export const REMEMBERED_LONG_MS = 100 * DAY_MS;

/** What is told, and where to look for more. */
export interface NoticeSettings {
  /** Whether administrators have a route. */
  readonly administrators: boolean;
  /** Days before a key's end at which it is told. */
  readonly keyDays: readonly number[];
  /** Where this Headgate is asked. Undefined: nobody said. */
  readonly address: string | undefined;
}

/** What a turn of gathering notices works with. */
export interface NoticeDesk {
  readonly context: Context;
  readonly session: Session;
  readonly standings: Standings;
  readonly settings: NoticeSettings;
  readonly now: Date;
}

/** Something that is told over one route. */
export interface Told {
  /** Null: to the administrators. */
  readonly team: string | null;
  /** What is told over the route once. */
  readonly once: string;
  readonly type: NoticeType;
  readonly text: string;
  readonly data: JsonObject;
}

/** Who is told of something that may be some teams': those of them that want to be, and the administrators when it is no team's that has a route. */
export function toldOf(desk: NoticeDesk, owners: readonly TeamStanding[], what: TeamNotice): readonly (string | null)[] {
  const reached = owners.filter(({ alerts }) => alerts !== undefined);
  if (reached.length === 0) return desk.settings.administrators ? [null] : [];
  return reached.flatMap(({ team, alerts }) => (alerts !== undefined && isToldOf(alerts, what) ? [team] : []));
}

/** The teams that own a namespace. */
export function ownersOfNamespace({ standings }: NoticeDesk, namespace: string): readonly TeamStanding[] {
  return standings.teams.filter(({ owns }) => fitsAny(owns)(namespace));
}

/** As it waits to be sent. */
export function newNotice({ context, settings, now }: NoticeDesk, { team, once, ...told }: Told): NewNotice {
  const id = context.randomness.uuid();
  const link = settings.address === undefined ? null : `${settings.address.replace(/\/+$/, '')}/graphiql`;
  return { id, route: routeNamed(team), once, type: told.type, body: noticeBody({ id, at: instantFromDate(now), team, link, ...told }) };
}

/** The route of a team; of null that of the administrators. */
export function routeNamed(team: string | null): string {
  return team === null ? ADMINISTRATORS : routeOf(team);
}
