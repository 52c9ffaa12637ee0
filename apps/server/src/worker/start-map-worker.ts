import { Worker } from 'node:worker_threads';

import type { MapWorkerData } from './map-context.ts';
import type { MapWorkerSays } from './map-worker.ts';

export interface MapWorker {
  /** Something was recorded: look now. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts the thread that maps. When it dies, it is started again: nothing is lost, for its progress is in the database. */
export function startMapWorker(data: MapWorkerData, log: (line: string) => void): MapWorker {
  let stopped = false;
  let worker = start();

  function start(): Worker {
    const started = new Worker(new URL('./map-worker.js', import.meta.url), { workerData: data });
    started.on('message', ({ line }: MapWorkerSays) => log(line));
    started.on('error', (error) => log(`the mapping thread died and is started again: ${String(error)}`));
    started.on('exit', () => {
      if (!stopped) worker = start();
    });
    return started;
  }

  return {
    wake: () => worker.postMessage('recorded'),
    stop: async () => {
      stopped = true;
      const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.postMessage('stop');
      await exit;
    },
  };
}
