import { presentPrincipal } from '#store';

import type { Principal } from '../context.ts';
import type { SignInDesk } from './sign-in-desk.ts';

/** Whose session it is, with what that principal may do now, and when the session ends. Undefined when it is over, or its principal is gone. */
export async function signedIn(
  { context, signIns }: SignInDesk,
  secret: string,
): Promise<{ readonly principal: Principal; readonly until: Date } | undefined> {
  const open = await signIns.open(secret, context.clock.now());
  if (open === undefined) return undefined;
  const principal = await context.database.snapshot((session) => presentPrincipal(session, context.tenant, open.principalId));
  return principal === undefined ? undefined : { principal, until: open.until };
}
