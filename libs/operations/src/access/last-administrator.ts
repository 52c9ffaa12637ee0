import { Failure } from '#foundation';
import { hasOtherAdministrator, type Session, type StoredKey } from '#store';

import type { Context } from '../context.ts';
import { KEY_EXPIRING_MS } from '../ending-keys.ts';

/** A key that is over now, or soon, and why the change that ends it is refused where nobody could administer after it. */
interface EndedKey {
  readonly key: Pick<StoredKey, 'kind' | 'prefix' | 'expiresAt'>;
  readonly at: Date;
  /** The new key of the same holder, where there is one. */
  readonly next?: Pick<StoredKey, 'prefix' | 'expiresAt'>;
  readonly message: string;
}

/**
 * Throws BAD_REQUEST from afar where, once a key is over, no administrator could come in for `KEY_EXPIRING_MS`, or for as long as that key would have lasted. Whoever works on the
 * machine is an administrator always.
 */
export async function requireAdministratorLeft(
  { tenant, from }: Pick<Context, 'tenant' | 'from'>,
  session: Session,
  { key, at, next, message }: EndedKey,
): Promise<void> {
  if (key.kind !== 'admin' || from?.door === 'cli') return;
  const soon = new Date(at.getTime() + KEY_EXPIRING_MS);
  const lasting = key.expiresAt !== null && key.expiresAt < soon ? key.expiresAt : soon;
  const comesAfter = next !== undefined && (next.expiresAt === null || next.expiresAt >= lasting);
  if (comesAfter || (await hasOtherAdministrator(session, tenant, { prefix: key.prefix, at: lasting }))) return;
  throw new Failure('BAD_REQUEST', message);
}
