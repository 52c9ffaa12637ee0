import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, expect, test, vi } from 'vitest';

import { Failure, SECOND_MS } from '#foundation';
import type { Database } from '#store';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { MapWait } from './map-wait.ts';

afterEach(() => vi.useRealTimers());

/** A wait that does something before each of its looks at the database, numbered from 1. */
function waitWith({ context }: FreshInstallation, beforeLook: (look: number) => Promise<unknown>): MapWait {
  let looks = 0;
  const withoutTransaction: Database['withoutTransaction'] = async (work) => {
    looks += 1;
    await beforeLook(looks);
    return context.database.withoutTransaction(async (session) => {
      const result = await work(session);
      expect(session.statements).toBe(1);
      return result;
    });
  };
  return new MapWait({ ...context, database: Object.assign(Object.create(context.database) as Database, { withoutTransaction }) });
}

async function record({ context, admin }: FreshInstallation): Promise<bigint> {
  const recorded = await receiveEvent(
    context,
    admin,
    Buffer.from('{"eventTime":"2026-03-01T00:00:00Z","job":{"namespace":"batch","name":"JOB"}}'),
  );
  if (recorded.kind === 'quarantined') throw new Error('the event was not recorded');
  return recorded.position;
}

test.each([1, 50])('the wait of %i costs a statement a step, and none when nobody waits any more', async (waiters) => {
  await using installation = await freshInstallation();
  const position = await record(installation);
  let looks = 0;
  const wait = waitWith(installation, async (look) => {
    looks = look;
    if (look === 5) await mapAll(installation.context);
  });

  const answers = await Promise.all(Array.from({ length: waiters }, () => wait.untilMapped(position)));
  await pause(60); // steps that went on would have looked again by now

  expect(new Set(answers)).toEqual(new Set([true]));
  expect(looks).toBe(5);
});

test('who waits in vain is told after three seconds, and who came later waits on', async () => {
  await using installation = await freshInstallation();
  const position = await record(installation);
  vi.useFakeTimers({ toFake: ['performance'] });
  const wait = waitWith(installation, () => Promise.resolve());

  const early = wait.untilMapped(position);
  vi.advanceTimersByTime(2 * SECOND_MS);
  const late = wait.untilMapped(position);
  vi.advanceTimersByTime(1 * SECOND_MS + 1);
  const isEarlyMapped = await early;
  await mapAll(installation.context);

  expect([isEarlyMapped, await late]).toEqual([false, true]);
});

test('a look that fails is told to all who wait, and whoever waits next is served', async () => {
  await using installation = await freshInstallation();
  const position = await record(installation);
  await mapAll(installation.context);
  const failure = new Failure('STORE_UNAVAILABLE', 'The database is down.');
  const wait = waitWith(installation, (look) => (look === 1 ? Promise.reject(failure) : Promise.resolve()));

  const told = await Promise.allSettled([wait.untilMapped(position), wait.untilMapped(position)]);

  expect(told).toEqual([
    { status: 'rejected', reason: failure },
    { status: 'rejected', reason: failure },
  ]);
  expect(await wait.untilMapped(position)).toBe(true);
});
