import type { Time } from './times.ts';

/** One body as it reaches Headgate: what one sender posts once. */
export interface Delivery {
  /** `streams` speaks for Flink, Debezium and Spark's streams; `warehouse` for Airflow, Spark's loads, dbt, training and the report. */
  readonly emitter: 'streams' | 'warehouse';
  /** The exact bytes, as text. */
  readonly body: string;
  /** One plain sentence. */
  readonly about: string;
  /** `quarantined`: JSON that cannot be used (422). `rejected`: not JSON at all (400). Both are kept, neither is in the graph. */
  readonly expect: 'recorded' | 'duplicate' | 'quarantined' | 'rejected';
}

/** A delivery and when it arrives: the story is told in this order. */
export interface Arrival {
  readonly arrives: Time;
  readonly delivery: Delivery;
}

/** How long an event is normally on its way. */
const TRANSIT_MS = 400;

/** An event that is sent as soon as it happens, by one of the Java clients (compact JSON, keys as they come). */
export function fromJava({ emitter, event, time, about }: Sent): Arrival {
  return { arrives: time + TRANSIT_MS, delivery: { emitter, body: withWholeNumbers(JSON.stringify(event)), about, expect: 'recorded' } };
}

/** An event that is sent as soon as it happens, by the Python client (keys sorted, a space after each comma and colon). */
export function fromPython({ emitter, event, time, about }: Sent): Arrival {
  return { arrives: time + TRANSIT_MS, delivery: { emitter, body: pythonJson(event), about, expect: 'recorded' } };
}

/** The same, but on its way until the given instant. */
export function arriving(time: Time, arrival: Arrival): Arrival {
  return { ...arrival, arrives: time };
}

/** The same bytes once more, by a client that did not hear the first answer. */
export function repeated(arrival: Arrival, { arrives, about }: { readonly arrives: Time; readonly about: string }): Arrival {
  return { arrives, delivery: { ...arrival.delivery, about, expect: 'duplicate' } };
}

/** Marks a number that a double cannot hold: it stands in the body as digits, unquoted. */
export function wholeNumber(digits: string): string {
  return `whole number ${digits}`;
}

interface Sent {
  readonly emitter: Delivery['emitter'];
  readonly event: unknown;
  readonly time: Time;
  readonly about: string;
}

function withWholeNumbers(text: string): string {
  return text.replace(/"whole number (\d+)"/g, '$1');
}

function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return inAscii(JSON.stringify(value));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, member]) => `${inAscii(JSON.stringify(key))}: ${pythonJson(member)}`).join(', ')}}`;
}

function inAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
