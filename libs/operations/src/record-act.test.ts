import { expect, test } from 'vitest';

import { ActReader } from '#store';
import { freshInstallation, given } from '#testkit';

import { recordAct } from './record-act.ts';

test('acts are found by kind and subject, newest first, as a ledger size knows them', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const positions: bigint[] = [];
  for (const subject of ['a', 'b', 'a']) {
    const act = { kind: 'contract', namespace: 'contracts', subject, body: { subject } } as const;
    positions.push((await recordAct(context, admin.id, act)).position);
  }
  await recordAct(context, admin.id, { kind: 'policy', namespace: 'policies', subject: 'a', body: {} });
  const [first, second, third] = positions.map((position) => given(position));

  const found = await context.database.snapshot(async (session) => {
    const reader = new ActReader(session, context.tenant);
    return {
      all: await reader.list({ kinds: ['contract'], knownAt: 100n }, 10),
      ofA: await reader.list({ kinds: ['contract', 'policy'], subject: 'a', knownAt: 3n }, 10),
      page: await reader.list({ kinds: ['contract'], knownAt: 100n, before: third }, 1),
      newest: await reader.newestOfEach(['contract'], 2n),
    };
  });

  expect(found).toEqual({
    all: [
      { position: third, subject: 'a' },
      { position: second, subject: 'b' },
      { position: first, subject: 'a' },
    ],
    ofA: [
      { position: third, subject: 'a' },
      { position: first, subject: 'a' },
    ],
    page: [{ position: second, subject: 'b' }],
    newest: [
      { position: first, subject: 'a', kind: 'contract' },
      { position: second, subject: 'b', kind: 'contract' },
    ],
  });
});
