import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, inject, test } from 'vitest';

import { runCommand } from '../apps/cli/testkit/command.ts';
import { startServer } from './support/running-server.ts';

test('a server tells administrators of a broken glass, and a team of a claim that was refused, within moments', async () => {
  const received: { readonly path: string; readonly type: string }[] = [];
  const receiver = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { type } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly type: string };
      received.push({ path: request.url ?? '', type });
      response.end();
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const hooks = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await using server = await startServer(inject('checkout'), { ALERTS_URL: `${hooks}/admins`, ALERTS_HOSTS: '127.0.0.1' });
  const environment = { ...server.environment, HEADGATE_URL: server.address, HEADGATE_KEY: server.adminKey };
  await server.person('oncall', ['engineer']);
  const spark = await server.emitter('spark', ['nightly']);
  const access = JSON.stringify({ teams: { heart: { owns: ['nightly', 's3://heart'], alerts: { url: `${hooks}/heart` } } } });
  const post = (path: string, key: string, body: string): Promise<Response> =>
    fetch(`${server.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });

  const query = 'mutation ($yaml: String!) { applyAccess(yaml: $yaml) { changes { change } } }';
  await post('/graphql', server.adminKey, JSON.stringify({ query, variables: { yaml: access } }));
  const broke = await runCommand({ environment, stdin: '' }, ['break-glass', '--for', 'oncall', '--reason', 'a test', '--hours', '1']);
  const claim = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://p.example' },
    ...{ run: { runId: '0198c3a0-0000-7000-8000-00000000000a' }, job: { namespace: 's3://heart', name: 'load' } },
  };
  const refused = await post('/api/v1/lineage', spark.key, JSON.stringify(claim));

  expect([broke.code, refused.status]).toEqual([0, 403]);
  await expect
    .poll(() => received.toSorted((left, right) => (left.path < right.path ? -1 : 1)), { timeout: 60_000 })
    .toEqual([
      { path: '/admins', type: 'glass.broken' },
      { path: '/heart', type: 'claim.refused' },
    ]);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
