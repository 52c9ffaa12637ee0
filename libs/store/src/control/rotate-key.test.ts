import { expect, test } from 'vitest';

import { DAY_MS, systemRandomness } from '#foundation';
import { freshDatabase } from '#testkit';

import { takePolicyLane } from '../ledger/policy-lane.ts';
import { Database } from '../sql/database.ts';
import type { Session } from '../sql/session.ts';
import { newKey } from './key-text.ts';
import { Principals } from './principals.ts';
import { type Rotated, rotateKey, type Rotation } from './rotate-key.ts';
import { endKey } from './stored-keys.ts';

const NOW = new Date();
const IN = (ms: number): Date => new Date(NOW.getTime() + ms);
const WEEK = { now: NOW, graceMs: 7 * DAY_MS, endAfter: () => null };

async function givenLoads(connectionString: string, expiresAt: Date | null = null) {
  const principals = new Principals(connectionString, 1, systemRandomness);
  const { id, key } = await principals.create({ kind: 'emitter', name: 'loads', namespaces: ['etl', 'lake*'], expiresAt }, IN(-DAY_MS));
  const [prefix, database] = [key.slice(0, 11), new Database(connectionString, { connections: 3 })];
  const changed = async <Result>(change: (session: Session) => Promise<Result>): Promise<Result> => {
    const result = await database.transaction(async (session) => {
      await takePolicyLane(session, 1);
      return change(session);
    });
    principals.forget();
    return result;
  };
  const rotate = (called: string, rotation: Pick<Rotation, 'now' | 'graceMs' | 'endAfter'>): Promise<Rotated> =>
    changed((session) =>
      rotateKey(session, 1, { called, ...rotation, next: { key: newKey(systemRandomness), keyId: systemRandomness.uuid() } }),
    );
  const revoke = (): Promise<void> => changed((session) => endKey(session, 1, { prefix, at: NOW, how: 'revoked' }));
  const close = (): Promise<unknown> => Promise.all([principals.close(), database.close()]);
  return { principals, id, key, prefix, rotate, revoke, close };
}

test('a rotated key stays good for its grace beside the next, which may do the same', async () => {
  await using fresh = await freshDatabase();
  const { principals, id, key, prefix, rotate, close } = await givenLoads(fresh.connectionString);

  const rotated = await rotate('loads', { ...WEEK, endAfter: () => IN(90 * DAY_MS) });

  expect(rotated).toMatchObject({ id, name: 'loads', prefix: rotated.key.slice(0, 11), ending: { prefix, expiresAt: IN(7 * DAY_MS) } });
  const holder = { id, name: 'loads', namespaces: ['etl', 'lake*'] };
  expect(await principals.find(key)).toMatchObject({ kind: 'in-force', holder, expiresAt: IN(7 * DAY_MS) });
  expect(await principals.find(rotated.key)).toMatchObject({ kind: 'in-force', holder, expiresAt: IN(90 * DAY_MS) });
  await close();
});

test('a third key is refused, however many ask at once, until one of the two is over', async () => {
  await using fresh = await freshDatabase();
  const { prefix, rotate, revoke, close } = await givenLoads(fresh.connectionString);

  const asked = await Promise.allSettled([1, 2, 3].map(() => rotate('loads', WEEK)));

  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const message = expect.stringMatching(
    `^loads has 2 keys in force: ${prefix} until .*, and hg_.* without an end. End the one that is used no more with .headgate keys revoke`,
  ) as string;
  await expect(rotate(prefix, WEEK)).rejects.toMatchObject({ code: 'BAD_REQUEST', message });
  await revoke();
  expect(await rotate('loads', WEEK)).toMatchObject({ name: 'loads' });
  await close();
});

test('a key ends when it was to end, also when its grace would last longer', async () => {
  await using fresh = await freshDatabase();
  const { prefix, rotate, close } = await givenLoads(fresh.connectionString, IN(2 * DAY_MS));

  expect((await rotate(prefix, WEEK)).ending).toEqual({ prefix, expiresAt: IN(2 * DAY_MS) });
  await close();
});

test('an expired key is told from one that never was, to whoever shows the whole of it', async () => {
  await using fresh = await freshDatabase();
  const { principals, key, prefix, close } = await givenLoads(fresh.connectionString, IN(-1));

  const expired = { kind: 'expired', holder: { name: 'loads' }, expiresAt: IN(-1) };
  expect(await principals.find(key)).toMatchObject(expired);
  expect(await principals.find(key)).toMatchObject(expired); // believed
  expect(await principals.find(`${prefix}_${'A'.repeat(43)}`)).toEqual({ kind: 'unknown' });
  expect(await principals.holder(key)).toBeUndefined();
  await close();
});

test('whose keys are all over is given one again, and a key that is over rotates no other', async () => {
  await using fresh = await freshDatabase();
  const { principals, prefix, rotate, revoke, close } = await givenLoads(fresh.connectionString);
  await revoke();

  const again = await rotate(prefix, WEEK);

  expect(again.ending).toBeUndefined();
  expect(await principals.holder(again.key)).toMatchObject({ namespaces: ['etl', 'lake*'] });
  await expect(rotate(prefix, WEEK)).rejects.toMatchObject({
    message: `${prefix} is over; loads holds ${again.prefix} now. Rotate that.`,
  });
  await expect(rotate('nobody', WEEK)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await close();
});

test('a key of the settings that is over is refused, and says so', async () => {
  await using fresh = await freshDatabase();
  const { principals, key, revoke, close } = await givenLoads(fresh.connectionString);
  await revoke();

  await expect(principals.adopt(key, NOW)).rejects.toMatchObject({
    message: expect.stringContaining('has expired, or was revoked') as string,
  });
  await close();
});
