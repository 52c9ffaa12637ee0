import { Worker } from 'node:worker_threads';

import type { LedgerRange, PreparedEntry } from '#operations';

import type { MapWorkerData } from './map-context.ts';
import type { Prepared } from './prepare-worker.ts';

/** A helper of the applier. Answers come in the order of questions. One that dies fails what it was asked, and is started again when it is asked next. */
export class PrepareThread {
  private worker: Worker | undefined;
  private waiting: { readonly resolve: (entries: readonly PreparedEntry[]) => void; readonly reject: (error: Error) => void }[] = [];

  constructor(private readonly data: MapWorkerData) {}

  prepare(range: LedgerRange): Promise<readonly PreparedEntry[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.running().postMessage(range);
    });
  }

  async stop(): Promise<void> {
    await this.worker?.terminate(); // it holds nothing that could be lost
  }

  private running(): Worker {
    if (this.worker !== undefined) return this.worker;
    // As it was built, whatever conditions its process was started under.
    const worker = new Worker(new URL('./prepare-worker.js', import.meta.url), { workerData: this.data, execArgv: [] });
    worker.on('message', (prepared: Prepared) => {
      const next = this.waiting.shift();
      if ('entries' in prepared) next?.resolve(prepared.entries);
      else next?.reject(new Error(prepared.failure));
    });
    worker.on('error', () => undefined); // it exits next
    worker.on('exit', () => {
      this.worker = undefined;
      for (const { reject } of this.waiting.splice(0)) reject(new Error('the thread that prepared has ended'));
    });
    this.worker = worker;
    return worker;
  }
}
