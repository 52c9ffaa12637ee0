import { parentPort, workerData } from 'node:worker_threads';

import { SECOND_MS, systemClock, systemRandomness } from '#foundation';
import { type Context, Mapper, TENANT } from '#operations';
import { Database, KeyStore, LedgerWriter, Recorder } from '#store';

/** What the thread that maps is given. */
export interface MapWorkerData {
  readonly connectionString: string;
  readonly keyFile: string;
}

/** Looks again after this, for what other processes recorded. */
const IDLE_MS = 50;
const FAILURE_PAUSE_MS = 0.25 * SECOND_MS;

/** Folds what is recorded into the graph, in a thread of its own, until it is told to stop. A failure is told and tried again. */
async function run({ connectionString, keyFile }: MapWorkerData): Promise<void> {
  const database = new Database(connectionString, { connections: 2 });
  const recorder = new Recorder(new LedgerWriter(database, TENANT), () => '');
  const context: Context = {
    database,
    recorder,
    keys: new KeyStore(keyFile, systemRandomness),
    clock: systemClock,
    randomness: systemRandomness,
    tenant: TENANT,
  };
  const mapper = new Mapper(context);
  let stopped = false;
  let wake: () => void = () => undefined;
  parentPort?.on('message', (message) => {
    if (message === 'stop') stopped = true;
    wake();
  });

  while (!stopped) {
    const pause = await mapper.projectEntries().then(
      (count) => (count > 0 ? 0 : IDLE_MS),
      (error: unknown) => {
        parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        return FAILURE_PAUSE_MS;
      },
    );
    if (pause > 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        if (pause === IDLE_MS)
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
      });
  }
  await database.close();
  parentPort?.close();
}

await run(workerData as MapWorkerData); // given by startMapWorker
