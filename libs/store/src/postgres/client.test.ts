import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

import { expect, test } from 'vitest';

import { freshDatabase } from '#testkit';

import { withClient } from './client.ts';

/** In front of a Postgres: leaves the first connections lying, as a server does that dies while it starts, and passes the others on. */
async function leavesLying(connectionString: string, count: number): Promise<{ readonly url: string; readonly close: () => void }> {
  const { port, hostname } = new URL(connectionString);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    sockets.add(near.on('error', () => undefined));
    if (sockets.size <= count) return;
    const far = net.connect(Number(port), hostname).on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(connectionString);
  url.port = String((server.address() as AddressInfo).port);
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: url.href, close };
}

test('a connection that nobody answers is given up for another', async () => {
  await using database = await freshDatabase();
  const front = await leavesLying(database.connectionString, 1);

  const { rows } = await withClient(front.url, (client) => client.query('select 1 as one'), [300, 10_000]).finally(front.close);

  expect(rows).toEqual([{ one: 1 }]);
});

test('a server that answers nobody is named after the last wait', async () => {
  await using database = await freshDatabase();
  const front = await leavesLying(database.connectionString, 2);
  const start = performance.now();

  const refusal: unknown = await withClient(front.url, () => Promise.resolve('answered'), [300, 400]).catch((error: unknown) => error);
  front.close();

  expect(refusal).toMatchObject({
    ...{ name: 'Failure', code: 'STORE_UNAVAILABLE' },
    message: expect.stringMatching(
      /^Postgres at 127\.0\.0\.1:\d+, database \S+, cannot be used: timeout expired\. Look whether it runs/,
    ) as string,
  });
  expect(performance.now() - start).toBeGreaterThan(690);
});
