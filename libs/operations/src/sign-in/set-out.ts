import { Failure, MINUTE_MS } from '#foundation';

import { inTerm, type SignInDesk } from './sign-in-desk.ts';

/** To find one's password, and the telephone that the provider asks for as well. */
export const SET_OUT_MS_MAX = 10 * MINUTE_MS;

/** Sets a browser out to the provider, to come back to a path of ours; gives the secret that it comes back with. Throws BUSY when too many are on their way. */
export async function setOut({ context, signIns }: SignInDesk, returnTo: string): Promise<string> {
  const secret = await signIns.setOut(returnTo, inTerm(context.clock.now(), SET_OUT_MS_MAX));
  if (secret === undefined) throw new Failure('BUSY', 'Too many are signing in at this moment; try again in a few minutes.');
  return secret;
}

/** Where a browser that comes back wants to go: told once. Throws IDENTITY_UNKNOWN when it came back before, took too long, or never set out. */
export async function comeBack({ context, signIns }: SignInDesk, secret: string): Promise<string> {
  const returnTo = await signIns.comeBack(secret, context.clock.now());
  if (returnTo === undefined)
    throw new Failure('IDENTITY_UNKNOWN', 'This sign-in is over: it was used before, or took too long. Begin again at /login.');
  return returnTo;
}
