import { Failure } from '#foundation';

import { SESSION_MS_MAX } from '../session-terms.ts';
import { inTerm, type SignInDesk } from './sign-in-desk.ts';

/** A session that has begun. */
export interface BegunSession {
  /** What the browser keeps. Given this once. */
  readonly secret: string;
  readonly until: Date;
}

/** Uses a link up and begins a session. Throws IDENTITY_UNKNOWN when the link was used, is too old, or never was: which of them is not told. */
export async function signIn({ context, signIns }: SignInDesk, token: string): Promise<BegunSession> {
  const term = inTerm(context.clock.now(), SESSION_MS_MAX);
  const secret = await signIns.begin(token, term);
  if (secret === undefined)
    throw new Failure('IDENTITY_UNKNOWN', 'This link opens nothing: it was used before, or is too old. Ask for a new one.');
  return { secret, until: term.until };
}
