import type { Instant } from '#foundation';

import type { Session } from '../sql/session.ts';

/** A notice that is due. */
export interface DueNotice {
  readonly id: string;
  readonly body: string;
  /** How often it was sent in vain. */
  readonly attempts: number;
}

/** The routes that something waits for, that may be tried again and that nobody sends over, at most `limit`: those first that were to be tried first. */
export async function dueRoutes(
  session: Session,
  tenant: number,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await session.rows`
    select waiting.route
    from (select notice.route, min(notice.next_at) as next_at from hot.notice as notice
          where notice.tenant = ${tenant}::int and notice.state = 'waiting' and notice.next_at <= ${now.toISOString()}::timestamptz
          group by notice.route) as waiting
    left join hot.notice_route as route on route.tenant = ${tenant}::int and route.route = waiting.route
    where coalesce(route.next_at <= ${now.toISOString()}::timestamptz, true) and coalesce(route.leased_until <= ${now.toISOString()}::timestamptz, true)
    order by greatest(waiting.next_at, route.next_at), waiting.route limit ${limit}::int`;
  return rows.map((row) => row['route'] as string); // text
}

/** Takes a route until a time, and gives how often in a row sending over it failed. Undefined: somebody else has it, or it is not to be tried yet. */
export async function leaseRoute(
  session: Session,
  tenant: number,
  { route, now, until }: { readonly route: string; readonly now: Date; readonly until: Date },
): Promise<number | undefined> {
  const [row] = await session.rows`
    insert into hot.notice_route as known (tenant, route, next_at, leased_until)
    values (${tenant}::int, ${route}, ${now.toISOString()}::timestamptz, ${until.toISOString()}::timestamptz)
    on conflict (tenant, route) do update set leased_until = excluded.leased_until
      where known.next_at <= ${now.toISOString()}::timestamptz and coalesce(known.leased_until <= ${now.toISOString()}::timestamptz, true)
    returning known.failures`;
  return row?.['failures'] as number | undefined; // int4
}

/** What is due over a route, at most `limit`: first what waits for the longest since it was made, or tried. */
export async function dueNotices(
  session: Session,
  tenant: number,
  { route, now, limit }: { readonly route: string; readonly now: Date; readonly limit: number },
): Promise<readonly DueNotice[]> {
  const rows = await session.rows`
    select notice.id::text, notice.body, notice.attempts from hot.notice as notice
    where notice.tenant = ${tenant}::int and notice.route = ${route} and notice.state = 'waiting' and notice.next_at <= ${now.toISOString()}::timestamptz
    order by notice.next_at, notice.row limit ${limit}::int`;
  return rows as unknown as readonly DueNotice[]; // text and int4
}

/** Says that a notice was taken, and that its route works. It stays leased. One statement. */
export async function sentNotice(
  session: Session,
  tenant: number,
  { id, route, now }: { readonly id: string; readonly route: string; readonly now: Date },
): Promise<void> {
  await session.rows`
    with sent as (
      update hot.notice as notice set state = 'sent', body = '', why = null, ended_at = ${now.toISOString()}::timestamptz
      where notice.tenant = ${tenant}::int and notice.id = ${id}::uuid and notice.state = 'waiting'
    )
    update hot.notice_route as known set failures = 0, failing_since = null, last_error = null, last_sent_at = ${now.toISOString()}::timestamptz
    where known.tenant = ${tenant}::int and known.route = ${route}`;
}

/** A notice that was not taken: why, and when it and its route are tried again. */
export interface Unsent {
  readonly id: string;
  readonly route: string;
  readonly why: string;
  readonly now: Date;
  readonly noticeAgainAt: Date;
  readonly routeAgainAt: Date;
}

/** Says that a notice was not taken. One statement. */
export async function unsentNotice(
  session: Session,
  tenant: number,
  { id, route, why, now, noticeAgainAt, routeAgainAt }: Unsent,
): Promise<void> {
  await session.rows`
    with unsent as (
      update hot.notice as notice set attempts = notice.attempts + 1, next_at = ${noticeAgainAt.toISOString()}::timestamptz
      where notice.tenant = ${tenant}::int and notice.id = ${id}::uuid and notice.state = 'waiting'
    )
    update hot.notice_route as known set failures = known.failures + 1, failing_since = coalesce(known.failing_since, ${now.toISOString()}::timestamptz),
      last_error = ${why}, next_at = ${routeAgainAt.toISOString()}::timestamptz
    where known.tenant = ${tenant}::int and known.route = ${route}`;
}

