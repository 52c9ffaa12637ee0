import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import pg from 'pg';

import { MINUTE_MS } from '#foundation';
import { startEmbeddedPostgres } from '#store';

import { builtCheckout } from '../e2e/support/built-checkout.ts';
import { type HeadgateProcess, startHeadgate } from '../scripts/prove/headgate-process.ts';
import { Ending } from './ending.ts';
import { processorMicroseconds } from './processor-time.ts';

/** A Headgate as it is delivered, over its embedded Postgres with every safety on, and a way to look into that Postgres. */
export interface Served extends AsyncDisposable {
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
  /** Entries of the ledger. */
  readonly entries: number;
  readonly serverMicroseconds: number;
  readonly postgresMicroseconds: number;
  readonly walBytes: number;
  /** Tables and indexes of the ledger, and of the graph. */
  readonly ledgerBytes: number;
  readonly graphBytes: number;
}

const LOOK_MS = 5;
const MAPPED_MS_MAX = 60 * MINUTE_MS;

/** Starts one on an empty database. It ends with its Postgres and its folder, also when the process is interrupted. */
export async function serve(): Promise<Served> {
  const ending = new Ending();
  try {
    return await served(ending);
  } catch (error) {
    await ending[Symbol.asyncDispose]();
    throw error;
  }
}

async function served(ending: Ending): Promise<Served> {
  const checkout = await ending.take(builtCheckout(), (directory) => directory[Symbol.asyncDispose]());
  const dataDir = await ending.take(mkdtemp(path.join(os.tmpdir(), 'headgate-bench-')), (directory) =>
    rm(directory, { recursive: true, force: true }),
  );
  const server = await ending.take(startHeadgate({ checkout: checkout.path, dataDir }), ({ stop }) => stop());
  const postgres = await ending.take(startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') }), ({ stop }) => stop());
  const connectionString = postgres.connectionString();
  const client = await ending.take(connected(connectionString), (each) => each.end());
  return {
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
      const start = performance.now();
      while (!(await isMapped(client))) {
        if (performance.now() - start > MAPPED_MS_MAX) throw new Error(`the graph is not up to date: ${server.complaint()}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
    [Symbol.asyncDispose]: () => ending[Symbol.asyncDispose](),
  };
}

/** A connection that is not told when Postgres goes: its next statement fails, and says so. */
export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const LEDGER = '^(ledger|event_secret)';

async function stored(client: pg.Client): Promise<Pick<Usage, 'entries' | 'walBytes' | 'ledgerBytes' | 'graphBytes'>> {
  const { rows } = await client.query<Record<'entries' | 'wal' | 'ledger' | 'graph', string>>(
    `select (select head.next from hot.ledger_head as head where head.tenant = 1) as entries,
            pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal,
            coalesce(sum(pg_total_relation_size(class.oid)) filter (where class.relname ~ $1), 0) as ledger,
            coalesce(sum(pg_total_relation_size(class.oid)) filter (where class.relname !~ $1), 0) as graph
     from pg_class as class join pg_namespace as space on space.oid = class.relnamespace
     where space.nspname = 'hot' and class.relkind in ('r', 'p')`,
    [LEDGER],
  );
  const [row] = rows;
  return { entries: Number(row?.entries), walBytes: Number(row?.wal), ledgerBytes: Number(row?.ledger), graphBytes: Number(row?.graph) };
}

async function isMapped(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mapped: boolean }>(
    `select map.mapped = ledger.next as mapped from hot.map_head as map join hot.ledger_head as ledger on ledger.tenant = map.tenant
     where map.tenant = 1 and map.live`,
  );
  return rows[0]?.mapped === true;
}
