import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** The same denial to one principal within one minute. */
export interface DenialKey {
  readonly minute: Instant;
  readonly principal: string;
  readonly action: string;
  readonly thing: string;
}

/** Adds counts to those that are there; says of which nothing was there. One statement. */
export async function addDenials(
  session: Session,
  tenant: number,
  denials: readonly (DenialKey & { readonly count: number })[],
): Promise<readonly boolean[]> {
  const rows = await session.rows`
    insert into hot.denial as known (tenant, minute, principal, action, thing, count)
    select ${tenant}::int, given.* from unnest(
      ${denials.map(({ minute }) => postgresTime(minute))}::timestamptz[], ${denials.map(({ principal }) => principal)}::uuid[],
      ${denials.map(({ action }) => action)}::text[], ${denials.map(({ thing }) => thing)}::text[], ${denials.map(({ count }) => count)}::bigint[]) as given
    order by 2, 3, 4, 5
    on conflict (tenant, minute, principal, action, thing) do update set count = known.count + excluded.count
    returning known.minute, known.principal, known.action, known.thing, known.count`;
  const counts = countsIn(rows);
  return denials.map((denial) => counts.get(keyOf(denial)) === BigInt(denial.count));
}

/** How often each was denied within its minute, in the order asked; 0 where nothing is known any more. One statement. */
export async function denialCounts(session: Session, tenant: number, keys: readonly DenialKey[]): Promise<readonly number[]> {
  if (keys.length === 0) return [];
  const rows = await session.rows`
    select denial.minute, denial.principal, denial.action, denial.thing, denial.count
    from unnest(${keys.map(({ minute }) => postgresTime(minute))}::timestamptz[], ${keys.map(({ principal }) => principal)}::uuid[],
                ${keys.map(({ action }) => action)}::text[], ${keys.map(({ thing }) => thing)}::text[]) as asked (minute, principal, action, thing)
    join hot.denial as denial on denial.tenant = ${tenant}::int and denial.minute = asked.minute and denial.principal = asked.principal
      and denial.action = asked.action and denial.thing = asked.thing`;
  const counts = countsIn(rows);
  return keys.map((key) => Number(counts.get(keyOf(key)) ?? 0n));
}

/** Forgets the counts of the minutes before one. */
export async function forgetDenials(session: Session, tenant: number, before: Instant): Promise<void> {
  await session.rows`delete from hot.denial as old where old.tenant = ${tenant}::int and old.minute < ${postgresTime(before)}::timestamptz`;
}

function countsIn(rows: readonly Record<string, unknown>[]): ReadonlyMap<string, bigint> {
  return new Map(
    rows.map((row) => {
      const key = row as unknown as DenialKey & { readonly count: bigint }; // the five columns, of the types that the migration gives them
      return [keyOf(key), key.count];
    }),
  );
}

function keyOf({ minute, principal, action, thing }: DenialKey): string {
  return JSON.stringify([String(minute), principal, action, thing]);
}
