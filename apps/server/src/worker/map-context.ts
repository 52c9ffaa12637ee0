import { systemClock, systemRandomness } from '#foundation';
import { type Context, MapWait, TENANT } from '#operations';
import { Database, KeyStore, LedgerWriter, Recorder } from '#store';

/** What the threads that map are given. */
export interface MapWorkerData {
  readonly connectionString: string;
  readonly keyFile: string;
  /** Threads that prepare ranges for the one that applies. */
  readonly helpers: number;
}

/** What a thread that maps works with. It records nothing. */
export function contextOf({ connectionString, keyFile }: MapWorkerData, { connections }: { readonly connections: number }): Context {
  const database = new Database(connectionString, { connections });
  const recorder = new Recorder(new LedgerWriter(database, TENANT), () => '');
  const keys = new KeyStore(keyFile, systemRandomness);
  return {
    database,
    recorder,
    mapWait: new MapWait(database, TENANT),
    keys,
    clock: systemClock,
    randomness: systemRandomness,
    tenant: TENANT,
  };
}
