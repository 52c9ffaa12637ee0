import { expect, test } from 'vitest';

import { systemRandomness } from '#foundation';
import { type Database, KeyStore } from '#store';
import { type FreshInstallation, freshInstallation } from '#testkit';

import type { Context, Principal } from '../context.ts';
import { denialsRecorded } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { ArrivalWait } from './arrival-wait.ts';
import { listArrivals } from './list-arrivals.ts';

const eventOf = (name: string, namespace = 'etl'): Buffer =>
  Buffer.from(
    JSON.stringify({
      eventTime: '2026-03-01T00:00:00Z',
      job: { namespace, name },
      inputs: [{ namespace: 'db', name: 'raw' }],
      producer: 'https://example.org/p',
      schemaURL: 'https://example.org/s',
    }),
  );

async function emitter({ principals, context }: FreshInstallation, name: string): Promise<Principal> {
  const { id } = await principals.create({ kind: 'emitter', name, namespaces: ['etl'] }, context.clock.now());
  return { id, kind: 'emitter', name, namespaces: ['etl'], roles: [] };
}

function waiting(context: Context): Context & { readonly arrivalWait: ArrivalWait } {
  return { ...context, arrivalWait: new ArrivalWait(context) };
}

test('an emitter is shown what it sent itself, an administrator everything, page by page', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  const context = waiting(installation.context);
  const [one, other] = [await emitter(installation, 'one'), await emitter(installation, 'other')];
  await receiveEvent(context, one, eventOf('a'));
  await receiveEvent(context, other, eventOf('b'));
  const refused = await receiveEvent(context, one, eventOf('c', 'foreign'));
  await receiveEvent(context, one, Buffer.from('{'));
  await receiveEvent(context, one, eventOf('a')); // a duplicate is no arrival
  await receiveEvent(context, one, eventOf('d'));

  const whole = await listArrivals(context, one, { from: 0n });
  const positionsFor = async (asker: Principal, question: object): Promise<readonly unknown[]> => {
    const { arrivals, next } = await listArrivals(context, asker, question);
    return [...arrivals.map(({ position }) => position), next];
  };

  expect(whole).toMatchObject({ sender: { id: one.id, name: 'one' }, next: 5n, size: 5n });
  expect(whole.arrivals).toMatchObject([
    {
      position: 0n,
      byName: 'one',
      quarantined: undefined,
      understood: { kind: 'job', speaker: { name: 'a' }, datasets: [{ name: 'raw' }] },
    },
    {
      position: 2n,
      quarantined: { id: refused.kind === 'quarantined' && refused.id, because: 'refused', problems: [{ pointer: '/job/namespace' }] },
      understood: { speaker: { namespace: 'foreign', name: 'c' } },
    },
    { position: 3n, quarantined: { because: 'unreadable' }, understood: undefined },
    { position: 4n, understood: { speaker: { name: 'd' } } },
  ]);
  expect(await positionsFor(admin, { from: 0n })).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
  expect(await positionsFor(admin, { from: 0n, sender: 'other' })).toEqual([1n, 2n]);
  expect(await positionsFor(admin, { from: 0n, isMine: true })).toEqual([5n]);
  expect(await positionsFor(one, { from: 1n, first: 1 })).toEqual([2n, 3n]);
  expect(await positionsFor(one, {})).toEqual([5n]); // what comes from now on
  await expect(listArrivals(context, one, { from: 0n, sender: other.id })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  await denialsRecorded(context); // that he was denied is an entry of its own
  await expect(listArrivals(context, one, { from: 7n })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(listArrivals(context, one, { first: 101 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await expect(listArrivals(context, admin, { sender: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('who waits is told of its own within a second, and of nothing else', async () => {
  await using installation = await freshInstallation();
  const context = waiting(installation.context);
  const [one, other] = [await emitter(installation, 'one'), await emitter(installation, 'other')];
  const ofOne = listArrivals(context, one, { from: 0n, waitMs: 60_000 });
  const ofAll = listArrivals(context, installation.admin, { from: 0n, waitMs: 60_000 });
  const ended = listArrivals(context, other, { waitMs: 60_000, signal: AbortSignal.timeout(300) });

  await listArrivals(context, other, { waitMs: 100 }); // time for all to begin to wait; whoever is late looks at once
  await receiveEvent(context, installation.admin, eventOf('of another'));
  const early = await ofAll;
  await receiveEvent(context, one, eventOf('mine'));
  const mine = await ofOne;
  const tookMs: number[] = [];
  for (let from = mine.next; tookMs.length < 3;) {
    const next = listArrivals(context, one, { from, waitMs: 60_000 });
    await receiveEvent(context, one, eventOf(`mine ${from}`));
    const recordedAt = performance.now();
    from = (await next).next;
    tookMs.push(performance.now() - recordedAt);
  }

  expect(early.arrivals).toMatchObject([{ position: 0n, understood: { speaker: { name: 'of another' } } }]);
  expect(mine).toMatchObject({ arrivals: [{ position: 1n, understood: { speaker: { name: 'mine' } } }], next: 2n });
  expect(Math.min(...tookMs)).toBeLessThan(1000); // the best of three: machines are busy
  expect(await ended).toMatchObject({ arrivals: [] });
});

test('only so many wait at once with one key, and all are let go when the process ends', async () => {
  const silent = { withoutTransaction: () => new Promise(() => undefined) }; // all that a wait asks of a database
  const keys = new KeyStore('/nowhere/keys.jsonl', systemRandomness);
  const arrivalWait = new ArrivalWait({ database: silent as unknown as Database, tenant: 1, keys });
  const wish = { asker: 'one', by: 'one', from: 3n, waitMs: 60_000 };
  const all = Array.from({ length: 10 }, () => arrivalWait.until(wish));

  await expect(arrivalWait.until(wish)).rejects.toMatchObject({ code: 'BUSY' });
  arrivalWait.end();

  expect(await Promise.all(all)).toEqual(all.map(() => ({ hasCome: false, seen: 3n })));
  expect(await arrivalWait.until(wish)).toEqual({ hasCome: false, seen: 3n });
});
