import pg from 'pg';
import { SECOND_MS } from '#foundation';
import { errorCode } from './processes.ts';

/** The longest wait for a server to take a connection. */
const CONNECT_MS_MAX = 10 * SECOND_MS;

/**
 * Does some work on one connection of its own, which is closed at the end whatever comes. When there is none to be had,
 * throws an error that names the server and keeps the code of what was in the way.
 */
export async function withClient<Result>(connectionString: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS_MAX, application_name: 'headgate' });
  client.on('error', () => undefined); // a lost connection also fails the statement that is under way
  await client.connect().catch((cause: unknown) => {
    const code = errorCode(cause);
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : (code ?? 'no reason given');
    const where = `Postgres at ${client.host}:${client.port}, database ${client.database}`;
    throw Object.assign(new Error(`${where}, cannot be used: ${reason}`, { cause }), { code });
  });
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined); // a connection that is gone is closed
  }
}
