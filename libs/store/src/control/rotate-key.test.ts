import { expect, test } from 'vitest';

import { DAY_MS, systemRandomness } from '#foundation';
import { freshDatabase } from '#testkit';

import { Principals } from './principals.ts';

const NOW = new Date();
const IN = (ms: number): Date => new Date(NOW.getTime() + ms);
const WEEK = { now: NOW, graceMs: 7 * DAY_MS, expiresAt: null };

async function givenLoads(connectionString: string, expiresAt: Date | null = null) {
  const principals = new Principals(connectionString, 1, systemRandomness);
  const { id, key } = await principals.create({ kind: 'emitter', name: 'loads', namespaces: ['etl', 'lake*'], expiresAt }, IN(-DAY_MS));
  return { principals, id, key, prefix: key.slice(0, 11) };
}

test('a rotated key stays good for its grace beside the next, which may do the same', async () => {
  await using fresh = await freshDatabase();
  const { principals, id, key, prefix } = await givenLoads(fresh.connectionString);

  const rotated = await principals.rotate('loads', { ...WEEK, expiresAt: IN(90 * DAY_MS) });

  expect(rotated).toMatchObject({ id, name: 'loads', prefix: rotated.key.slice(0, 11), ending: { prefix, expiresAt: IN(7 * DAY_MS) } });
  const holder = { id, name: 'loads', namespaces: ['etl', 'lake*'] };
  expect(await principals.find(key)).toMatchObject({ kind: 'in-force', holder, expiresAt: IN(7 * DAY_MS) });
  expect(await principals.find(rotated.key)).toMatchObject({ kind: 'in-force', holder, expiresAt: IN(90 * DAY_MS) });
  await principals.close();
});

test('a third key is refused, however many ask at once, until one of the two is over', async () => {
  await using fresh = await freshDatabase();
  const { principals, prefix } = await givenLoads(fresh.connectionString);

  const asked = await Promise.allSettled([1, 2, 3].map(() => principals.rotate('loads', WEEK)));

  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const message = expect.stringMatching(
    `^loads has 2 keys in force: ${prefix} until .*, and hg_.* without an end. End the one that is used no more with .headgate keys revoke`,
  ) as string;
  await expect(principals.rotate(prefix, WEEK)).rejects.toMatchObject({ code: 'BAD_REQUEST', message });
  await principals.revoke(prefix, NOW);
  expect(await principals.rotate('loads', WEEK)).toMatchObject({ name: 'loads' });
  await principals.close();
});

test('a key ends when it was to end, also when its grace would last longer', async () => {
  await using fresh = await freshDatabase();
  const { principals, prefix } = await givenLoads(fresh.connectionString, IN(2 * DAY_MS));

  expect((await principals.rotate(prefix, WEEK)).ending).toEqual({ prefix, expiresAt: IN(2 * DAY_MS) });
  await principals.close();
});

test('an expired key is told from one that never was, to whoever shows the whole of it', async () => {
  await using fresh = await freshDatabase();
  const { principals, key, prefix } = await givenLoads(fresh.connectionString, IN(-1));

  const expired = { kind: 'expired', holder: { name: 'loads' }, expiresAt: IN(-1) };
  expect(await principals.find(key)).toMatchObject(expired);
  expect(await principals.find(key)).toMatchObject(expired); // believed
  expect(await principals.find(`${prefix}_${'A'.repeat(43)}`)).toEqual({ kind: 'unknown' });
  expect(await principals.holder(key)).toBeUndefined();
  await principals.close();
});

test('whose keys are all over is given one again, and a key that is over rotates no other', async () => {
  await using fresh = await freshDatabase();
  const { principals, prefix } = await givenLoads(fresh.connectionString);
  await principals.revoke(prefix, NOW);

  const again = await principals.rotate(prefix, WEEK);

  expect(again.ending).toBeUndefined();
  expect(await principals.holder(again.key)).toMatchObject({ namespaces: ['etl', 'lake*'] });
  await expect(principals.rotate(prefix, WEEK)).rejects.toMatchObject({
    message: `${prefix} is over; loads holds ${again.prefix} now. Rotate that.`,
  });
  await expect(principals.rotate('nobody', WEEK)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await principals.close();
});

test('a key of the settings that is over is refused, and says so', async () => {
  await using fresh = await freshDatabase();
  const { principals, key, prefix } = await givenLoads(fresh.connectionString);
  await principals.revoke(prefix, NOW);

  await expect(principals.adopt(key, NOW)).rejects.toMatchObject({
    message: expect.stringContaining('has expired, or was revoked') as string,
  });
  await principals.close();
});
