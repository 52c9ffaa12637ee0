import type { Policy } from '#access';
import type { Instant } from '#foundation';
import { LedgerReader, principalNames } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import { ALL_RECORDED, policiesAt } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';

/** The version of a policy in force, and who applied it. */
export interface ListedPolicy {
  readonly policy: Policy;
  readonly position: bigint;
  readonly by: string;
  /** Null when nobody by that id is known any more. */
  readonly byName: string | null;
  readonly recordedAt: Instant;
}

export interface PoliciesAnswer {
  readonly header: AnswerHeader;
  readonly policies: readonly ListedPolicy[];
}

/** Policies hold from their recording, mapped or not: who works on the machine asks for all of them. */
interface AlsoUnmapped {
  readonly alsoUnmapped?: boolean | undefined;
}

/** The policies as they were in force at `knownAt`, by name. For auditors and administrators: a rule names what it hides. */
export async function listPolicies(
  context: Context,
  principal: Principal,
  question: Question & AlsoUnmapped = {},
): Promise<PoliciesAnswer> {
  await requireAuditor(context, principal, 'read policies');
  return read(context, principal, {
    question,
    work: async ({ asked: { session, knownAt }, asking }) => {
      const versions = await policiesAt(context, session, question.alsoUnmapped === true ? ALL_RECORDED : knownAt);
      const entries = await new LedgerReader(session, context.tenant, context.keys).at(versions.map(({ position }) => position));
      const recorded = new Map(entries.map((entry) => [entry.position, entry]));
      const names = await principalNames(session, context.tenant, [...new Set(entries.map(({ by }) => by))]);
      return {
        header: asking.header(),
        policies: versions.flatMap(({ position, policy }) => {
          const entry = recorded.get(position);
          if (entry === undefined) return [];
          return [{ policy, position, by: entry.by, byName: names.get(entry.by) ?? null, recordedAt: entry.recordedAt }];
        }),
      };
    },
  });
}
