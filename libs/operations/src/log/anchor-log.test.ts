import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, seenAhead, temporaryDirectory } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { anchorLog } from './anchor-log.ts';
import { logUpTo } from './sequence-log.ts';

async function record({ context, admin }: FreshInstallation, name: string): Promise<void> {
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await logUpTo(context);
}

test('each checkpoint is kept once in a folder elsewhere, in the order of sizes, and nothing is written over', async () => {
  await using installation = await freshInstallation();
  await using home = await temporaryDirectory();
  const { context } = installation;
  await anchorLog(context, home.path);
  expect(readdirSync(home.path)).toEqual([]);

  await record(installation, 'a');
  await anchorLog(context, home.path);
  await anchorLog(context, home.path);
  await record(installation, 'b');
  await anchorLog(context, home.path);

  const files = readdirSync(home.path).sort();
  expect(files).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}\.0-0000000000000001\.checkpoint$/),
    expect.stringMatching(/^[0-9a-f-]{36}\.0-0000000000000002\.checkpoint$/),
  ]);
  const newest = path.join(home.path, files[1] ?? '');
  expect(readFileSync(newest, 'utf8')).toMatch(/^headgate\/[0-9a-f-]{36}\n2\n/);

  writeFileSync(newest, 'another\n');
  await expect(anchorLog(context, home.path)).rejects.toThrow('holds another checkpoint of 2 entries');
  expect(readFileSync(newest, 'utf8')).toBe('another\n');
});

test('an older copy of the database is anchored nowhere', async () => {
  await using installation = await freshInstallation();
  await using home = await temporaryDirectory();
  await record(installation, 'a');
  await seenAhead(installation, 9);

  await expect(anchorLog(installation.context, home.path)).rejects.toThrow('this machine saw a checkpoint of 9');
  expect(readdirSync(home.path)).toEqual([]);
});
