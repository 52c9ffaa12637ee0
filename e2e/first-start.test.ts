import { expect, inject, test } from 'vitest';

import { freshDatabase, temporaryDirectory } from '#testkit';

import { send } from './support/http-client.ts';
import { startServer } from './support/running-server.ts';

const SHOWN_KEY = /hg_[\w-]{8}_[\w-]{43}/g;

/** What a server answers to the holder of this key, who asks for what administrators alone are told. */
async function answerTo(key: string, address: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const { status, text } = await send(address, { path: '/graphql', headers, body: '{"query": "{ graphDigest { digest } }"}' });
  return `${status}, ${/"digest":"[0-9a-f]{64}"/.test(text) ? 'a digest' : 'no digest'}`;
}

test('a first start without a given key makes one for an administrator and shows it; the next start on the same data shows none', async () => {
  await using database = await freshDatabase();
  await using dataDir = await temporaryDirectory();
  const settings = { DATABASE_URL: database.connectionString, HEADGATE_DATA_DIR: dataDir.path, HEADGATE_ADMIN_KEY: '' };
  const shownBy = (text: string): readonly string[] => text.match(SHOWN_KEY) ?? [];

  await using first = await startServer(inject('checkout'), settings);
  await expect.poll(() => shownBy(first.complaint()), { timeout: 30_000 }).toHaveLength(1);
  const [key = ''] = shownBy(first.complaint());
  const otherKey = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const answers = [await answerTo(key, first.address), await answerTo(otherKey, first.address)];
  await first.stop();
  await using second = await startServer(inject('checkout'), settings);
  answers.push(await answerTo(key, second.address));
  await second.stop();

  expect(answers).toEqual(['200, a digest', '401, no digest', '200, a digest']);
  expect(first.complaint()).toContain(`shown this once: ${key}\n`);
  expect(shownBy(second.complaint())).toEqual([]);
});
