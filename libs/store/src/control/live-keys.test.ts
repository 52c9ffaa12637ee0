import { afterEach, expect, test, vi } from 'vitest';

import { MINUTE_MS, systemRandomness } from '#foundation';
import { freshDatabase } from '#testkit';

import { withClient } from '../postgres/client.ts';
import { Database } from '../sql/database.ts';
import { KEY_BELIEVED_MS } from './believed-keys.ts';
import { KeyUses } from './key-uses.ts';
import { Principals } from './principals.ts';
import { endKey } from './stored-keys.ts';

// Goal: a key's end is known on every server at once, without a question for each request. Method: two servers' principals over one Postgres, and a
// monotonic clock that stands still, so that nothing that a server believes ends by the passing of time.

afterEach(() => vi.restoreAllMocks());

/** A clock for what is believed, which goes only when it is told to. */
function standingClock(): { go: (ms: number) => void } {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return { go: (ms) => void (now += ms) };
}

const JANUARY = new Date('2026-01-01T00:00:00Z');
const LOADS = { kind: 'emitter', name: 'loads', namespaces: ['etl'] } as const;

async function givenServers(connectionString: string) {
  const [one, other] = [1, 2].map(() => new Principals(connectionString, 1, systemRandomness));
  if (one === undefined || other === undefined) throw new Error('two were made');
  const { key } = await one.create(LOADS, JANUARY);
  const [prefix, database] = [key.slice(0, 11), new Database(connectionString, { connections: 1 })];
  const revoke = async (): Promise<void> => {
    await database.transaction((session) => endKey(session, 1, { prefix, at: JANUARY, how: 'revoked' }));
    one.forget();
  };
  return { one, other, key, prefix, revoke, close: () => Promise.all([one.close(), other.close(), database.close()]) };
}

test('a revoked key is out on another server at once, and by a plain statement too', async () => {
  await using fresh = await freshDatabase();
  standingClock();
  const { one, other, key, revoke, close } = await givenServers(fresh.connectionString);
  await other.heed();
  const { key: second } = await one.create({ ...LOADS, name: 'streams' }, JANUARY);
  expect([await other.holder(key), await other.holder(second)]).toMatchObject([{ name: 'loads' }, { name: 'streams' }]);

  await revoke();
  await expect.poll(() => other.holder(key), { timeout: 30_000 }).toBeUndefined();
  await withClient(fresh.connectionString, (client) => client.query('update control.api_key set revoked_at = now()'));
  await expect.poll(() => other.holder(second), { timeout: 30_000 }).toBeUndefined();
  await close();
});

test('a prefix that somebody knows, with another secret or a part of the right one, is no key, whether or not the right one is believed', async () => {
  await using fresh = await freshDatabase();
  const { one, other, key, prefix, close } = await givenServers(fresh.connectionString);
  const secret = key.slice(prefix.length + 1);
  const last = secret.endsWith('A') ? 'B' : 'A';
  const guessed = [
    `${prefix}_${'A'.repeat(secret.length)}`,
    `${prefix}_${secret.slice(0, -1)}${last}`,
    `${prefix}_${secret.slice(0, -1)}`,
    prefix,
  ];

  for (const server of [one, other])
    for (const isBelieved of [false, true]) {
      if (isBelieved) expect(await server.find(key)).toMatchObject({ kind: 'in-force', holder: { name: 'loads' } });
      for (const each of [...guessed, `${key}A`, key.toUpperCase()])
        expect([each, await server.find(each)]).toEqual([each, { kind: 'unknown' }]);
    }
  expect(await other.find(key)).toMatchObject({ kind: 'in-force' });
  await close();
});

test('of a key its prefix and a hash are stored, and nothing else of it', async () => {
  await using fresh = await freshDatabase();
  const { key, prefix, close } = await givenServers(fresh.connectionString);
  const rows = await withClient(fresh.connectionString, (client) => client.query('select api_key::text as text from control.api_key'));
  const [text] = (rows.rows as readonly { readonly text: string }[]).map((row) => row.text);
  expect(text).toContain(prefix);
  const secret = key.slice(prefix.length + 1);
  for (const part of [secret, Buffer.from(secret).toString('hex'), secret.slice(0, 12)]) expect(text).not.toContain(part);
  await close();
});

