import type { Session } from '../sql/session.ts';

/** Notices that wait for one route at most: what is beyond is given up. A team that wants to know of more looks. */
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

/**
 * Puts notices among those that wait. What was told before, or twice among them, is told once; where `waitingMax` wait for the route, it is given up. One
 * statement.
 */
export async function addNotices(
  session: Session,
  tenant: number,
  { notices, now, waitingMax = WAITING_MAX }: { readonly notices: readonly NewNotice[]; readonly now: Date; readonly waitingMax?: number },
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
    ), placed as (
      select given.*, row_number() over (partition by given.route order by given.ordinal)
        + (select count(*) from hot.notice as waiting where waiting.tenant = ${tenant}::int and waiting.route = given.route and waiting.state = 'waiting')
        <= ${waitingMax}::int as fits
      from given
    )
    insert into hot.notice (tenant, id, route, once, type, body, state, why, made_at, next_at, ended_at)
    select ${tenant}::int, placed.id, placed.route, placed.once, placed.type, case when placed.fits then placed.body else '' end,
           case when placed.fits then 'waiting' else 'given up' end, case when placed.fits then null else 'too many waited for the route' end,
           ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, case when placed.fits then null else ${now.toISOString()}::timestamptz end
    from placed order by placed.ordinal
    on conflict (tenant, route, once) do nothing`;
}

/** What was told over each route since a time, of one type: route and what is told once. */
export async function toldSince(
  session: Session,
  tenant: number,
  { type, since }: { readonly type: string; readonly since: Date },
): Promise<readonly Pick<NewNotice, 'route' | 'once'>[]> {
  const rows = await session.rows`
    select told.route, told.once from hot.notice as told
    where told.tenant = ${tenant}::int and told.type = ${type} and told.made_at > ${since.toISOString()}::timestamptz`;
  return rows as unknown as readonly Pick<NewNotice, 'route' | 'once'>[]; // text, both
}

/** Gives up what waits since before a time, and forgets what was over before others: what is never told again soon, the rest late. Two statements. */
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
