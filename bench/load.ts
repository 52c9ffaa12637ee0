import { startChild } from './child.ts';
import { Ending } from './ending.ts';
import { eventAt, novelEventAt } from './generator.ts';
import { postBytes } from './keep-alive.ts';
import type { LoadResult, ReadyLoad } from './load-client.ts';
import { regionEventAt } from './regions.ts';

const STREAMS = { runs: eventAt, novel: novelEventAt, regions: regionEventAt };

/** What one load is made of. Every event of it is unique, and no other load with another range of indexes repeats one. */
export interface Load extends Pick<ReadyLoad, 'address' | 'connections' | 'isTracked'> {
  /** Several take turns, request by request. */
  readonly key: string | readonly string[];
  /** Which stream: runs again and again of few jobs, the same with new words in each event, or one event of each job of a graph of regions. */
  readonly of: keyof typeof STREAMS;
  /** Events from this place in the stream on. */
  readonly from: number;
  readonly events: number;
  /** Events in one request: 1, or an array of as many. */
  readonly together: number;
  /** Events a second, or undefined for as fast as answers come. */
  readonly rate: number | undefined;
}

/** Sends loads from a process of its own, one after the other. */
export interface Sender {
  /** Settles when a load is made and its connections are open; nothing was sent yet. `send` sends it, whatever is answered. */
  readonly prepare: (load: Load) => Promise<{ readonly send: () => Promise<LoadResult> }>;
}

/** Starts one; it ends with `ending`. To start takes a processor for a second: what is measured beside something else is started before it. */
export async function startSender(ending: Ending): Promise<Sender> {
  const child = await startChild('load-client.ts', ending);
  return {
    prepare: async (load) => {
      child.send(readied(load));
      await child.message(); // it is ready
      const send = async (): Promise<LoadResult> => {
        child.send('go');
        return (await child.message()) as LoadResult; // what load-client.ts sends
      };
      return { send };
    },
  };
}

/** Sends a load from a new process. `onStart` is called when all is made and nothing was sent. Throws when a request was refused. */
export async function sendLoad(load: Load, onStart: () => void | Promise<void> = () => undefined): Promise<LoadResult> {
  await using ending = new Ending();
  const { send } = await (await startSender(ending)).prepare(load);
  await onStart();
  return allAnswered(await send());
}

/** Throws when a request was refused. */
export function allAnswered(result: LoadResult): LoadResult {
  if (result.refused > 0) throw new Error(`${result.refused} requests were refused`);
  return result;
}

function readied({ address, connections, isTracked, rate, together, ...load }: Load): ReadyLoad {
  const requestsPerSecond = rate === undefined ? undefined : rate / together;
  return { address, connections, isTracked, requestsPerSecond, requests: requestsOf({ ...load, together }) };
}

function requestsOf({ of, from, events, together, key }: Pick<Load, 'of' | 'from' | 'events' | 'together' | 'key'>): readonly Buffer[] {
  const keys = [key].flat();
  const requests: Buffer[] = [];
  for (let index = from; index < from + events; index += together) {
    const texts = Array.from({ length: together }, (_, place) => STREAMS[of](index + place));
    const path = together === 1 ? '/api/v1/lineage' : '/api/v1/lineage/batch';
    requests.push(postBytes(path, keys[requests.length % keys.length] ?? '', together === 1 ? texts.join() : `[${texts.join()}]`));
  }
  return requests;
}

/** Hands out places in the stream of events: no two loads share one, so every event is new. */
export class Stream {
  private next = 0;

  take(events: number): number {
    const from = this.next;
    this.next += events;
    return from;
  }
}
