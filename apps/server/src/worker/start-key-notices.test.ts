import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { DAY_MS, HOUR_MS } from '#foundation';
import type { Context } from '#operations';
import { freshInstallation } from '#testkit';

import { startKeyNotices } from './start-key-notices.ts';

// Goal: the log names keys that end soon at the start and each day, in an hour where they could not be looked up, and never after the stop. Method: a clock that moves by hand, on a real store.

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

test('keys that end soon are told at the start and a day later, an hour later where they could not be looked up, and not after the stop', async () => {
  await using installation = await freshInstallation();
  const { context, principals } = installation;
  const now = context.clock.now();
  await principals.create({ kind: 'emitter', name: 'nightly', namespaces: [], expiresAt: new Date(now.getTime() + 3 * DAY_MS) }, now);
  let looked = 0;
  let fails = false;
  const clock: Context['clock'] = {
    now: () => {
      looked += 1;
      if (fails) throw new Error('it cannot be looked up');
      return now;
    },
  };
  const log = vi.fn<(line: string) => void>();
  const set = vi.spyOn(globalThis, 'setTimeout');
  const waits = (...expected: readonly number[]) =>
    vi.waitFor(() => expect(set.mock.calls.flatMap(([, ms = 0]) => (ms >= HOUR_MS ? [ms] : []))).toEqual(expected));

  const notices = startKeyNotices({ ...context, clock }, log);
  await waits(DAY_MS);
  expect(log.mock.calls).toEqual([[expect.stringMatching(/^The key hg_\S+ of nightly ends at /)]]);

  fails = true;
  vi.advanceTimersByTime(DAY_MS - 1);
  expect(looked).toBe(1);
  vi.advanceTimersByTime(1);
  await waits(DAY_MS, HOUR_MS);
  expect([looked, log.mock.calls.length]).toEqual([2, 1]);

  fails = false;
  vi.advanceTimersByTime(HOUR_MS);
  await waits(DAY_MS, HOUR_MS, DAY_MS);
  expect(log.mock.calls).toHaveLength(2);

  notices.stop();
  vi.advanceTimersByTime(2 * DAY_MS);
  expect(looked).toBe(3);
});
