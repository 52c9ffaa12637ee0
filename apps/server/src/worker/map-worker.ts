import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { SECOND_MS } from '#foundation';
import { MAP_BATCH_ENTRIES_MAX, mapNext, Mapper } from '#operations';

import { contextOf, type MapWorkerData } from './map-context.ts';
import { giveWay } from './give-way.ts';
import { PrepareThread } from './prepare-thread.ts';
import { failureText } from '../failure-text.ts';

/** What the thread tells the log of its server. */
export interface MapWorkerSays {
  readonly line: string;
}

/** Looks again after this, for what other processes recorded. */
const IDLE_MS = 50;
const FAILURE_PAUSE_MS = 0.25 * SECOND_MS;
/** After a batch that was not full the thread rests as long as that took, at most this: the next one has more entries in it. Ten times as much costs no less and trebles the lag. */
const REST_MS_MAX = 10;
/** Between two looks at a graph that another fold made: it is there until somebody builds it anew. */
const OTHER_FOLD_PAUSE_MS = 1 * SECOND_MS;

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

/**
 * Folds what is recorded into the graph, in a thread of its own, until it is told to stop. A failure is told and tried again; of a graph that another fold
 * made it is told once, and nothing is done to it.
 */
async function run(data: MapWorkerData): Promise<void> {
  giveWay();
  const context = contextOf(data, { connections: 2 });
  const helpers = Array.from({ length: data.helpers }, () => new PrepareThread(data));
  const mapper = new Mapper(
    context,
    helpers.map((helper) => (range) => helper.prepare(range)),
  );
  const bell = new Bell();

  let told: string | undefined;
  while (!bell.stopped) {
    try {
      const start = performance.now();
      const look = await mapNext(context, mapper);
      if (look.kind === 'other-fold') {
        if (told !== look.message) parentPort?.postMessage({ line: (told = look.message) } satisfies MapWorkerSays);
        await bell.next(OTHER_FOLD_PAUSE_MS);
        continue;
      }
      told = undefined;
      if (look.count > 0) {
        if (look.count < MAP_BATCH_ENTRIES_MAX) await pause(Math.min(performance.now() - start, REST_MS_MAX));
        continue;
      }
      await bell.next(IDLE_MS);
    } catch (error) {
      const failure = failureText(error);
      parentPort?.postMessage({ line: `mapping failed and is tried again: ${failure}` } satisfies MapWorkerSays);
      await bell.next(FAILURE_PAUSE_MS);
    }
  }
  await Promise.all(helpers.map((helper) => helper.stop()));
  await context.database.close();
  parentPort?.close();
}

await run(workerData as MapWorkerData); // given by startMapWorker
