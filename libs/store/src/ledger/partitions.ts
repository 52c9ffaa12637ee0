import { DAY_MS } from '#foundation';

import type { Database } from '../sql/database.ts';

/** Made this far ahead, so that a server that nobody looks at for two months still has a place for each entry. */
const AHEAD_MS = 62 * DAY_MS;

/** Makes the ledger's partitions from the month of `now` on. Safe to repeat; call at start and daily. */
export async function ensurePartitions(database: Database, now: Date): Promise<void> {
  const [from, to] = [dayOf(now), dayOf(new Date(now.getTime() + AHEAD_MS))];
  await database.transaction((session) => session.rows`select hot.ensure_partitions(${from}::date, ${to}::date)`);
}

/** The UTC date: `2026-11-21`. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
