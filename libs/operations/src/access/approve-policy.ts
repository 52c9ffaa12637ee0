import { changeSubject, type PolicyChange } from '#access';
import { Failure } from '#foundation';

import type { Context, Principal } from '../context.ts';
import { baseOf, reasonIn } from './draft-policy.ts';
import { inForce, inPolicyLane, type LaneOutcome, type PolicyLane, positionCalled, requireLogical } from './policy-lane.ts';
import { hasHand, isAlone, refuseHand, requireHand } from './policy-people.ts';

/** What became of an approval. */
export interface ApprovedPolicy {
  readonly name: string;
  /** The version in force: where it stands in the ledger. */
  readonly version: bigint;
  /** Its author approved it, as fewer than two people could. */
  readonly isAlone: boolean;
}

/**
 * Puts a draft into force as a new version; or gives a rollback, which is in force already, its second approval. For policy approvers and administrators, and
 * not for whoever drafted it, but where fewer than two people could approve. Throws NOT_FOUND, and BAD_REQUEST on a change that is decided or overtaken.
 */
export async function approvePolicy(
  context: Context,
  principal: Principal,
  { position }: { readonly position: string },
): Promise<ApprovedPolicy> {
  await requireHand(context, principal, 'approve');
  const called = positionCalled(position);
  const decide = (lane: PolicyLane): LaneOutcome<ApprovedPolicy> => {
    const change = changeCalled(lane, called);
    requireOpen(lane, change);
    const { policy, by: author } = change;
    const { name } = policy;
    if (change.state === 'waiting') requireLogical(lane, policy);
    const alone = isAlone(context, principal, { ...lane, author });

    if (change.state === 'owed')
      return {
        ...{ kind: 'act', subject: changeSubject(name) },
        body: { did: 'approve', version: String(called), isAlone: alone },
        answer: () => ({ name, version: called, isAlone: alone }),
      };
    return {
      ...{ kind: 'act', subject: name },
      body: { policy, base: baseOf(inForce(lane, name)), origin: { kind: 'approval', draft: String(called), isAlone: alone } },
      answer: (version) => ({ name, version, isAlone: alone }),
    };
  };
  return inPolicyLane(context, principal, { of: { position: called }, decide });
}

/** A draft that came to nothing. */
export interface RejectedPolicy {
  readonly name: string;
  readonly draft: bigint;
}

/** Turns a draft down; its author takes it back so. For policy approvers, administrators, and whoever drafted it. Throws as `approvePolicy`. */
export async function rejectPolicy(
  context: Context,
  principal: Principal,
  { position, why = null }: { readonly position: string; readonly why?: string | null | undefined },
): Promise<RejectedPolicy> {
  await requireHand(context, principal, 'reject');
  const called = positionCalled(position);
  const reason = reasonIn(why);
  const mayApprove = await hasHand(context, principal, 'approve');
  const decide = (lane: PolicyLane): LaneOutcome<RejectedPolicy> => {
    const draft = changeCalled(lane, called);
    if (draft.by !== principal.id && !mayApprove) refuseHand(context, principal, 'approve');
    if (draft.state === 'owed')
      throw new Failure(
        'BAD_REQUEST',
        `Version ${called} is a rollback and in force; roll back to another version, or draft one, instead of rejecting it.`,
      );
    requireOpen(lane, draft);
    const { name } = draft.policy;
    return {
      ...{ kind: 'act', subject: changeSubject(name), body: { did: 'reject', draft: String(called), why: reason } },
      answer: () => ({ name, draft: called }),
    };
  };
  return inPolicyLane(context, principal, { of: { position: called }, decide });
}

function changeCalled({ changes }: PolicyLane, position: bigint): PolicyChange {
  const change = changes.find((each) => each.position === position);
  if (change === undefined)
    throw new Failure('NOT_FOUND', `No draft and no rollback stands at ${position}; \`headgate policy drafts\` lists what waits.`);
  return change;
}

/** Throws BAD_REQUEST unless a change waits for a decision. */
function requireOpen(lane: PolicyLane, { position, state, kind, policy: { name }, version }: PolicyChange): void {
  switch (state) {
    case 'waiting':
    case 'owed':
      return;
    case 'approved':
      throw new Failure(
        'BAD_REQUEST',
        kind === 'draft'
          ? `Draft ${position} is approved already, as version ${version?.position ?? ''} of ${name}.`
          : `Version ${position} of ${name} is approved already.`,
      );
    case 'rejected':
      throw new Failure('BAD_REQUEST', `Draft ${position} of ${name} was rejected; draft it again.`);
    case 'overtaken': {
      const now = baseOf(inForce(lane, name));
      const message = `Draft ${position} was made before version ${now ?? 'of now'} of ${name} came into force; draft it again, on top of that.`;
      throw new Failure('BAD_REQUEST', message);
    }
  }
}
