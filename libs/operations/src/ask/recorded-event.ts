import { type LineageEvent, nodeKey, type NodeName } from '#lineage';
import { parseEvent } from '#openlineage';
import { canonicalJson, exactValue, type JsonObject, type JsonValue, readJson } from '#record';
import type { LedgerEntry } from '#store';

import { EVENT_DEPTH_MAX } from '../receive/event-texts.ts';

/** An event read back out of its recorded body, with the way to write one of its facets canonically. */
export interface RecordedEvent {
  readonly event: LineageEvent;
  readonly textOf: (facet: JsonObject) => string;
}

/** Undefined when the body is gone, or when today's gate would not take it. */
export function recordedEvent({ frame }: LedgerEntry): RecordedEvent | undefined {
  if (frame?.form !== 'json') return undefined;
  if (!frame.isExact) return understood(JSON.parse(frame.text) as JsonValue, canonicalJson); // recorded after it was read as JSON
  const reading = readJson(Buffer.from(frame.text), { depthMax: EVENT_DEPTH_MAX });
  if (reading.kind !== 'json') return undefined;
  const { value, textOf } = exactValue(reading.canonical);
  return understood(value, textOf);
}

/** The datasets that the bodies of some events tell of, each once. */
export function datasetsTold(entries: readonly LedgerEntry[]): readonly NodeName[] {
  const names = entries.flatMap(({ kind, frame }): readonly NodeName[] => {
    if (kind !== 'event' || frame?.form !== 'json') return [];
    const event = understood(JSON.parse(frame.text) as JsonValue, canonicalJson)?.event;
    return event?.mentions.map(({ name: { namespace, name } }) => ({ kind: 'dataset', namespace, name })) ?? [];
  });
  return [...new Map(names.map((name) => [nodeKey(name), name])).values()];
}

function understood(value: JsonValue, textOf: RecordedEvent['textOf']): RecordedEvent | undefined {
  const parsed = parseEvent(value);
  return parsed.kind === 'event' ? { event: parsed.event, textOf } : undefined;
}
