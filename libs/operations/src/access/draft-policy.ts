import { changeSubject, type Policy, type PolicyChange } from '#access';
import { Failure } from '#foundation';
import { canonicalJson, type JsonValue } from '#record';

import type { Context, Principal } from '../context.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { policyIn } from './policy-text.ts';
import { inForce, inPolicyLane, type LaneOutcome, type PolicyLane, requireLogical } from './policy-lane.ts';
import { requireHand } from './policy-people.ts';

/** Characters of a reason. */
const WHY_LENGTH_MAX = 2_000;

/** A draft that waits for its approval. */
export interface DraftedPolicy {
  readonly name: string;
  /** What it is called by: where it stands in the ledger. */
  readonly draft: bigint;
  /** False: the same was drafted before, and waits. */
  readonly isNew: boolean;
}

/**
 * Drafts a policy, in YAML or JSON, as the next version of the policy of its name. It changes nothing until it is approved. For policy authors and
 * administrators. Throws BAD_REQUEST with every problem of the text, and when the version in force says the same.
 */
export async function draftPolicy(
  context: Context,
  principal: Principal,
  { text, why = null }: { readonly text: string; readonly why?: string | null | undefined },
): Promise<DraftedPolicy> {
  await requireHand(context, principal, 'draft');
  const policy = policyIn(text);
  const reason = reasonIn(why);
  const decide = (lane: PolicyLane): LaneOutcome<DraftedPolicy> => {
    requireLogical(lane, policy);
    const before = inForce(lane, policy.name);
    if (before?.version != null && isSame(before.policy, policy))
      throw new Failure(
        'BAD_REQUEST',
        `Version ${before.version.position} of ${policy.name} is in force and says the same; there is nothing to draft.`,
      );
    return drafted(lane, policy, reason);
  };
  return inPolicyLane(context, principal, { of: policy, decide });
}

/** The draft that is to be recorded, or the one that says the same and waits. */
export function drafted(lane: PolicyLane, policy: Policy, why: string | null): LaneOutcome<DraftedPolicy> {
  const { name } = policy;
  const waiting = lane.changes.find((change) => change.state === 'waiting' && change.policy.name === name && isSame(change.policy, policy));
  if (waiting !== undefined) return { kind: 'nothing', answer: { name, draft: waiting.position, isNew: false } };
  return {
    ...{ kind: 'act', subject: changeSubject(name) },
    body: { did: 'draft', policy, base: baseOf(inForce(lane, name)), why },
    answer: (draft) => ({ name, draft, isNew: true }),
  };
}

/** The version that a change of the policy goes out from, as it is written. */
export function baseOf(before: PolicyChange | undefined): string | null {
  return before?.version?.position.toString() ?? null;
}

/** Whether two policies are one text. */
export function isSame(one: Policy, other: Policy): boolean {
  return canonicalJson(one as JsonValue) === canonicalJson(other as JsonValue); // plain data of text and lists
}

/** A reason, or none. Throws LIMIT_EXCEEDED on a long one, BAD_REQUEST on one that holds a secret. */
export function reasonIn(why: string | null | undefined): string | null {
  if ((why?.length ?? 0) > WHY_LENGTH_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A reason may have ${WHY_LENGTH_MAX} characters; shorten it.`);
  if (why == null || why === '') return null;
  refuseSecrets('the reason', why);
  return why;
}
