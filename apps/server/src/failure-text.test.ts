import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import { failureText } from './failure-text.ts';

test('what is logged of a value that Postgres refuses is its code and the stack, and of any other failure all', async () => {
  await using installation = await freshInstallation();
  const refused = await installation.context.database
    .snapshot((session) => session.rows`select ${'zq hidden'}::text::uuid`)
    .catch((error: unknown) => error);

  expect(failureText(refused)).toMatch(/^error: Postgres refused a value, which is not repeated \(22P02\)\n +at /);
  expect(failureText(refused)).not.toContain('zq hidden');
  expect(failureText(new Error('the table is gone'))).toContain('the table is gone');
  expect(failureText('gone')).toBe('gone');
});
