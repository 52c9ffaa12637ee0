import { expect, test } from 'vitest';

import { systemRandomness } from '#foundation';
import { freshDatabase } from '#testkit';

import { Database } from '../sql/database.ts';
import type { Session } from '../sql/session.ts';
import { Principals } from './principals.ts';

// A fixed bug: without its database the door answered a key with 500, and no client tries that again.
test('a key that cannot be looked up is trouble with the store, and is known again when the store is', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  const principals = new Principals(fresh.connectionString, 1, systemRandomness);
  const { key } = await principals.create({ kind: 'admin', name: 'Ada', namespaces: [] }, new Date(0));
  const away = new Principals(unreachable(fresh.connectionString), 1, systemRandomness);

  const lost = database.transaction(async (session) => {
    await session.send('lock table control.api_key in access exclusive mode');
    const asked = principals.holder(key).catch((error: unknown) => error);
    await endWhoWaits(session);
    return asked;
  });

  expect(await lost).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(away.holder(key)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await principals.holder(key)).toMatchObject({ name: 'Ada' });
  await Promise.all([principals.close(), away.close(), database.close()]);
});

function unreachable(connectionString: string): string {
  const url = new URL(connectionString);
  url.port = '1';
  return url.href;
}

/** Ends the connection that waits for what this one has locked. Asks for locks: who is connected is told once a transaction, and then remembered. */
async function endWhoWaits(holder: Session): Promise<void> {
  const end = `select pg_terminate_backend(lock.pid) from pg_locks as lock
               where not lock.granted and pg_backend_pid() = any (pg_blocking_pids(lock.pid))`;
  await expect.poll(async () => (await holder.send(end)).length, { interval: 5, timeout: 30_000 }).toBe(1);
}
