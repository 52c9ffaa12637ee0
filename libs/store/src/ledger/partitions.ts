import { DAY_MS } from '#foundation';

import type { Database } from '../sql/database.ts';
import type { Session } from '../sql/session.ts';

/** Made this far ahead, so that a server that nobody looks at for two months still has a place for each entry. */
const AHEAD_MS = 62 * DAY_MS;

/** Makes the ledger's partitions from the month of `now` on. Safe to repeat; call at start and daily. */
export async function ensurePartitions(database: Database, now: Date): Promise<void> {
  const [from, to] = [dayOf(now), dayOf(new Date(now.getTime() + AHEAD_MS))];
  await database.transaction((session) => session.rows`select hot.ensure_partitions(${from}::date, ${to}::date)`);
}

/** Which partitions are missing for the months from one day to another, by name: an entry of such a month cannot be recorded. */
export async function missingPartitions(session: Session, { from, to }: Readonly<Record<'from' | 'to', Date>>): Promise<readonly string[]> {
  const rows = await session.rows`
    select wanted.name from (
      select parent || '_' || to_char(month, 'YYYYMM') as name
      from unnest(array['ledger_entry', 'event_secret']) as parent
      cross join generate_series(date_trunc('month', ${dayOf(from)}::timestamp), ${dayOf(to)}::timestamp, interval '1 month') as month
    ) as wanted
    where to_regclass('hot.' || wanted.name) is null order by wanted.name`;
  return rows.map((row) => row['name'] as string); // text
}

/** The UTC date: `2026-11-21`. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
