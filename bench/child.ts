import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Ending } from './ending.ts';

/** A program of this folder in a process of its own, spoken to in messages. */
export interface Child {
  readonly send: (message: string | object) => void;
  /** The next message. Throws when the process ends instead. */
  readonly message: () => Promise<unknown>;
}

/** Starts a program of this folder; it ends with `ending`. Bytes in messages stay bytes. */
export async function startChild(program: string, ending: Ending): Promise<Child> {
  const child = await ending.take(Promise.resolve(fork(path.join(import.meta.dirname, program), { serialization: 'advanced' })), kill);
  return {
    send: (message) => void child.send(message),
    message: async () => {
      if (hasEnded(child)) throw new Error(`${program} has ended`);
      const over = new AbortController();
      const { signal } = over;
      try {
        return await Promise.race([
          once(child, 'message', { signal }).then(([message]) => message as unknown),
          once(child, 'exit', { signal }).then(([code, by]) => {
            throw new Error(`${program} ended: ${String(code ?? by)}`);
          }),
        ]);
      } finally {
        over.abort();
      }
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill();
  await once(child, 'exit');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
