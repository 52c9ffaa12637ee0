import type { Context, Principal } from '../context.ts';

/** How a report is gathered: who asks, about which two times, in one snapshot. */
export interface Gathering {
  /** All of its questions read that snapshot. */
  readonly context: Context;
  readonly principal: Principal;
  /** What it is, beside its roles, by engagements. */
  readonly engagedAs: readonly string[];
  readonly times: { readonly asOf: string; readonly knownAt: string };
}
