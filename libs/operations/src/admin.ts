import { Failure } from '#foundation';

import type { Principal } from './context.ts';

/** Throws ACCESS_DENIED unless an administrator asks. `what` ends the sentence "Only an administrator may …". */
export function requireAdmin({ kind }: Principal, what: string): void {
  if (kind !== 'admin') throw new Failure('ACCESS_DENIED', `Only an administrator may ${what}.`);
}
