import { startChild } from './child.ts';
import { Ending } from './ending.ts';
import type { Load, LoadResult } from './load-client.ts';

/** As `sendAnyway`, and throws when a request was refused. */
export async function sendLoad(load: Load, onStart?: () => void | Promise<void>): Promise<LoadResult> {
  const result = await sendAnyway(load, onStart);
  if (result.refused > 0) throw new Error(`${result.refused} requests were refused`);
  return result;
}

/** Sends a load from a process of its own, whatever is answered. `onStart` is called when all is made and nothing was sent. */
export async function sendAnyway(load: Load, onStart: () => void | Promise<void> = () => undefined): Promise<LoadResult> {
  await using ending = new Ending();
  const child = await startChild('load-client.ts', ending);
  child.send(load);
  await child.message(); // it is ready
  await onStart();
  child.send('go');
  return (await child.message()) as LoadResult; // what load-client.ts sends
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
