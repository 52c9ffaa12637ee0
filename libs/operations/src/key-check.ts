import { periodKeysSampled, periodKeysUsed } from '#store';

import type { Context } from './context.ts';

/** How many keys that entries are sealed with the key file lacks: of all entries, or of the oldest and newest `sample` alone. */
export async function missingPeriodKeys(
  { database, keys, tenant }: Pick<Context, 'database' | 'keys' | 'tenant'>,
  { sample }: { readonly sample?: number } = {},
): Promise<number> {
  const used = await database.snapshot(async (session) => {
    if (sample !== undefined) return periodKeysSampled(session, tenant, sample);
    await session.send('set local statement_timeout = 0'); // looks at every entry
    return periodKeysUsed(session, tenant);
  });
  return used.filter((id) => keys.periodKeyById(id) === undefined).length;
}
