import { parentPort, workerData } from 'node:worker_threads';

import { type LedgerRange, prepareRange } from '#operations';

import { giveWay } from './give-way.ts';
import { contextOf, type MapWorkerData } from './map-context.ts';

/** What the applier is told of a range: its entries, or why they are not to be had. */
export type Prepared = { readonly entries: Awaited<ReturnType<typeof prepareRange>> } | { readonly failure: string };

// A helper of the applier: reads, opens and works out ranges of the ledger, one after the other, in a thread of its own, and writes nothing.

giveWay();
const context = contextOf(workerData as MapWorkerData, { connections: 1 }); // given by PrepareThread

parentPort?.on('message', (range: LedgerRange) => {
  prepareRange(context, range).then(
    (entries) => parentPort?.postMessage({ entries } satisfies Prepared),
    (error: unknown) => parentPort?.postMessage({ failure: String(error) } satisfies Prepared),
  );
});
