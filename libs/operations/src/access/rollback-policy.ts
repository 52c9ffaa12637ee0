import { Failure } from '#foundation';

import type { Context, Principal } from '../context.ts';
import { baseOf, isSame, reasonIn } from './draft-policy.ts';
import { inForce, inPolicyLane, type LaneOutcome, type PolicyLane, positionCalled, requireLogical } from './policy-lane.ts';
import { requireHand } from './policy-people.ts';

/** An earlier version that is in force again. */
export interface RolledBackPolicy {
  readonly name: string;
  /** The new version, which says what the earlier one said, and owes its second approval. */
  readonly version: bigint;
}

/**
 * Applies an earlier version of a policy at once, as a new one. It owes its second approval, and is shown so until it has it. For policy approvers and
 * administrators. Throws NOT_FOUND where no version stands, and BAD_REQUEST when the version in force is that one, or says the same.
 */
export async function rollbackPolicy(
  context: Context,
  principal: Principal,
  { version, why = null }: { readonly version: string; readonly why?: string | null | undefined },
): Promise<RolledBackPolicy> {
  await requireHand(context, principal, 'approve');
  const to = positionCalled(version);
  const reason = reasonIn(why);
  const decide = (lane: PolicyLane): LaneOutcome<RolledBackPolicy> => {
    const earlier = lane.changes.find((change) => change.version?.position === to);
    if (earlier === undefined)
      throw new Failure('NOT_FOUND', `No version of a policy stands at ${to}; \`headgate policy history\` lists them.`);
    const { policy, isInForce } = earlier;
    const { name } = policy;
    requireLogical(lane, policy);
    const before = inForce(lane, name);
    if (isInForce) throw new Failure('BAD_REQUEST', `Version ${to} of ${name} is in force already.`);
    if (before !== undefined && isSame(before.policy, policy))
      throw new Failure('BAD_REQUEST', `Version ${baseOf(before) ?? ''} of ${name}, which is in force, says the same as version ${to}.`);
    return {
      ...{ kind: 'act', subject: name },
      body: { policy, base: baseOf(before), origin: { kind: 'rollback', to: String(to), why: reason } },
      answer: (position) => ({ name, version: position }),
    };
  };
  return inPolicyLane(context, principal, { of: { position: to }, decide });
}
