import type { Instant } from '#foundation';

import type { Session } from '../sql/session.ts';

/** Why a request was turned away and nothing of it kept: its body was over the limit, it had no valid key, or its sender was past a quota. */
export type RefusalReason =
  'BODY_TOO_LARGE' | 'IDENTITY_UNKNOWN' | 'PAST_EVENTS_PER_SECOND' | 'PAST_BYTES_PER_DAY' | 'PAST_QUERY_COST_PER_MINUTE';

/** Requests of one day that were turned away for one reason. */
export interface RefusalCount {
  /** UTC, such as 2026-01-31. */
  readonly day: string;
  readonly reason: RefusalReason;
  /** Id of a principal; null: not known. */
  readonly sender: string | null;
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
}

/** The same over some days. */
export interface RefusalSum {
  readonly reason: RefusalReason;
  readonly sender: string | null;
  readonly senderName: string | null;
  readonly count: bigint;
  readonly since: Instant;
  readonly last: Instant;
}

/** Adds counts to those that are there. One statement. */
export async function addRefusals(session: Session, tenant: number, counts: readonly RefusalCount[]): Promise<void> {
  await session.rows`
    insert into hot.refusal as known (tenant, day, reason, sender, count, first_at, last_at)
    select ${tenant}::int, given.* from unnest(
      ${counts.map(({ day }) => day)}::date[], ${counts.map(({ reason }) => reason)}::text[], ${counts.map(({ sender }) => sender)}::uuid[],
      ${counts.map(({ count }) => count)}::bigint[], ${counts.map(({ first }) => first.toISOString())}::timestamptz[],
      ${counts.map(({ last }) => last.toISOString())}::timestamptz[]) as given
    order by 2, 3, 4
    on conflict (tenant, day, reason, sender) do update
      set count = known.count + excluded.count, first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at)`;
}

/** Forgets the days before one. */
export async function forgetRefusals(session: Session, tenant: number, before: string): Promise<void> {
  await session.rows`delete from hot.refusal as old where old.tenant = ${tenant}::int and old.day < ${before}::date`;
}

/** What was turned away from a day on, the most frequent first, at most `limit` rows. One statement. */
export async function refusalsSince(
  session: Session,
  tenant: number,
  { day, limit }: { readonly day: string; readonly limit: number },
): Promise<readonly RefusalSum[]> {
  const rows = await session.rows`
    select summed.reason, summed.sender, principal.name as sender_name, summed.count, summed.since, summed.last
    from (
      select refusal.reason, refusal.sender, sum(refusal.count)::bigint as count, min(refusal.first_at) as since, max(refusal.last_at) as last
      from hot.refusal as refusal where refusal.tenant = ${tenant}::int and refusal.day >= ${day}::date
      group by refusal.reason, refusal.sender
      order by 3 desc, refusal.reason, refusal.sender limit ${limit}::int
    ) as summed
    left join control.principal as principal on principal.tenant = ${tenant}::int and principal.id = summed.sender
    order by summed.count desc, summed.reason, summed.sender`;
  return rows.map((row) => ({
    // As the migration types them.
    reason: row['reason'] as RefusalReason,
    sender: row['sender'] as string | null,
    senderName: row['sender_name'] as string | null,
    count: row['count'] as bigint,
    since: row['since'] as Instant,
    last: row['last'] as Instant,
  }));
}
