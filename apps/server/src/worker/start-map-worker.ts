import { Worker } from 'node:worker_threads';

import { MINUTE_MS, SECOND_MS } from '#foundation';

import type { MapWorkerData } from './map-context.ts';
import type { MapWorkerSays } from './map-worker.ts';

/** Before a thread that died is started again. Doubled each time: what kills a thread at once, such as a module that is not there, kills the next one too. */
const RESTART_PAUSE_MS = 0.25 * SECOND_MS;
const RESTART_PAUSE_MS_MAX = 10 * SECOND_MS;
/** A thread that lived this long had started well: the next one is started soon. */
const LIVED_WELL_MS = 1 * MINUTE_MS;

export interface MapWorker {
  /** Something was recorded: look now. */
  readonly wake: () => void;
  /** Settles when no thread is there any more, and none will be. */
  readonly stop: () => Promise<void>;
}

/** Starts the thread that maps. When it dies, it is started again: nothing is lost, for its progress is in the database. */
export function startMapWorker(data: MapWorkerData, log: (line: string) => void): MapWorker {
  return keepRunning(() => new Worker(new URL('./map-worker.js', import.meta.url), { workerData: data }), log);
}

/** Starts a thread, and again after a pause whenever it dies, until it is told to stop. */
export function keepRunning(start: () => Worker, log: (line: string) => void): MapWorker {
  let worker: Worker | undefined;
  let restart: NodeJS.Timeout | undefined;
  let stopped = false;
  let pauseMs = RESTART_PAUSE_MS;

  function run(): void {
    const startedAt = performance.now();
    worker = start();
    worker.on('message', ({ line }: MapWorkerSays) => log(line));
    worker.on('error', (error) => log(`the mapping thread failed: ${String(error)}`)); // it exits next
    worker.on('exit', () => {
      worker = undefined;
      if (stopped) return;
      if (performance.now() - startedAt >= LIVED_WELL_MS) pauseMs = RESTART_PAUSE_MS;
      log(`the mapping thread died and is started again in ${pauseMs / SECOND_MS} s`);
      restart = setTimeout(run, pauseMs);
      pauseMs = Math.min(pauseMs * 2, RESTART_PAUSE_MS_MAX);
    });
  }
  run();

  return {
    wake: () => worker?.postMessage('recorded'),
    stop: async () => {
      stopped = true;
      clearTimeout(restart);
      const last = worker;
      if (last === undefined) return;
      const exit = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      last.postMessage('stop');
      await exit;
    },
  };
}
