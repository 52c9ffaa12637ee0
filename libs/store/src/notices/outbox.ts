import type { Session } from '../sql/session.ts';

/** Notices that wait for one route at most. A team that wants to know of more looks. */
const WAITING_MAX = 1_000;

/** A notice that is to be sent. */
export interface NewNotice {
  readonly id: string;
  readonly route: string;
  /** What is told over the route once. */
  readonly once: string;
  readonly type: string;
  readonly body: string;
}

/** Notices that are to wait for their routes. */
export interface NewNotices {
  readonly notices: readonly NewNotice[];
  readonly now: Date;
  /** Whether what is beyond is given up and counted, or left to be given again: what is told of as long as it is so. */
  readonly beyond: 'counted' | 'left';
  readonly waitingMax?: number;
}

/**
 * Puts notices among those that wait. What was told before, or twice among them, is told once; of what is beyond, where `waitingMax` wait for the route, nothing
 * but the count is kept. One statement.
 */
export async function addNotices(
  session: Session,
  tenant: number,
  { notices, now, beyond, waitingMax = WAITING_MAX }: NewNotices,
): Promise<void> {
  if (notices.length === 0) return;
  await session.rows`
    with given as (
      select distinct on (given.route, given.once) given.*
      from unnest(${notices.map(({ id }) => id)}::uuid[], ${notices.map(({ route }) => route)}::text[], ${notices.map(({ once }) => once)}::text[],
                  ${notices.map(({ type }) => type)}::text[], ${notices.map(({ body }) => body)}::text[])
        with ordinality as given (id, route, once, type, body, ordinal)
      where not exists (select from hot.notice as known where known.tenant = ${tenant}::int and known.route = given.route and known.once = given.once)
      order by given.route, given.once, given.ordinal
    ), waiting as (
      select notice.route, count(*) as count from hot.notice as notice
      where notice.tenant = ${tenant}::int and notice.state = 'waiting' and notice.route in (select given.route from given)
      group by notice.route
    ), placed as (
      select given.*, row_number() over (partition by given.route order by given.ordinal) + coalesce(waiting.count, 0) <= ${waitingMax}::int as fits
      from given left join waiting on waiting.route = given.route
    ), added as (
      insert into hot.notice (tenant, id, route, once, type, body, state, made_at, next_at)
      select ${tenant}::int, placed.id, placed.route, placed.once, placed.type, placed.body, 'waiting',
             ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
      from placed where placed.fits order by placed.ordinal
      on conflict (tenant, route, once) do nothing
    )
    insert into hot.notice_beyond as known (tenant, route, day, count)
    select ${tenant}::int, placed.route, ${dayOf(now)}::date, count(*)
    from placed where not placed.fits and ${beyond === 'counted'}::boolean group by placed.route
    on conflict (tenant, route, day) do update set count = known.count + excluded.count`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Gives up what waits since before a time, and forgets what was over before others: what is never told again soon, the rest late. Three statements. */
export async function tidyNotices(
  session: Session,
  tenant: number,
  { now, madeBefore, forget, late }: Readonly<Record<'now' | 'madeBefore' | 'forget' | 'late', Date>>,
): Promise<void> {
  await session.rows`
    update hot.notice as notice set state = 'given up', why = 'nobody took it', body = '', ended_at = ${now.toISOString()}::timestamptz
    where notice.tenant = ${tenant}::int and notice.state = 'waiting' and notice.made_at < ${madeBefore.toISOString()}::timestamptz`;
  await session.rows`
    delete from hot.notice as notice
    where notice.tenant = ${tenant}::int and notice.state <> 'waiting' and notice.ended_at < ${forget.toISOString()}::timestamptz
      and (notice.type like 'contract.%' or notice.type like 'claim.%' or notice.ended_at < ${late.toISOString()}::timestamptz)`;
  await session.rows`delete from hot.notice_beyond as beyond where beyond.tenant = ${tenant}::int and beyond.day < ${dayOf(forget)}::date`;
}

/** Gives up all that waits for a route which is there no more. */
export async function abandonRoute(
  session: Session,
  tenant: number,
  { route, now }: { readonly route: string; readonly now: Date },
): Promise<void> {
  await session.rows`
    update hot.notice as notice set state = 'given up', why = 'the route is gone', body = '', ended_at = ${now.toISOString()}::timestamptz
    where notice.tenant = ${tenant}::int and notice.route = ${route} and notice.state = 'waiting'`;
}
