import { Failure } from '#foundation';

import type { Context, Principal } from '../context.ts';
import { oweQuota, takeQuota } from '../quotas.ts';
import { batchEvents } from './batch-events.ts';
import { type EventQuarantined, type EventRecorded, quarantineBytes, receiveCounted } from './receive-event.ts';

/** What became of each event of a batch, in its order; a thrown failure is that of one event alone. */
export type BatchItem = EventRecorded | EventQuarantined | { readonly kind: 'failed'; readonly failure: Failure };

export interface BatchReceived {
  readonly kind: 'batch';
  readonly items: readonly BatchItem[];
}

/**
 * Takes a JSON array of events in, each as if it came alone, with the spelling that it has in the array.
 * What is no such array is quarantined whole. Throws LIMIT_EXCEEDED on too many events, and BUSY past a quota; then nothing was recorded.
 */
export async function receiveBatch(context: Context, principal: Principal, bytes: Uint8Array): Promise<BatchReceived | EventQuarantined> {
  await takeQuota(context, principal, { events_per_second: 1, bytes_per_day: bytes.length });
  const read = batchEvents(bytes);
  if (read.kind === 'unfit') return quarantineBytes(context, principal, { bytes, unfit: read });
  await oweQuota(context, principal, { events_per_second: Math.max(0, read.texts.length - 1) });

  const received = await Promise.all(
    read.texts.map(async (text): Promise<BatchItem> => {
      try {
        return await receiveCounted(context, principal, Buffer.from(text));
      } catch (error) {
        if (error instanceof Failure) return { kind: 'failed', failure: error };
        throw error;
      }
    }),
  );
  return { kind: 'batch', items: received };
}
