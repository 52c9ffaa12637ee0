import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { systemClock, systemRandomness } from '#foundation';
import { type Context, MapWait } from '#operations';
import { Database, dayOf, ensurePartitions, KeyStore, LedgerWriter, Recorder, startEmbeddedPostgres } from '#store';
import { buildTemplate, cloneTemplate, dropDatabase, newTestRun, removeAbandonedDirectories, temporaryDirectory } from '#testkit';

const MIGRATIONS = path.join(import.meta.dirname, '../../prisma/migrations');
/** The embedded Postgres as in tests: it does not wait for the disk. */
const SETTINGS = { max_connections: '200', max_wal_size: '1GB' };

/** A Postgres that gives empty, migrated databases. */
export interface ProofServer extends AsyncDisposable {
  readonly clone: () => Promise<ProofDatabase>;
}

/** A database with a key file, gone at the end of its scope. Every store in it is a tenant. */
export interface ProofDatabase extends AsyncDisposable {
  readonly connectionString: string;
  readonly keyFile: string;
  readonly database: Database;
  /** An empty store, in which operations work. */
  readonly store: () => Promise<Context>;
}

export async function startProofServer(): Promise<ProofServer> {
  await removeAbandonedDirectories();
  const directory = await temporaryDirectory();
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(directory.path, 'postgres'), durable: false, settings: SETTINGS });
  const run = newTestRun(postgres.connectionString());
  await buildTemplate(run, MIGRATIONS);
  let clones = 0;
  return {
    clone: async () => {
      const { name, connectionString } = await cloneTemplate(run);
      clones += 1;
      const home = path.join(directory.path, `keys-${clones}`);
      await mkdir(home);
      return openDatabase({ connectionString, keyFile: path.join(home, 'keys.jsonl'), drop: () => dropDatabase(run, name) });
    },
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await directory[Symbol.asyncDispose]();
    },
  };
}

interface Place {
  readonly connectionString: string;
  readonly keyFile: string;
  readonly drop: () => Promise<void>;
}

async function openDatabase({ connectionString, keyFile, drop }: Place): Promise<ProofDatabase> {
  const database = new Database(connectionString, { connections: 6 });
  await ensurePartitions(database, systemClock.now());
  let tenants = 1; // the first is the migration's
  return {
    connectionString,
    keyFile,
    database,
    store: async () => {
      tenants += 1;
      await makeTenant(database, tenants);
      return contextOf({ database, keyFile, tenant: tenants });
    },
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await drop();
    },
  };
}

/** What operations work with, for one tenant. */
export function contextOf({ database, keyFile, tenant }: { database: Database; keyFile: string; tenant: number }): Context {
  return {
    database,
    keys: new KeyStore(keyFile, systemRandomness),
    recorder: new Recorder(new LedgerWriter(database, tenant), () => dayOf(systemClock.now())),
    mapWait: new MapWait(database, tenant),
    clock: systemClock,
    randomness: systemRandomness,
    tenant,
  };
}

/** The two rows that the migration makes for the first tenant. */
async function makeTenant(database: Database, tenant: number): Promise<void> {
  await database.transaction(async (session) => {
    await session.rows`
      insert into hot.ledger_head (tenant, log, next, recorded_at) values (${tenant}::int, gen_random_uuid(), 0, '-infinity')`;
    await session.rows`
      insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (${tenant}::int, 1, 1, 0, 1, true)`;
  });
}
