import pg from 'pg';

import { SECOND_MS } from '#foundation';

import type { Dice } from '#testkit';

/** When a process is killed. `now` is called there; what it does is waited for. */
export type Moment = (surroundings: Surroundings, now: () => Promise<void>) => Promise<void>;

interface Surroundings {
  readonly connectionString: string;
  readonly dice: Dice;
  /** Of the server, to stop it from answering. */
  readonly serverPid: number;
}

const LOAD_MS_MAX = 1.2 * SECOND_MS;
const WAIT_MS_MAX = 20 * SECOND_MS;
const LOOK_MS = 5;

/** The named moments are met by a session of our own that holds a lock which the server's next step needs. */
export const MOMENTS: Readonly<Record<string, Moment>> = {
  'at random': async ({ dice }, now) => {
    await pause(100 + dice.below(LOAD_MS_MAX));
    await now();
  },
  /** A batch's rows are written; it waits for the head row, which orders batches. */
  'after COPY': (surroundings, now) =>
    whileHeld(surroundings, 'select head.next from hot.ledger_head as head for update', async (holder) => {
      await holder.untilSomebodyWaits();
      await now();
    }),
  /** A batch has taken its positions and holds the head row; its row in the list of batches is not written. */
  'holding the head row': (surroundings, now) =>
    whileHeld(surroundings, 'lock table hot.ledger_batch in share mode', async (holder) => {
      await holder.untilSomebodyWaits();
      await now();
    }),
  /** The commit is done; the server, stopped meanwhile, has not read that it is. */
  'after commit, before the answer': (surroundings, now) =>
    whileHeld(surroundings, 'select head.next from hot.ledger_head as head for update', async (holder) => {
      await holder.untilSomebodyWaits();
      process.kill(surroundings.serverPid, 'SIGSTOP');
      const before = await holder.ledgerSize();
      await holder.letGo();
      await holder.untilSizeIsNot(before);
      await now();
      await resume(surroundings.serverPid);
    }),
  /** A turn of the log has signed what was recorded, and writes tiles. */
  'inside the log': (surroundings, now) =>
    whileHeld(surroundings, 'lock table hot.log_tile in share mode', async (holder) => {
      await holder.untilSomebodyWaits();
      await now();
    }),
  /** A micro-batch has the lane and writes. */
  'inside the map': (surroundings, now) =>
    whileHeld(surroundings, 'lock table hot.observation in share mode', async (holder) => {
      await holder.untilSomebodyWaits();
      await now();
    }),
};

/** Holds a lock in a session of its own while something happens. The session may die with Postgres. */
async function whileHeld(
  { connectionString, dice }: Surroundings,
  lock: string,
  happens: (holder: Holder) => Promise<void>,
): Promise<void> {
  await pause(100 + dice.below(LOAD_MS_MAX / 2)); // some events first
  const client = new pg.Client({ connectionString, application_name: 'proof' });
  client.on('error', () => undefined); // Postgres was killed
  await client.connect();
  try {
    await client.query('begin');
    await client.query(lock);
    await happens(new Holder(client, connectionString));
  } finally {
    await client.end().catch(() => undefined);
  }
}

class Holder {
  constructor(
    private readonly client: pg.Client,
    private readonly connectionString: string,
  ) {}

  /** Until a session of the server's waits for our lock. */
  async untilSomebodyWaits(): Promise<void> {
    for (const until = performance.now() + WAIT_MS_MAX; performance.now() < until;) {
      await pause(LOOK_MS);
      await this.client.query('select pg_stat_clear_snapshot()'); // or a transaction sees for ever who was connected when it first looked
      const { rows } = await this.client.query<{ waits: boolean }>(
        `select exists (select from pg_stat_activity as other
                        where other.application_name = 'headgate' and pg_backend_pid() = any (pg_blocking_pids(other.pid))) as waits`,
      );
      if (rows[0]?.waits === true) return;
    }
    throw new Error('nobody came to wait for the lock');
  }

  async untilSizeIsNot(size: string): Promise<void> {
    for (const until = performance.now() + WAIT_MS_MAX; performance.now() < until;) {
      await pause(LOOK_MS);
      if ((await this.ledgerSize()) !== size) return;
    }
    throw new Error('what waited for the lock did not commit');
  }

  async letGo(): Promise<void> {
    await this.client.query('commit');
  }

  /** What others see: asked in a session that holds nothing. */
  async ledgerSize(): Promise<string> {
    const client = new pg.Client({ connectionString: this.connectionString });
    await client.connect();
    try {
      const { rows } = await client.query<{ next: string }>('select head.next from hot.ledger_head as head where head.tenant = 1');
      return rows[0]?.next ?? '';
    } finally {
      await client.end();
    }
  }
}

/** A server that was killed meanwhile is not there to go on. */
async function resume(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    await Promise.resolve();
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
