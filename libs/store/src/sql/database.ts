import pg from 'pg';

import { Failure, parseInstant, SECOND_MS } from '#foundation';
import { BEGINNING, END } from '#lineage';

import { asFailure } from './passing.ts';
import { Session } from './session.ts';

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** Connections of one process to Postgres. Past `connections` callers wait their turn, at most `CONNECT_MS`. */
export class Database {
  private readonly pool: pg.Pool;

  constructor(connectionString: string, { connections = 10 }: { readonly connections?: number } = {}) {
    this.pool = new pg.Pool({
      connectionString,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: 'headgate',
      options: `-c jit=off -c timezone=UTC -c statement_timeout=${STATEMENT_MS_MAX} -c datestyle=ISO`,
      types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
    });
    // An idle connection that Postgres closed is not a failure of anybody's request: the pool makes another.
    this.pool.on('error', () => undefined);
    // Nor is one that goes while it is used: its statement fails, and who sent that is told. Without a listener the process would end.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** One transaction. Thrown: rolled back. Serialisation failures and lost connections are STORE_UNAVAILABLE: the caller may try again. */
  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.withoutTransaction(async (session) => {
      await session.send('begin');
      const result = await work(session);
      await session.send('commit');
      return result;
    });
  }

  /** As `transaction`, for work that ends its own transaction: `commit` travels with its last statement. */
  async transactionClosedByWork<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.withoutTransaction(async (session) => {
      await session.send('begin');
      return work(session);
    });
  }

  /** One connection, for work that begins and ends its own transactions, or whose every message is one. Thrown: the open one is rolled back. */
  async withoutTransaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.connected(work, { isPipelined: false });
  }

  private async connected<Result>(
    work: (session: Session) => Promise<Result>,
    { isPipelined }: { readonly isPipelined: boolean },
  ): Promise<Result> {
    const client = await this.connect();
    setPipeline(client, isPipelined);
    const session = new Session(client);
    try {
      const result = await work(session);
      session.end();
      setPipeline(client, false);
      client.release();
      return result;
    } catch (error) {
      session.end();
      await abandon(client);
      throw asFailure(error);
    }
  }

  /** As `transaction`, and nothing of it remains: to see what a change would do. */
  async rehearsal<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.withoutTransaction(async (session) => {
      await session.send('begin');
      const result = await work(session);
      await session.send('rollback');
      return result;
    });
  }

  /**
   * A question: one snapshot, nothing written. A statement that takes longer than `statementMsMax` is ended. Statements that do not wait for each other
   * travel together, and Postgres works while answers are built.
   */
  async snapshot<Result>(work: (session: Session) => Promise<Result>, { statementMsMax = STATEMENT_MS_MAX } = {}): Promise<Result> {
    const limit = statementMsMax === STATEMENT_MS_MAX ? '' : `; set local statement_timeout = ${Math.trunc(statementMsMax)}`;
    const begin = `begin isolation level repeatable read, read only${limit}`;
    return this.connected(
      async (session) => {
        const [, result] = await Promise.all([session.send(begin), work(session)]);
        await session.send('commit');
        return result;
      },
      { isPipelined: true },
    );
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw new Failure('STORE_UNAVAILABLE', 'The database cannot be reached; try again in a moment.', { cause: error });
    }
  }
}

const CONNECT_MS = 10 * SECOND_MS;
const STATEMENT_MS_MAX = 60 * SECOND_MS;

/** pg looks at this before each message; it refuses messages of our own, such as COPY, while it is set. */
function setPipeline(client: pg.PoolClient, isPipelined: boolean): void {
  (client as { pipeline: boolean }).pipeline = isPipelined;
}

async function abandon(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback'); // whatever was sent before it has been answered then
    setPipeline(client, false);
    client.release();
  } catch {
    client.release(true); // the connection is gone, and with it its transaction
  }
}

function parserOf(oid: number): (text: string) => unknown {
  if (oid === INT8) return BigInt;
  if (oid === TIMESTAMPTZ) return timestamptz;
  const known: (oid: number, format: 'text') => (text: string) => unknown = pg.types.getTypeParser; // typed for the ids that it knows alone
  return known(oid, 'text');
}

/** A `timestamptz` as an instant; the nanoseconds within its microsecond stand in a column beside it. */
export function timestamptz(text: string): bigint {
  if (text === 'infinity') return END;
  if (text === '-infinity') return BEGINNING;
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`Postgres gave a time that is not one: ${text}`);
  return parsed.instant;
}
