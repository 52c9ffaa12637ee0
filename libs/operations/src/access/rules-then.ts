import { type Instant, instantNow } from '#foundation';

import type { Reading } from '../ask/ask.ts';
import { accessAt, accessInForce, type AccessInForce } from '../ask/access-in-force.ts';
import { type Question, sizeRecordedBy } from '../ask/answer.ts';
import type { Context } from '../context.ts';

/** The rules that a question about access is judged by, and the instant at which they must count. */
export interface RulesThen {
  readonly at: Instant;
  /** Whether that is the present. */
  readonly isNow: boolean;
  readonly inForce: AccessInForce;
  /** How much of the ledger is heeded. Undefined: all that was recorded by then. */
  readonly size: bigint | undefined;
}

/**
 * The rules that were in force at the `asOf` of a question, as far as its `knownAt` reaches: a rule is in force from when it was recorded. Without `asOf` those of
 * now, mapped or not, and this very instant: what a sender's clock may be ahead moves the times of events, and not those of rules.
 */
export async function rulesThen(context: Context, { asked }: Reading, { asOf, knownAt }: Question): Promise<RulesThen> {
  const isNow = asOf == null;
  const at = isNow ? instantNow(context.clock) : asked.asOf;
  if (isNow && knownAt == null) return { at, isNow, inForce: await accessInForce(context, asked.session), size: undefined };
  const then = await sizeRecordedBy(asked.session, context.tenant, at);
  const size = knownAt != null && asked.knownAt < then ? asked.knownAt : undefined;
  return { at, isNow, inForce: await accessAt(context, asked.session, size ?? then), size };
}
