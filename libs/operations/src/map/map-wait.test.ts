import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import type { Database } from '#store';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { MapWait } from './map-wait.ts';

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
  return new MapWait(Object.assign(Object.create(context.database) as Database, { withoutTransaction }), context.tenant);
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

test('who waits in vain is told after three seconds, also by a look that does not come back', async () => {
  await using installation = await freshInstallation();
  const position = await record(installation);
  const [inVain, stuck] = [waitWith(installation, () => Promise.resolve()), waitWith(installation, () => new Promise(() => undefined))];

  expect(await Promise.all([inVain.untilMapped(position), stuck.untilMapped(position)])).toEqual([false, false]);
});

test('a look that fails tells nothing, and the next one does', async () => {
  await using installation = await freshInstallation();
  const position = await record(installation);
  await mapAll(installation.context);
  const failure = new Failure('STORE_UNAVAILABLE', 'The database is down.');
  const wait = waitWith(installation, (look) => (look === 1 ? Promise.reject(failure) : Promise.resolve()));

  expect(await Promise.all([wait.untilMapped(position), wait.untilMapped(position)])).toEqual([true, true]);
});
