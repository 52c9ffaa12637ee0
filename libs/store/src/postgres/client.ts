import pg from 'pg';
import { errorCode, Failure, SECOND_MS } from '#foundation';

/** The waits for a server to take a connection, one after the other: one that a starting server has left lying is not waited for to the end. */
const WAITS_MS: readonly number[] = [3 * SECOND_MS, 7 * SECOND_MS];

/** A timer may go off a little before its time, as another clock has it. */
const EARLY_MS = 5;

/**
 * Does some work on one connection of its own, which is closed at the end whatever comes. Throws STORE_UNAVAILABLE when there is none to be had:
 * its message names the server, without the password; its cause is what was in the way.
 */
export async function withClient<Result>(
  connectionString: string,
  work: (client: pg.Client) => Promise<Result>,
  waitsMs = WAITS_MS,
): Promise<Result> {
  const client = await connected(connectionString, waitsMs);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined); // a connection that is gone is closed
  }
}

async function connected(connectionString: string, waitsMs: readonly number[]): Promise<pg.Client> {
  for (const [attempt, connectionTimeoutMillis] of waitsMs.entries()) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis, application_name: 'headgate' });
    client.on('error', () => undefined); // a lost connection also fails the statement that is under way
    const start = performance.now();
    try {
      await client.connect();
      return client;
    } catch (cause) {
      const isWaitOver = performance.now() - start >= connectionTimeoutMillis - EARLY_MS;
      if (!isWaitOver || attempt + 1 === waitsMs.length) throw unusable(client, cause);
    }
  }
  throw new Error('no attempt was made to connect');
}

function unusable({ host, port, database }: pg.Client, cause: unknown): Failure {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : (errorCode(cause) ?? 'no reason given');
  const message = `Postgres at ${host}:${port}, database ${database}, cannot be used: ${reason}. Look whether it runs, and whether DATABASE_URL is right.`;
  return new Failure('STORE_UNAVAILABLE', message, { cause });
}
