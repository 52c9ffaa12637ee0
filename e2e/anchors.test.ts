import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, inject, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

import { runCommand } from '../apps/cli/testkit/command.ts';
import { startServer } from './support/running-server.ts';

// Goal: what is kept elsewhere tells an older copy. Method: a server that keeps checkpoints in a folder, and the command that checks the ledger by it.
test('a server keeps its newest checkpoint in the folder that is set when it ends, and the ledger is checked by it', async () => {
  await using elsewhere = await temporaryDirectory();
  await using server = await startServer(inject('checkout'), { LOG_ANCHOR_FOLDER: elsewhere.path });
  const headers = { authorization: `Bearer ${server.adminKey}` };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test', dataset: { namespace: 'db', name: 'patients' } };
  const sent = await fetch(`${server.address}/api/v1/lineage`, {
    ...{ method: 'POST', body: JSON.stringify(event) },
    headers: { ...headers, 'content-type': 'application/json' },
  });
  expect(sent.status).toBe(201);
  const size = await server.size();
  const logged = async (): Promise<string | undefined> => {
    const answer = await fetch(`${server.address}/api/v1/log/checkpoint`, { headers });
    return (await answer.text()).split('\n')[1];
  };
  await expect.poll(logged, { timeout: 60_000 }).toBe(String(size));

  expect(await server.stop()).toBe(0);

  const [file = '', ...others] = readdirSync(elsewhere.path);
  expect(others).toEqual([]);
  expect(readFileSync(path.join(elsewhere.path, file), 'utf8').split('\n')[1]).toBe(String(size));
  const verify = (seen: string) => runCommand({ environment: server.environment }, ['verify', '--ledger', '--seen', seen]);
  expect(await verify(elsewhere.path)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`the checkpoint of ${size} entries that you gave is its beginning`) as string,
  });
  await using empty = await temporaryDirectory();
  expect(await verify(empty.path)).toMatchObject({ code: 2, err: expect.stringContaining('no checkpoint of this log is kept') as string });
});
