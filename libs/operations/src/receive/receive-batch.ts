import { Failure } from '#foundation';
import { arrayItems, readJson } from '#record';

import type { Context, Principal } from '../context.ts';
import { EVENT_DEPTH_MAX } from './event-texts.ts';
import { type EventQuarantined, type EventRecorded, quarantineUnread, receiveEvent } from './receive-event.ts';

/** Events in one batch request. */
const BATCH_EVENTS_MAX = 10_000;

/** What became of each event of a batch, in its order; a thrown failure is that of one event alone. */
export type BatchItem = EventRecorded | EventQuarantined | { readonly kind: 'failed'; readonly failure: Failure };

export interface BatchReceived {
  readonly kind: 'batch';
  readonly items: readonly BatchItem[];
}

/**
 * Takes a JSON array of events in, each as if it came alone, with the spelling that it has in the array.
 * What is no such array is quarantined whole. Throws LIMIT_EXCEEDED on too many events; then nothing was recorded.
 */
export async function receiveBatch(context: Context, principal: Principal, bytes: Uint8Array): Promise<BatchReceived | EventQuarantined> {
  const reading = readJson(bytes, { depthMax: EVENT_DEPTH_MAX + 1 });
  if (reading.kind === 'unreadable') {
    return quarantineUnread(context, principal, { bytes, because: 'unreadable', message: `${reading.problem}, at byte ${reading.at}` });
  }
  // An event that is too deep is its own trouble, not that of the others: its text can be cut out without reading it.
  const items = arrayItems(reading.kind === 'json' ? reading.text : new TextDecoder().decode(bytes));
  if (items === undefined) {
    const message = 'a batch is a JSON array of events; one event alone goes to /api/v1/lineage';
    return quarantineUnread(context, principal, { bytes, because: 'unusable', message });
  }
  if (items.length > BATCH_EVENTS_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A batch may hold ${BATCH_EVENTS_MAX} events; split it. Nothing of it was recorded.`);

  const received = await Promise.all(
    items.map(async (item): Promise<BatchItem> => {
      try {
        return await receiveEvent(context, principal, Buffer.from(item));
      } catch (error) {
        if (error instanceof Failure) return { kind: 'failed', failure: error };
        throw error;
      }
    }),
  );
  return { kind: 'batch', items: received };
}
