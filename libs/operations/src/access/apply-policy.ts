import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { baseOf, drafted, type DraftedPolicy, isSame } from './draft-policy.ts';
import { inForce, inPolicyLane, type LaneOutcome, type PolicyLane, requireLogical } from './policy-lane.ts';
import { policyIn } from './policy-text.ts';

/** What became of a policy. */
export interface AppliedPolicy {
  readonly name: string;
  /** Its version in force: where it stands in the ledger. Null: it waits as a draft. */
  readonly position: bigint | null;
  /** The draft that waits for another's approval. Null: it is in force. */
  readonly draft: bigint | null;
  /** False: the version in force, or a draft that waits, says the same, and nothing was recorded. */
  readonly isNew: boolean;
}

/**
 * Drafts a policy, in YAML or JSON, and approves it, where its author may do that: while fewer than two people could approve, which is marked. Then it is in
 * force at once: questions that begin after this is settled are answered by it. Else it waits as a draft. Throws BAD_REQUEST with every problem of the text.
 */
export async function applyPolicy(context: Context, principal: Principal, { text }: { readonly text: string }): Promise<AppliedPolicy> {
  requireAdmin(context, principal, 'apply a policy');
  const policy = policyIn(text);
  const { name } = policy;
  const decide = (lane: PolicyLane): LaneOutcome<AppliedPolicy> => {
    requireLogical(lane, policy);
    const before = inForce(lane, name);
    if (before?.version != null && isSame(before.policy, policy))
      return { kind: 'nothing', answer: { name, position: before.version.position, draft: null, isNew: false } };
    if (lane.approvers.length >= 2 || lane.actor === 'other') return asApplied(drafted(lane, policy, null));
    return {
      ...{ kind: 'act', subject: name },
      body: { policy, base: baseOf(before), origin: { kind: 'approval', draft: null, isAlone: true } },
      answer: (position) => ({ name, position, draft: null, isNew: true }),
    };
  };
  return inPolicyLane(context, principal, { of: { name }, decide });
}

function asApplied(outcome: LaneOutcome<DraftedPolicy>): LaneOutcome<AppliedPolicy> {
  const applied = (drafted: DraftedPolicy): AppliedPolicy => ({ ...drafted, position: null });
  if (outcome.kind === 'nothing') return { ...outcome, answer: applied(outcome.answer) };
  return { ...outcome, answer: (position) => applied(outcome.answer(position)) };
}
