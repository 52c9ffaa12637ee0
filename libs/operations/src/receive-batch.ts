import { Failure } from '#foundation';
import { arrayItems, readJson } from '#record';

import type { Context, Principal } from './context.ts';
import { EVENT_DEPTH_MAX, type EventQuarantined, type EventRecorded, receiveEvent } from './receive-event.ts';

/** Events in one batch request. */
export const BATCH_EVENTS_MAX = 10_000;

/** What became of each event of a batch, in its order; a thrown failure is that of one event alone. */
export type BatchItem = EventRecorded | EventQuarantined | { readonly kind: 'failed'; readonly failure: Failure };

/** Takes a JSON array of events in, each as if it came alone, with the spelling that it has in the array. */
export async function receiveBatch(context: Context, principal: Principal, bytes: Uint8Array): Promise<readonly BatchItem[]> {
  const reading = readJson(bytes, { depthMax: EVENT_DEPTH_MAX + 1 });
  if (reading.kind === 'unreadable')
    throw new Failure('BODY_UNREADABLE', `The batch is not JSON: ${reading.problem}, at byte ${reading.at}. Nothing of it was recorded.`);
  const items = reading.kind === 'json' ? arrayItems(reading.text) : undefined;
  if (items === undefined) throw new Failure('BAD_REQUEST', 'A batch is a JSON array of events. Nothing of it was recorded.');
  if (items.length > BATCH_EVENTS_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A batch may hold ${BATCH_EVENTS_MAX} events; split it. Nothing of it was recorded.`);

  return Promise.all(
    items.map(async (item): Promise<BatchItem> => {
      try {
        return await receiveEvent(context, principal, Buffer.from(item));
      } catch (error) {
        if (error instanceof Failure) return { kind: 'failed', failure: error };
        throw error;
      }
    }),
  );
}
