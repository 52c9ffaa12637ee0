import { Failure } from '#foundation';

import type { Context, Principal } from './context.ts';
import { noteDenial } from './denials.ts';

/** Throws ACCESS_DENIED unless an administrator asks, and notes the denial. `what` ends the sentence "Only an administrator may …". */
export function requireAdmin(context: Context, principal: Principal, what: string): void {
  if (principal.kind === 'admin') return;
  const { message } = adminsOnly(what);
  noteDenial(context, principal, { action: 'administer', what, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

/** The failure of whoever asks for what is for administrators. */
export function adminsOnly(what: string): Failure {
  return new Failure('ACCESS_DENIED', `Only an administrator may ${what}.`);
}
