import { Failure } from '#foundation';
import type { Principal } from '#operations';
import type { Principals } from '#store';

/** Who sends a request, by its Bearer key. Throws IDENTITY_UNKNOWN without one, or with one that nobody holds. */
export async function authenticate(principals: Principals, authorization: string | undefined): Promise<Principal> {
  const key = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const holder = key === undefined ? undefined : await principals.holder(key);
  if (holder === undefined) {
    const what =
      key === undefined
        ? 'Send a key: Authorization: Bearer hg_...'
        : 'The key is not known, or not any more; ask an administrator for one';
    throw new Failure('IDENTITY_UNKNOWN', `${what}.`);
  }
  return holder;
}
