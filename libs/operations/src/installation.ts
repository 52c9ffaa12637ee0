import path from 'node:path';

import { Failure, SECOND_MS, systemClock, systemRandomness } from '#foundation';
import {
  isAlive,
  Database,
  dayOf,
  ensurePartitions,
  KeyStore,
  LedgerWriter,
  migrate,
  pendingMigrations,
  Principals,
  Recorder,
  type EmbeddedPostgres,
  type People,
  type SignIns,
  startEmbeddedPostgres,
} from '#store';

import type { Context, Witness } from './context.ts';
import { denialsWritten } from './denials.ts';
import { MapWait } from './map/map-wait.ts';
import { quotasWritten } from './quotas.ts';

/** The one tenant of an installation that needs no more. */
export const TENANT = 1;

export interface InstallationOptions {
  /** Postgres 15 or newer. Undefined: an embedded one, in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Holds the key file, and the embedded Postgres. */
  readonly dataDir: string;
  readonly migrations: string;
  /** Connections to Postgres of this process. */
  readonly connections?: number;
  /** Whether to bring the database up to date, or only to refuse one that is not; false: it is known to be. */
  readonly migrate?: boolean | 'refuse';
  /** Who is believed to have seen the log. */
  readonly witnesses?: readonly Witness[];
  readonly log?: (line: string) => void;
  /** Told after each commit of the ledger: the map may go on. */
  readonly onRecorded?: () => void;
}

/** A Headgate that can work: a database that is up to date, keys, and everything that operations need. */
export interface Installation {
  readonly context: Context;
  readonly principals: Principals;
  readonly signIns: SignIns;
  readonly people: People;
  readonly connectionString: string;
  readonly keyFile: string;
  readonly isEmbedded: boolean;
  /** Waits for what is being recorded, then lets go of everything. */
  readonly close: () => Promise<void>;
}

/** Opens an installation, starting and migrating what is not there yet. Safe to do from several processes at once. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { databaseUrl, dataDir, migrations, log = () => undefined } = options;
  const embedded = databaseUrl === undefined ? await KeptPostgres.start(path.join(dataDir, 'postgres'), log) : undefined;
  let database: Database | undefined;
  try {
    const connectionString = databaseUrl ?? embedded?.connectionString ?? '';
    if (options.migrate === 'refuse') await refusePending({ connectionString, directory: migrations });
    else if (options.migrate !== false) await migrate({ connectionString, directory: migrations, log });
    const keyFile = path.join(dataDir, 'keys.jsonl');
    database = new Database(connectionString, { connections: options.connections ?? 10 });
    await ensurePartitions(database, systemClock.now());
    const keys = new KeyStore(keyFile, systemRandomness);
    const recorder = new Recorder(new LedgerWriter(database, TENANT), () => dayOf(systemClock.now()), options.onRecorded);
    const principals = new Principals(connectionString, TENANT, systemRandomness);
    const mapWait = new MapWait(database, TENANT);
    const context: Context = {
      ...{ database, keys, recorder, mapWait, clock: systemClock, randomness: systemRandomness, tenant: TENANT },
      witnesses: options.witnesses ?? [],
    };
    const close = async (): Promise<void> => {
      await denialsWritten(context);
      await quotasWritten(context);
      await recorder.drained();
      await principals.close();
      await context.database.close();
      await embedded?.stop();
    };
    const { signIns, people } = principals;
    return { context, principals, signIns, people, connectionString, keyFile, isEmbedded: embedded !== undefined, close };
  } catch (error) {
    await database?.close();
    await embedded?.stop();
    throw error;
  }
}

async function refusePending(of: Parameters<typeof pendingMigrations>[0]): Promise<void> {
  const pending = await pendingMigrations(of);
  if (pending.length === 0) return;
  throw new Failure('STORE_UNAVAILABLE', `The database is behind this Headgate by ${pending.join(', ')}; run \`headgate migrate\`.`);
}

const WATCH_MS = 0.25 * SECOND_MS;

/** The embedded Postgres, started again when it dies: on the same port, so that connections find it. */
class KeptPostgres {
  private watching: NodeJS.Timeout | undefined;
  private restarting: Promise<void> | undefined;

  private constructor(
    private postgres: EmbeddedPostgres,
    private readonly dataDir: string,
    private readonly log: (line: string) => void,
  ) {
    this.watching = setInterval(() => this.look(), WATCH_MS).unref();
  }

  static async start(dataDir: string, log: (line: string) => void): Promise<KeptPostgres> {
    return new KeptPostgres(await startEmbeddedPostgres({ dataDir, log }), dataDir, log);
  }

  get connectionString(): string {
    return this.postgres.connectionString();
  }

  async stop(): Promise<void> {
    clearInterval(this.watching);
    this.watching = undefined;
    await this.restarting;
    await this.postgres.stop();
  }

  private look(): void {
    if (this.restarting !== undefined || isAlive(this.postgres.pid)) return;
    this.log('Postgres is gone; starting it again.');
    this.restarting = this.restart().finally(() => (this.restarting = undefined));
  }

  private async restart(): Promise<void> {
    try {
      const gone = this.postgres;
      this.postgres = await startEmbeddedPostgres({ dataDir: this.dataDir, log: this.log });
      await gone.stop().catch(() => undefined); // only lets go of our share in what died
    } catch (error) {
      this.log(`Postgres does not start: ${error instanceof Error ? error.message : String(error)}`); // the next look tries again
    }
  }
}
