import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { MapOrder } from './map-process.ts';

/** Processes that can map, started once: each time a new store is mapped by as many of them as are asked for. */
export class MapProcesses implements AsyncDisposable {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  static async start(count: number): Promise<MapProcesses> {
    const children = Array.from({ length: count }, () => fork(path.join(import.meta.dirname, 'map-process.ts')));
    await Promise.all(children.map((child) => once(child, 'message')));
    return new MapProcesses(children);
  }

  /** Sets some of them on a store, waits for `done`, and gives how many batches each of them mapped. */
  async map(orders: readonly MapOrder[], done: () => Promise<void>): Promise<readonly number[]> {
    const atWork = orders.map((order, index) => {
      const child = this.children[index];
      if (child === undefined) throw new Error('not that many processes were started');
      child.send(order);
      return { child, answered: once(child, 'message') };
    });
    try {
      await done();
    } finally {
      for (const { child } of atWork) child.send('stop');
    }
    const answers = await Promise.all(atWork.map(async ({ answered }) => (await answered)[0] as { batches: number } | { failure: string }));
    return answers.map((answer) => {
      if ('failure' in answer) throw new Error(answer.failure);
      return answer.batches;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.children.map((child) => once(child, 'exit'));
    for (const child of this.children) child.disconnect();
    await Promise.all(ended);
  }
}
