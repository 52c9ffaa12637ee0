import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import pg from 'pg';

import { startEmbeddedPostgres } from '#store';

import { builtCheckout } from '../e2e/support/built-checkout.ts';
import { type HeadgateProcess, startHeadgate } from '../scripts/prove/headgate-process.ts';
import { processorMicroseconds } from './processor-time.ts';

/** A Headgate as it is delivered, over its embedded Postgres with every safety on, and a way to look into that Postgres. */
export interface Served extends AsyncDisposable {
  readonly checkout: string;
  readonly dataDir: string;
  readonly server: HeadgateProcess;
  readonly connectionString: string;
  readonly client: pg.Client;
  readonly usage: () => Promise<Usage>;
  /** Waits until all that is recorded is in the graph. */
  readonly untilMapped: () => Promise<void>;
}

/** What was used since the start. */
export interface Usage {
  readonly serverMicroseconds: number;
  readonly postgresMicroseconds: number;
  readonly walBytes: number;
  /** Tables and indexes of the ledger, and of the graph. */
  readonly ledgerBytes: number;
  readonly graphBytes: number;
}

const LOOK_MS = 5;

export async function serve(): Promise<Served> {
  const checkout = await builtCheckout();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'headgate-bench-'));
  const server = await startHeadgate({ checkout: checkout.path, dataDir });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') });
  const connectionString = postgres.connectionString();
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined); // its statement fails, and says so
  await client.connect();
  return {
    checkout: checkout.path,
    dataDir,
    server,
    connectionString,
    client,
    usage: async () => ({
      serverMicroseconds: processorMicroseconds(server.pid),
      postgresMicroseconds: processorMicroseconds(postgres.pid),
      ...(await stored(client)),
    }),
    untilMapped: async () => {
      while (!(await isMapped(client))) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    },
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await server.stop();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
      await checkout[Symbol.asyncDispose]();
    },
  };
}

const LEDGER = '^(ledger|event_secret)';

async function stored(client: pg.Client): Promise<Pick<Usage, 'walBytes' | 'ledgerBytes' | 'graphBytes'>> {
  const { rows } = await client.query<Record<'wal' | 'ledger' | 'graph', string>>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal,
            coalesce(sum(pg_total_relation_size(class.oid)) filter (where class.relname ~ $1), 0) as ledger,
            coalesce(sum(pg_total_relation_size(class.oid)) filter (where class.relname !~ $1), 0) as graph
     from pg_class as class join pg_namespace as space on space.oid = class.relnamespace
     where space.nspname = 'hot' and class.relkind in ('r', 'p')`,
    [LEDGER],
  );
  const [row] = rows;
  return { walBytes: Number(row?.wal), ledgerBytes: Number(row?.ledger), graphBytes: Number(row?.graph) };
}

async function isMapped(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mapped: boolean }>(
    `select map.mapped = ledger.next as mapped from hot.map_head as map join hot.ledger_head as ledger on ledger.tenant = map.tenant
     where map.tenant = 1 and map.live`,
  );
  return rows[0]?.mapped === true;
}
