import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import { listNamespaces } from './list-namespaces.ts';

test('a day alone is no time to ask about: its beginning and its end have other answers', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;

  for (const times of [{ asOf: '2026-04-01' }, { knownAt: '2026-04-01' }])
    await expect(listNamespaces(context, admin, times)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: '2026-04-01 is a whole day; say 2026-04-01T00:00:00Z for its beginning, or 2026-04-01T23:59:59Z for its end.',
    });
  await expect(listNamespaces(context, admin, { asOf: 'yesterday' })).rejects.toMatchObject({
    message: 'asOf must be an RFC 3339 time, such as 2026-01-31T06:30:00Z, not "yesterday".',
  });
  expect((await listNamespaces(context, admin, { asOf: '2026-04-01T00:00Z' })).header.completeness).toBe('COMPLETE');
});
