import type { Database } from './database.ts';

/**
 * Does work that no two processes may do at once. Undefined, at once: another does it now. The turn belongs to a connection of its own, so it ends
 * with the process, whatever becomes of that.
 */
export async function alone<Result>(
  database: Database,
  what: string,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  return database.withoutTransaction(async (session) => {
    const [row] = await session.rows`select pg_try_advisory_lock(hashtext(${`headgate ${what}`}::text)) as held`;
    if (row?.['held'] !== true) return undefined;
    try {
      return { result: await work() };
    } finally {
      await session.rows`select pg_advisory_unlock(hashtext(${`headgate ${what}`}::text))`;
    }
  });
}
