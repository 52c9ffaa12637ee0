import { parentPort, workerData } from 'node:worker_threads';

import { SECOND_MS, systemClock, systemRandomness } from '#foundation';
import { type Context, Mapper, TENANT } from '#operations';
import { Database, GraphStatistics, KeyStore, LedgerWriter, Recorder } from '#store';

/** What the thread that maps is given. */
export interface MapWorkerData {
  readonly connectionString: string;
  readonly keyFile: string;
}

/** Looks again after this, for what other processes recorded. */
const IDLE_MS = 50;
const FAILURE_PAUSE_MS = 0.25 * SECOND_MS;

/** Says when the loop may look again, and whether it is to end. */
class Bell {
  stopped = false;
  private ring: () => void = () => undefined;

  constructor() {
    parentPort?.on('message', (message) => {
      if (message === 'stop') this.stopped = true;
      this.ring();
    });
  }

  /** Settles when something was recorded, and after `pause` at the latest. */
  async next(pause: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Folds what is recorded into the graph, in a thread of its own, until it is told to stop. A failure is told and tried again. */
async function run({ connectionString, keyFile }: MapWorkerData): Promise<void> {
  const database = new Database(connectionString, { connections: 2 });
  const recorder = new Recorder(new LedgerWriter(database, TENANT), () => ''); // this thread records nothing
  const keys = new KeyStore(keyFile, systemRandomness);
  const context: Context = { database, recorder, keys, clock: systemClock, randomness: systemRandomness, tenant: TENANT };
  const mapper = new Mapper(context);
  const statistics = new GraphStatistics(database);
  const bell = new Bell();

  while (!bell.stopped) {
    try {
      const count = await mapper.projectEntries();
      statistics.grew(count);
      if (count > 0) continue;
      if (statistics.areOld) await statistics.refresh();
      else await bell.next(IDLE_MS);
    } catch (error) {
      parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      await bell.next(FAILURE_PAUSE_MS);
    }
  }
  await database.close();
  parentPort?.close();
}

await run(workerData as MapWorkerData); // given by startMapWorker
