import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Load, LoadResult } from './load-client.ts';

/** Sends a load from a process of its own. `onStart` is called when all is made and nothing was sent. */
export async function sendLoad(load: Load, onStart: () => void | Promise<void> = () => undefined): Promise<LoadResult> {
  const child = fork(path.join(import.meta.dirname, 'load-client.ts'));
  try {
    child.send(load);
    await once(child, 'message'); // it is ready
    await onStart();
    child.send('go');
    const [result] = (await Promise.race([once(child, 'message'), ended(child)])) as [LoadResult];
    return result;
  } finally {
    child.kill();
  }
}

async function ended(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`the load's process ended with ${code}`);
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
