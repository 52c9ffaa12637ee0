import { Failure } from '#foundation';
import { arrayItems, readJson } from '#record';

import { type EventUnfit, flawOf, ofAll, unfit, unread } from './decide-event.ts';
import { EVENT_DEPTH_MAX } from './event-texts.ts';

/** Events in one batch request. */
const BATCH_EVENTS_MAX = 10_000;

/** The texts of the events in a JSON array, each as it is spelled there. */
export interface BatchEvents {
  readonly kind: 'events';
  readonly texts: readonly string[];
}

/** What a batch holds, or why it is no batch. Throws LIMIT_EXCEEDED on too many events. */
export function batchEvents(bytes: Uint8Array): BatchEvents | EventUnfit {
  const read = eventsInArray(bytes);
  if (read.kind === 'events' && read.texts.length > BATCH_EVENTS_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A batch may hold ${BATCH_EVENTS_MAX} events; split it. Nothing of it was recorded.`);
  return read;
}

/** As `batchEvents`, however many they are. */
export function eventsInArray(bytes: Uint8Array): BatchEvents | EventUnfit {
  const reading = readJson(bytes, { depthMax: EVENT_DEPTH_MAX + 1 });
  if (reading.kind === 'unreadable') return unread(flawOf(reading, bytes));
  // An event that is too deep is its own trouble, not that of the others: its text can be cut out without reading it.
  const texts = arrayItems(reading.kind === 'json' ? reading.text : new TextDecoder().decode(bytes));
  if (texts === undefined) return unfit('unusable', [ofAll('a batch is a JSON array of events; one event alone goes to /api/v1/lineage')]);
  return { kind: 'events', texts };
}
