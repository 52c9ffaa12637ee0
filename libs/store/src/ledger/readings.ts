import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** The same that one principal asked under one engagement within one minute. */
export interface ReadingKey {
  readonly engagement: string;
  readonly minute: Instant;
  readonly principal: string;
  /** Of what was asked, and what of it was shown. */
  readonly digest: string;
}

/** Counts one more of each; says of which nothing was there. One statement. */
export async function addReadings(session: Session, tenant: number, keys: readonly ReadingKey[]): Promise<readonly boolean[]> {
  const rows = await session.rows`
    insert into hot.reading as known (tenant, engagement, minute, principal, digest, count)
    select ${tenant}::int, given.*, 1 from unnest(
      ${keys.map(({ engagement }) => engagement)}::text[], ${keys.map(({ minute }) => postgresTime(minute))}::timestamptz[],
      ${keys.map(({ principal }) => principal)}::uuid[], ${keys.map(({ digest }) => digest)}::text[]) as given
    order by 2, 3, 4, 5
    on conflict (tenant, engagement, minute, principal, digest) do update set count = known.count + 1
    returning known.engagement, known.minute, known.principal, known.digest, known.count`;
  const counts = countsIn(rows);
  return keys.map((key) => counts.get(keyOf(key)) === 1n);
}

/** How often each was asked, in the order given; 0 where nothing is known. One statement. */
export async function readingCounts(session: Session, tenant: number, keys: readonly ReadingKey[]): Promise<readonly number[]> {
  if (keys.length === 0) return [];
  const rows = await session.rows`
    select reading.engagement, reading.minute, reading.principal, reading.digest, reading.count
    from unnest(${keys.map(({ engagement }) => engagement)}::text[], ${keys.map(({ minute }) => postgresTime(minute))}::timestamptz[],
                ${keys.map(({ principal }) => principal)}::uuid[], ${keys.map(({ digest }) => digest)}::text[]) as asked (engagement, minute, principal, digest)
    join hot.reading as reading on reading.tenant = ${tenant}::int and reading.engagement = asked.engagement and reading.minute = asked.minute
      and reading.principal = asked.principal and reading.digest = asked.digest`;
  const counts = countsIn(rows);
  return keys.map((key) => Number(counts.get(keyOf(key)) ?? 0n));
}

function countsIn(rows: readonly Record<string, unknown>[]): ReadonlyMap<string, bigint> {
  return new Map(
    rows.map((row) => {
      const key = row as unknown as ReadingKey & { readonly count: bigint }; // the five columns, of the types that the migration gives them
      return [keyOf(key), key.count];
    }),
  );
}

function keyOf({ engagement, minute, principal, digest }: ReadingKey): string {
  return JSON.stringify([engagement, String(minute), principal, digest]);
}