test('a server that hears nothing believes a revoked key for two seconds more', async () => {
  await using fresh = await freshDatabase();
  const clock = standingClock();
  const { one, other, key, revoke, close } = await givenServers(fresh.connectionString);
  await other.holder(key);

  await revoke();
  expect(await one.holder(key)).toBeUndefined();
  clock.go(KEY_BELIEVED_MS - 1);
  expect(await other.holder(key)).toMatchObject({ name: 'loads' });
  clock.go(1);
  expect(await other.holder(key)).toBeUndefined();
  await close();
});

test('a server whose connection was lost forgets all keys when it listens again', async () => {
  await using fresh = await freshDatabase();
  standingClock();
  const { other, key, close } = await givenServers(fresh.connectionString);
  await other.heed();
  await other.holder(key);

  await withClient(fresh.connectionString, (client) =>
    client.query(`begin; set local session_replication_role = replica; update control.api_key set revoked_at = now(); commit;
                  select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'headgate keys' and datname = current_database()`),
  ); // no trigger goes off, so that no word is sent

  await expect.poll(() => other.holder(key), { timeout: 30_000 }).toBeUndefined();
  await close();
});

test('a key that is believed costs no statement', async () => {
  await using fresh = await freshDatabase();
  standingClock();
  const { other, key, close } = await givenServers(fresh.connectionString);
  await other.heed();
  await other.holder(key);
  const database = new Database(fresh.connectionString, { connections: 1 });

  const found = await database.transaction(async (session) => {
    await session.send('lock table control.api_key in access exclusive mode'); // whoever asks would wait
    return Promise.all(Array.from({ length: 1_000 }, () => other.holder(key)));
  });

  expect(new Set(found.map((holder) => holder?.name))).toEqual(new Set(['loads']));
  await Promise.all([close(), database.close()]);
});

test('the end of a key that was read while it ended is not overlooked', async () => {
  await using fresh = await freshDatabase();
  standingClock();
  const { other, key, revoke, close } = await givenServers(fresh.connectionString);
  await other.heed();

  const asked = Array.from({ length: 20 }, () => other.holder(key));
  await revoke();
  await Promise.all(asked);

  await expect.poll(() => other.holder(key), { timeout: 30_000 }).toBeUndefined();
  await close();
});

test('the last use of a key is written once a minute, whoever uses it', async () => {
  await using fresh = await freshDatabase();
  const { one, other, key, prefix, close } = await givenServers(fresh.connectionString);
  const lastUsed = async (): Promise<Date | null | undefined> => (await one.list()).find((each) => each.prefix === prefix)?.lastUsedAt;
  const used = async (): Promise<Date | null | undefined> => {
    const server = new Principals(fresh.connectionString, 1, systemRandomness);
    await server.holder(key);
    await server.close(); // writes what it knows of uses
    return lastUsed();
  };

  expect(await lastUsed()).toBeNull();
  const first = await used();
  expect(first).toBeInstanceOf(Date);
  expect(await used()).toEqual(first);
  await other.holder(`${prefix}_${'A'.repeat(43)}`); // proves nothing, and uses nothing
  await withClient(fresh.connectionString, (client) =>
    client.query(`update control.api_key set last_used_at = last_used_at - interval '1 minute'`),
  );
  expect((await used())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  await close();
});

test('a use that cannot be written troubles nobody, and is noted again a minute later', async () => {
  const clock = standingClock();
  const written: (readonly string[])[] = [];
  const uses = new KeyUses(async (prefixes) => {
    written.push(prefixes);
    await Promise.reject(new Error('no database'));
  });

  uses.note('a');
  uses.note('b');
  await uses.flush();
  uses.note('a');
  await uses.flush();
  clock.go(1 * MINUTE_MS + 1); // a minute on a clock of fractions may be a little less
  uses.note('a');
  await uses.flush();

  expect(written).toEqual([['a', 'b'], ['a']]);
});
