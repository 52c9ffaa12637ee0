import { HOUR_MS, MINUTE_MS } from '#foundation';
import type { People, SignIns } from '#store';

import type { Context } from '../context.ts';

/** What signing in works with. */
export interface SignInDesk {
  readonly context: Context;
  readonly signIns: SignIns;
  readonly people: People;
}

/** Long enough to bring a link from a terminal to a browser; what lies in a scrollback after that opens nothing. */
export const SIGN_IN_LINK_MS_MAX = 10 * MINUTE_MS;
/** A working day. The cookie ends with it, and so does what the server knows of it. */
export const SESSION_MS_MAX = 8 * HOUR_MS;

export function inTerm(now: Date, lengthMs: number): { readonly now: Date; readonly until: Date } {
  return { now, until: new Date(now.getTime() + lengthMs) };
}
