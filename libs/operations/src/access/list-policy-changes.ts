import type { ChangeState, Done, PolicyChange } from '#access';
import { principalNames, type Session } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Question } from '../ask/answer.ts';
import { positionIn, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { policyChangesAt, positionCalled } from './policy-lane.ts';
import { requireHand } from './policy-people.ts';

/** Who did something, by name: null when nobody by that id is known any more. */
export interface DoneByName extends Done {
  readonly byName: string | null;
}

/** A change of a policy, and who made it, decided on it, and put it into force. */
export interface ListedChange extends Omit<PolicyChange, 'version' | 'decided'>, DoneByName {
  readonly version: DoneByName | null;
  readonly decided: DoneByName | null;
}

export interface ChangeFilter {
  /** Absent: all. */
  readonly states?: readonly ChangeState[] | null | undefined;
  /** Of the policy of this name. */
  readonly policy?: string | null | undefined;
  /** Whose draft or version stands there. */
  readonly position?: string | null | undefined;
  /** Also what was recorded after the size that the header names: who works on the machine asks for all of it. */
  readonly alsoUnmapped?: boolean | undefined;
}

/** Drafts, versions and rollbacks of policies, as they stood at `knownAt`, newest first. For whoever may read policies. */
export async function listPolicyChanges(
  context: Context,
  principal: Principal,
  input: ChangeFilter & Page & Question = {},
): Promise<Connection<ListedChange>> {
  await requireHand(context, principal, 'read');
  const { policy, alsoUnmapped = false } = input;
  const at = input.position == null ? undefined : positionCalled(input.position);
  const states = input.states == null || input.states.length === 0 ? undefined : input.states;
  return readPage<PolicyChange, ListedChange>(context, principal, {
    input,
    listing: {
      of: ['policy changes', states ?? null, policy ?? null, String(at ?? ''), alsoUnmapped],
      items: async ({ asked: { session, knownAt } }, { after, limit }) => {
        const before = positionIn(after);
        const changes = await policyChangesAt(context, session, alsoUnmapped ? ALL_RECORDED : knownAt);
        return changes
          .toReversed()
          .filter(
            (change) =>
              (before === undefined || change.position < before) &&
              (states?.includes(change.state) ?? true) &&
              (policy == null || change.policy.name === policy) &&
              (at === undefined || change.position === at || change.version?.position === at),
          )
          .slice(0, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: ({ asked }, changes) => named(asked.session, context.tenant, changes),
    },
  });
}

/** One statement, however many. */
async function named(session: Session, tenant: number, changes: readonly PolicyChange[]): Promise<readonly ListedChange[]> {
  const ids = changes.flatMap(({ by, version, decided }) => [by, version?.by ?? by, decided?.by ?? by]);
  const names = await principalNames(session, tenant, [...new Set(ids)]);
  const called = (done: Done | null): DoneByName | null => (done === null ? null : { ...done, byName: names.get(done.by) ?? null });
  return changes.map((change) => ({
    ...change,
    ...{ byName: names.get(change.by) ?? null, version: called(change.version), decided: called(change.decided) },
  }));
}
