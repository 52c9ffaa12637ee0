import type { People, SignIns } from '#store';

import type { Context } from '../context.ts';

/** What signing in works with. */
export interface SignInDesk {
  readonly context: Context;
  readonly signIns: SignIns;
  readonly people: People;
}

export function inTerm(now: Date, lengthMs: number): { readonly now: Date; readonly until: Date } {
  return { now, until: new Date(now.getTime() + lengthMs) };
}
