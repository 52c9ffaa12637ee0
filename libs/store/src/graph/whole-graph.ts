import type { Session } from '../sql/session.ts';

/**
 * For work whose statements read whole tables of the graph and join them. Nested loops are never better there, and over a graph that has no statistics
 * yet Postgres takes its tables to be small and chooses them: what takes seconds then takes the square of it. `statementMsMax`: how long a statement may
 * take, instead of what a question may; 0: as long as it takes. All is as it was when the work is done; when it fails, its transaction ends.
 */
export async function readingWhole<Result>(
  session: Session,
  { statementMsMax }: { readonly statementMsMax?: number | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
  const [before] = await session.rows`select current_setting('statement_timeout') as timeout, current_setting('enable_nestloop') as loops`;
  await set(session, {
    loops: 'off',
    timeout: statementMsMax === undefined ? textOf(before?.['timeout']) : String(Math.trunc(statementMsMax)),
  });
  const result = await work();
  await set(session, { loops: textOf(before?.['loops']), timeout: textOf(before?.['timeout']) });
  return result;
}

async function set(session: Session, { loops, timeout }: { readonly loops: string; readonly timeout: string }): Promise<void> {
  await session.rows`select set_config('enable_nestloop', ${loops}, true), set_config('statement_timeout', ${timeout}, true)`;
}

function textOf(value: unknown): string {
  return value as string; // current_setting gives text
}
