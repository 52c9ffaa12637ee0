import type { Policy, PolicyChange } from '#access';
import type { Instant } from '#foundation';
import { principalNames } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import type { Context, Principal } from '../context.ts';
import { policyChangesAt } from './policy-lane.ts';
import { requireHand } from './policy-people.ts';

/** The version of a policy in force, and who applied it. */
export interface ListedPolicy {
  readonly policy: Policy;
  readonly position: bigint;
  readonly by: string;
  /** Null when nobody by that id is known any more. */
  readonly byName: string | null;
  readonly recordedAt: Instant;
  /** Nobody but its author approved it. */
  readonly isAlone: boolean;
  /** It is a rollback whose second approval is still owed. */
  readonly isOwed: boolean;
}

export interface PoliciesAnswer {
  readonly header: AnswerHeader;
  readonly policies: readonly ListedPolicy[];
}

/** Policies hold from their recording, mapped or not: who works on the machine asks for all of them. */
interface AlsoUnmapped {
  readonly alsoUnmapped?: boolean | undefined;
}

/** The policies as they were in force at `knownAt`, by name. For auditors, policy authors and approvers, and administrators: a rule names what it hides. */
export async function listPolicies(
  context: Context,
  principal: Principal,
  question: Question & AlsoUnmapped = {},
): Promise<PoliciesAnswer> {
  await requireHand(context, principal, 'read');
  return read(context, principal, {
    question,
    as: { operation: 'policies', shown: ({ policies }) => policies.length },
    work: async ({ asked: { session, knownAt }, asking }) => {
      const changes = await policyChangesAt(context, session, question.alsoUnmapped === true ? ALL_RECORDED : knownAt);
      const inForce = changes.flatMap(asVersion).toSorted((left, right) => (left.policy.name < right.policy.name ? -1 : 1));
      const names = await principalNames(session, context.tenant, [...new Set(inForce.map(({ by }) => by))]);
      return { header: asking.header(), policies: inForce.map((version) => ({ ...version, byName: names.get(version.by) ?? null })) };
    },
  });
}

function asVersion({ policy, version, isInForce, isAlone, state }: PolicyChange): readonly Omit<ListedPolicy, 'byName'>[] {
  if (version === null || !isInForce) return [];
  const { position, by, at } = version;
  return [{ policy, position, by, recordedAt: at, isAlone, isOwed: state === 'owed' }];
}
