import type { Context, Principal } from './context.ts';
import { recordDecisions } from './decision-book.ts';

/** Something that somebody did and that is no entry of its own. */
export interface Done {
  readonly action: string;
  readonly what: string;
  readonly outcome: 'done' | 'refused';
}

/** Records it. Settles after the commit. */
export async function recordDecision(context: Context, principal: Principal, { action, what, outcome }: Done): Promise<void> {
  await recordDecisions(context, principal, [{ action, outcome, things: [what], about: null, why: null, policy: null, rule: null }]);
}
