import { expect, test } from 'vitest';

import { DAY_MS, INSTANT_MIN, type Instant, instantFromDate, MINUTE_MS } from '#foundation';
import type { NewKey } from '#store';
import { freshInstallation, given, mapAll, person, refusal } from '#testkit';

import type { Context } from '../context.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { writeDecisionCounts } from '../decision-book.ts';
import { denialsWritten } from '../denials.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { bindKey, makeKey, revokeKey, rotateKey } from './keys.ts';
import { endLeakedKey } from './leaked-key.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
const dataset = (name: string) => ({ namespace: 'db', name });

test('what the holder of a leaked key was shown of protected data and denied since is listed, newest first, by him alone; what is not protected is not', async () => {
  await using installation = await freshInstallation();
  const { admin, principals } = installation;
  let now = Date.now();
  const context: Context = { ...installation.context, clock: { now: () => new Date(now) } };
  for (const [name, tags] of [
    ['patients', [{ key: 'PHI', field: 'ssn' }]],
    ['beds', []],
    ['pay', []],
  ] as const) {
    const facets = { tags: { ...FACET, tags }, schema: { ...FACET, fields: [{ name: 'ssn' }] } };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset(name), facets } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await applyPolicy(context, admin, { text: 'name: hr\nrules: [{ effect: deny, roles: [engineer], on: { name: pay } }]' });
  await mapAll(context);
  const [eve, ann] = [await person(installation, 'eve', 'engineer'), await person(installation, 'ann', 'engineer')];
  const see = (who: typeof eve, name: string) => refusal(findDataset(context, who, { dataset: dataset(name) }));
  await see(eve, 'patients');
  await writeDecisionCounts(context);
  const since = (instantFromDate(await lastRecorded(context)) + 1_000_000n) as Instant;
  now += 2 * MINUTE_MS;
  for (const name of ['patients', 'patients', 'beds', 'pay']) await see(eve, name);
  await see(ann, 'patients');
  await denialsWritten(context);
  await writeDecisionCounts(context);

  const told = async (first: number, from: Instant) => {
    const { read, hasOlder } = await endLeakedKey(context, admin, { principals, prefix: eve.prefix, isDryRun: true, since: from, first });
    return { hasOlder, read: read.map(({ outcome, action, what, times }) => [outcome, action, what, times]) };
  };
  const shown = ['allowed', 'see', 'dataset db patients']; // since: twice by its name, and once as the nearest to what is not there
  const denied = ['denied', 'see', 'dataset db pay', 1];
  expect(await told(10, since)).toEqual({ hasOlder: false, read: [denied, [...shown, 3]] });
  expect(await told(1, since)).toEqual({ hasOlder: true, read: [denied] });
  expect(await told(10, INSTANT_MIN)).toEqual({ hasOlder: false, read: [denied, [...shown, 3], [...shown, 1]] });
});

test('from afar the last key of an administrator that lasts two weeks is not revoked, nor shortened by rotation; where the server runs, and beside another, it is', async () => {
  await using installation = await freshInstallation();
  const { admin, principals } = installation;
  const by = (door: 'graphql' | 'cli'): Context => ({ ...installation.context, from: { door, address: null } });
  const make = async (name: string, more: Partial<NewKey> = {}) =>
    (await makeKey(by('cli'), admin, { principals, kind: 'admin', name, namespaces: [], ...more })).prefix;
  const revoke = (door: 'graphql' | 'cli', prefix: string) => refusal(revokeKey(by(door), admin, { principals, prefix }));
  for (const { kind, prefix } of await principals.list()) if (kind === 'admin') await revoke('cli', prefix);
  const [one, other] = [await make('one'), await make('other')];
  await make('over', { expiresAt: new Date(0) });
  await make('asks', { scopes: ['ask'] });
  await make('ends', { expiresAt: new Date(Date.now() + 13 * DAY_MS) });

  expect(await revoke('graphql', one)).toMatch('not refused');
  expect(await revoke('graphql', other)).toMatch(
    `BAD_REQUEST: ${other} is the last key of an administrator that lasts: make another one first`,
  );
  expect((await principals.list()).find(({ prefix }) => prefix === other)?.revokedAt).toBeNull();
  const short = await make('short', { expiresAt: new Date(Date.now() + 5 * DAY_MS) });
  expect(await revoke('graphql', short)).toMatch('not refused'); // that of `ends` lasts as long
  const long = await make('long', { expiresAt: new Date(Date.now() + 15 * DAY_MS) });
  expect(await revoke('graphql', other)).toMatch('not refused');
  expect(await revoke('graphql', long)).toMatch(`BAD_REQUEST: ${long} is the last key of an administrator that lasts`);
  const rotate = (door: 'graphql' | 'cli', days: number) => {
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    return refusal(rotateKey(by(door), admin, { principals, called: long, graceMs: 0, expiresAt }));
  };
  expect(await rotate('graphql', 2)).toMatch("BAD_REQUEST: No administrator's key that lasts would be left: give the new one a later end");
  expect((await principals.list()).find(({ prefix }) => prefix === long)?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 14 * DAY_MS);
  expect(await rotate('graphql', 20)).toMatch('not refused');
  expect(await revoke('cli', long)).toMatch('not refused');
});

test('the keys that the holder of a leaked key made since are listed, newest first, whoever holds them, and which are still good', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const make = async (by: typeof admin, name: string, kind: 'admin' | 'emitter' = 'emitter') =>
    makeKey(context, by, { principals, kind, name, namespaces: [], binding: kind === 'admin' ? {} : { outputs: ['*'] } });
  const { id, prefix } = await make(admin, 'mallory', 'admin');
  const mallory = { ...admin, id, name: 'mallory' };
  await make(mallory, 'before');
  await make(admin, 'loads');
  const since = (instantFromDate(await lastRecorded(context)) + 1_000_000n) as Instant;
  await expect.poll(() => instantFromDate(new Date()) > since).toBe(true);

  await make(admin, 'honest');
  const [door, spare] = [await make(mallory, 'door', 'admin'), await make(mallory, 'spare')];
  const next = await rotateKey(context, mallory, { principals, called: 'loads', graceMs: 0, expiresAt: null });
  const text = 'teams: { heart: { owns: [db], emitters: { heart/spark: {} } } }';
  const { keys } = await applyAccess(context, mallory, { text, isPruning: false, isDryRun: false, makesKeys: true });
  await bindKey(context, mallory, { principals, prefix: next.prefix, bounds: { outputs: ['db'] } });
  await revokeKey(context, mallory, { principals, prefix: spare.prefix });

  const leaked = await endLeakedKey(context, admin, { principals, prefix, since, first: 0, isDryRun: false });
  expect(leaked.hasOlderMade).toBe(false);
  expect(leaked.made).toEqual([
    { prefix: given(keys[0]).prefix, name: 'heart/spark', isInForce: true },
    { prefix: next.prefix, name: 'loads', isInForce: true },
    { prefix: spare.prefix, name: 'spare', isInForce: false },
    { prefix: door.prefix, name: 'door', isInForce: true },
  ]);
});

/** When the newest entry was recorded, by the clock of the database. */
async function lastRecorded({ database }: Context): Promise<Date> {
  const [row] = await database.snapshot(
    (session) => session.rows`select max(batch.recorded_at)::text as at from hot.ledger_batch as batch`,
  );
  return new Date(String(row?.['at']));
}
