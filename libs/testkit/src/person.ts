import { makeKey, type Principal } from '#operations';

import type { FreshInstallation } from './fresh-installation.ts';

/** Somebody who holds a key with some roles, made by the administrator of a test. */
export async function person(
  { context, admin, principals }: FreshInstallation,
  name: string,
  ...roles: readonly string[]
): Promise<Principal & { readonly prefix: string }> {
  const { id, prefix } = await makeKey(context, admin, { principals, kind: 'person', name, namespaces: [], roles });
  return { id, prefix, kind: 'person', name, namespaces: [], roles };
}
