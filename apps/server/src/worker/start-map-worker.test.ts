import { Worker } from 'node:worker_threads';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { MINUTE_MS } from '#foundation';
import { given } from '#testkit';

import { keepRunning, type MapWorker } from './start-map-worker.ts';

// Goal: a thread that dies is started again, later and later; one that lived well, soon; and none after the stop.
// Method: threads that die at once or live until they are told to, and a clock that moves by hand.

const DIES = 'throw new Error("it cannot live")';
const LIVES = 'require("node:worker_threads").parentPort.on("message", (message) => { if (message === "stop") process.exit() })';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

interface Kept {
  readonly map: MapWorker;
  readonly threads: readonly Worker[];
  readonly told: readonly string[];
}

function keep(code: string): Kept {
  const threads: Worker[] = [];
  const told: string[] = [];
  const start = (): Worker => {
    const thread = new Worker(code, { eval: true });
    threads.push(thread);
    return thread;
  };
  return { threads, told, map: keepRunning(start, (line) => told.push(line)) };
}

/** Whoever listens later than the keeper is told later. */
async function death({ threads }: Kept): Promise<void> {
  await new Promise((resolve) => given(threads.at(-1)).once('exit', resolve));
}

/** How long it takes, to the millisecond, until one more thread is there. */
function pauseOf({ threads }: Kept): number {
  const before = threads.length;
  let pause = 0;
  while (threads.length === before && pause < MINUTE_MS) {
    vi.advanceTimersByTime(1);
    pause += 1;
  }
  return pause;
}

test('a thread that dies at once is started again after pauses that double, and never more than ten seconds later', async () => {
  const kept = keep(DIES);

  const pauses: number[] = [];
  for (let deaths = 0; deaths < 8; deaths += 1) {
    await death(kept);
    pauses.push(pauseOf(kept));
  }
  await death(kept);
  await kept.map.stop();

  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(kept.told.slice(0, 2)).toEqual([
    'the mapping thread failed: Error: it cannot live',
    'the mapping thread died and is started again in 0.25 s',
  ]);
});

test('after a thread that lived for a while the next is started as soon as at first', async () => {
  const kept = keep(LIVES);

  const pauses: number[] = [];
  for (const lived of [0, 0, MINUTE_MS]) {
    vi.advanceTimersByTime(lived);
    const dead = death(kept);
    given(kept.threads.at(-1)).postMessage('stop');
    await dead;
    pauses.push(pauseOf(kept));
  }
  await kept.map.stop();

  expect(pauses).toEqual([250, 500, 250]);
});

test('a stop while it waits for the next start is at once, and nothing is started after it', async () => {
  const kept = keep(DIES);
  await death(kept);

  kept.map.wake();
  await kept.map.stop();
  vi.advanceTimersByTime(MINUTE_MS);

  expect(kept.threads).toHaveLength(1);
});

test('a stop ends the thread that lives', async () => {
  const kept = keep(LIVES);
  const dead = death(kept);

  await kept.map.stop();
  await dead;
  vi.advanceTimersByTime(MINUTE_MS);

  expect(kept.threads).toHaveLength(1);
  expect(kept.told).toEqual([]);
});
