import type { Session } from '../sql/session.ts';

/** Bytes of one day that count against a quota. */
export interface QuotaUse {
  /** UTC, such as 2026-01-31. */
  readonly day: string;
  readonly subject: string;
  readonly bytes: number;
}

/** Adds to what is there, and gives what it comes to, over all servers, in the order given. One statement. */
export async function addQuotaUses(session: Session, tenant: number, uses: readonly QuotaUse[]): Promise<readonly number[]> {
  const rows = await session.rows`
    insert into hot.quota_use as known (tenant, day, subject, bytes)
    select ${tenant}::int, given.* from unnest(
      ${uses.map(({ day }) => day)}::date[], ${uses.map(({ subject }) => subject)}::text[], ${uses.map(({ bytes }) => bytes)}::bigint[]) as given
    order by 2, 3
    on conflict (tenant, day, subject) do update set bytes = known.bytes + excluded.bytes
    returning known.day::text as day, known.subject, known.bytes::float8 as bytes`;
  const totals = new Map(usesIn(rows).map((use) => [`${use.day} ${use.subject}`, use.bytes]));
  return uses.map(({ day, subject, bytes }) => totals.get(`${day} ${subject}`) ?? bytes);
}

/** All of a day. */
export async function quotaUsesOf(session: Session, tenant: number, day: string): Promise<readonly QuotaUse[]> {
  return usesIn(
    await session.rows`
      select quota_use.day::text as day, quota_use.subject, quota_use.bytes::float8 as bytes from hot.quota_use as quota_use
      where quota_use.tenant = ${tenant}::int and quota_use.day = ${day}::date`,
  );
}

/** Forgets the days before one. */
export async function forgetQuotaUses(session: Session, tenant: number, before: string): Promise<void> {
  await session.rows`delete from hot.quota_use as old where old.tenant = ${tenant}::int and old.day < ${before}::date`;
}

function usesIn(rows: readonly Record<string, unknown>[]): readonly QuotaUse[] {
  return rows as unknown as readonly QuotaUse[]; // text and float8, which holds every number of bytes that a quota may name
}