/** Lets others send over a route. */
export async function releaseRoute(session: Session, tenant: number, route: string): Promise<void> {
  await session.rows`update hot.notice_route as known set leased_until = null where known.tenant = ${tenant}::int and known.route = ${route}`;
}

/** Lets what waits for some routes be sent at once: they lead elsewhere now, and nothing is known of how it goes there. Two statements. */
export async function hurryRoutes(
  session: Session,
  tenant: number,
  { routes, now }: { readonly routes: readonly string[]; readonly now: Date },
): Promise<void> {
  await session.rows`
    update hot.notice as notice set next_at = ${now.toISOString()}::timestamptz
    where notice.tenant = ${tenant}::int and notice.route = any (${routes}::text[]) and notice.state = 'waiting'`;
  await session.rows`
    update hot.notice_route as known set next_at = ${now.toISOString()}::timestamptz, failures = 0, failing_since = null, last_error = null
    where known.tenant = ${tenant}::int and known.route = any (${routes}::text[])`;
}

/** Says of some routes that nothing can be sent over them, and why; and of all others of which that was said that it can. Two statements. */
export async function closeRoutes(
  session: Session,
  tenant: number,
  { closed, why, now }: { readonly closed: readonly string[]; readonly why: string; readonly now: Date },
): Promise<void> {
  await session.rows`
    insert into hot.notice_route as known (tenant, route, failing_since, last_error, next_at)
    select ${tenant}::int, given.route, ${now.toISOString()}::timestamptz, ${why}::text, ${now.toISOString()}::timestamptz
    from unnest(${closed}::text[]) as given (route)
    on conflict (tenant, route) do update set failing_since = coalesce(known.failing_since, excluded.failing_since), last_error = excluded.last_error
      where known.last_error is distinct from excluded.last_error`;
  await session.rows`
    update hot.notice_route as known set failures = 0, failing_since = null, last_error = null, next_at = ${now.toISOString()}::timestamptz
    where known.tenant = ${tenant}::int and known.last_error = ${why} and known.route <> all (${closed}::text[])`;
}

/** Forgets how sending went over routes that are there no more. */
export async function forgetRoutes(
  session: Session,
  tenant: number,
  { there, now }: { readonly there: readonly string[]; readonly now: Date },
): Promise<void> {
  await session.rows`
    delete from hot.notice_route as known
    where known.tenant = ${tenant}::int and known.route <> all (${there}::text[]) and coalesce(known.leased_until <= ${now.toISOString()}::timestamptz, true)`;
}

/** How sending over a route goes. */
export interface RouteState {
  readonly route: string;
  readonly waiting: number;
  /** Since the time that was asked for. */
  readonly givenUp: number;
  readonly lastSentAt: Instant | null;
  /** Null: what was sent last was taken. */
  readonly failingSince: Instant | null;
  readonly lastError: string | null;
}

/** That of each over which something was to be sent, by name. */
export async function routeStates(
  session: Session,
  tenant: number,
  { givenUpSince }: { readonly givenUpSince: Date },
): Promise<readonly RouteState[]> {
  const rows = await session.rows`
    select named.route, coalesce(counted.waiting, 0)::int as waiting,
           coalesce(counted.given_up, 0)::int + coalesce(beyond.given_up, 0)::int as "givenUp",
           state.last_sent_at as "lastSentAt", state.failing_since as "failingSince", state.last_error as "lastError"
    from (select notice.route from hot.notice as notice where notice.tenant = ${tenant}::int
          union select route.route from hot.notice_route as route where route.tenant = ${tenant}::int
          union select beyond.route from hot.notice_beyond as beyond where beyond.tenant = ${tenant}::int) as named
    left join (
      select notice.route, count(*) filter (where notice.state = 'waiting') as waiting,
             count(*) filter (where notice.state = 'given up' and notice.ended_at >= ${givenUpSince.toISOString()}::timestamptz) as given_up
      from hot.notice as notice where notice.tenant = ${tenant}::int group by notice.route) as counted on counted.route = named.route
    left join (
      select beyond.route, sum(beyond.count) as given_up
      from hot.notice_beyond as beyond where beyond.tenant = ${tenant}::int and beyond.day >= ${givenUpSince.toISOString().slice(0, 10)}::date
      group by beyond.route) as beyond on beyond.route = named.route
    left join hot.notice_route as state on state.tenant = ${tenant}::int and state.route = named.route
    order by named.route`;
  return rows as unknown as readonly RouteState[]; // text, int4 and timestamptz
}
