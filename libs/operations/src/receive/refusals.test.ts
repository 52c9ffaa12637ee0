import { expect, test } from 'vitest';

import type { Clock } from '#foundation';
import type { Database } from '#store';
import { freshInstallation, given } from '#testkit';

import { readStatus } from '../ask/read-status.ts';
import { Refusals } from './refusals.ts';

const DAY_ONE = new Date('2026-03-01T23:59:00Z');
const DAY_TWO = new Date('2026-03-02T00:01:00Z');

function clockAt(start: Date): Clock & { time: Date } {
  const clock = { time: start, now: () => clock.time };
  return clock;
}

test('what is turned away is counted by reason and sender, over the days, with the first and last time', async () => {
  await using installation = await freshInstallation();
  const { principals, admin } = installation;
  const { id } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: [] }, DAY_ONE);
  const clock = clockAt(DAY_ONE);
  const context = { ...installation.context, clock };
  const refusals = new Refusals(context);

  refusals.count('BODY_TOO_LARGE', id);
  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();
  clock.time = DAY_TWO;
  for (let times = 0; times < 3; times += 1) refusals.count('IDENTITY_UNKNOWN');
  refusals.count('BODY_TOO_LARGE', id);
  await Promise.all([refusals.flush(), refusals.flush()]);

  const [since, last] = [DAY_ONE, DAY_TWO].map((time) => BigInt(time.getTime()) * 1_000_000n);
  const shown = async (): Promise<unknown> => (await readStatus(context, admin)).refusals;
  expect(await shown()).toEqual([
    { reason: 'IDENTITY_UNKNOWN', sender: null, senderName: null, count: 4n, since, last },
    { reason: 'BODY_TOO_LARGE', sender: id, senderName: 'spark', count: 2n, since, last },
  ]);
  clock.time = new Date('2026-04-30T00:00:00Z');
  expect(await shown()).toEqual([]);
});

test('senders beyond those that are told apart count together', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const refusals = new Refusals(context);
  const senders = Array.from({ length: 1_500 }, () => context.randomness.uuid());

  for (const sender of senders) refusals.count('BODY_TOO_LARGE', sender);
  await refusals.flush();

  const counts = (await readStatus(context, admin)).refusals;
  expect(counts).toHaveLength(100);
  expect(given(counts[0])).toMatchObject({ sender: null, count: 500n });
});

test('counts that cannot be written are kept and written with the next', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  let isDown = true;
  const transaction: Database['transaction'] = (work) =>
    isDown ? Promise.reject(new Error('the database is down')) : context.database.transaction(work);
  const told: string[] = [];
  const refusals = new Refusals(
    { ...context, database: Object.assign(Object.create(context.database) as Database, { transaction }) },
    (line) => told.push(line),
  );

  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();
  isDown = false;
  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();

  expect(told).toEqual([expect.stringContaining('the database is down')]);
  expect((await readStatus(context, admin)).refusals).toMatchObject([{ reason: 'IDENTITY_UNKNOWN', count: 2n }]);
});

test('days that are long past are forgotten', async () => {
  await using installation = await freshInstallation();
  const clock = clockAt(DAY_ONE);
  const refusals = new Refusals({ ...installation.context, clock });

  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();
  clock.time = new Date('2026-06-15T00:00:00Z');
  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();

  const days = await installation.context.database.snapshot(
    (session) => session.rows`select refusal.day::text from hot.refusal as refusal`,
  );
  expect(days).toEqual([{ day: '2026-06-15' }]);
});
