import { bindEmitters, keysCalled } from '#store';

import type { FreshInstallation } from './fresh-installation.ts';

/** Lets whoever holds a key speak for more namespaces, by all its keys in force, and without an entry: the ledger stays as a test has it. */
export async function widened(
  { context: { database, tenant, clock }, principals }: Pick<FreshInstallation, 'context' | 'principals'>,
  prefix: string,
  ...more: readonly string[]
): Promise<void> {
  await database.transaction(async (session) => {
    const keys = await keysCalled(session, tenant, [prefix]);
    const bindings = keys.map(({ id, namespaces, binding = { outputs: ['*'], inputs: ['*'], producers: [] } }) => ({
      id,
      bounds: { ...binding, namespaces: [...namespaces, ...more] },
    }));
    await bindEmitters(session, tenant, { now: clock.now(), bindings });
  });
  principals.forget();
}
