import {
  changeSubject,
  type Policy,
  type PolicyChange,
  policyChanges,
  policyOf,
  policySubject,
  type WrittenStep,
  type WrittenVersion,
} from '#access';
import { Failure } from '#foundation';
import type { JsonValue } from '#record';
import { type Act as FoundAct, ActReader, LedgerReader, type PersonThen, type Session, takePolicyLane } from '#store';

import { ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { keepOutChanged } from '../keep-out.ts';
import { type Act, recordActIn } from '../record-act.ts';
import { othersIn } from './keys-made.ts';
import { actorNow, approversNow } from './policy-people.ts';
import { speakingOfLogical } from './logical-rules.ts';

/** What whoever changes a policy decides by. It stays so until the change is recorded. */
export interface PolicyLane {
  /** Of the policy that is changed, in the order of the ledger. */
  readonly changes: readonly PolicyChange[];
  /** Who could approve a policy now, by name. */
  readonly approvers: readonly PersonThen[];
  /** Who else can come in as each of them, by their ids. */
  readonly othersIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether who acts is one of them; `machine`: works on it without a key, and so is nobody in particular. */
  readonly actor: 'approver' | 'machine' | 'other';
  /** The names of the logical datasets that there are. */
  readonly logical: ReadonlySet<string>;
}

/** What is to be recorded, under the subject of a policy or of its changes; and what to answer then. Without an act: nothing is. */
export type LaneOutcome<Result> =
  | {
      readonly kind: 'act';
      readonly subject: string;
      readonly body: WrittenVersion | WrittenStep;
      readonly answer: (position: bigint) => Result;
    }
  | { readonly kind: 'nothing'; readonly answer: Result };

/** The policy that is changed: by its name, or by where a draft or a version of it stands. */
export type ChangedPolicy = { readonly name: string } | { readonly position: bigint };

/** How a change is decided by what is read in the lane. */
export interface LaneWork<Result> {
  readonly of: ChangedPolicy;
  readonly decide: (lane: PolicyLane) => LaneOutcome<Result>;
}

/** Changes policies one at a time: what is read, what is decided by it and the entry are one transaction. */
export async function inPolicyLane<Result>(context: Context, principal: Principal, { of, decide }: LaneWork<Result>): Promise<Result> {
  const result = await context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const changes = await changesOf(context, session, of);
    const approvers = await approversNow(context, session);
    const actor = await actorNow(context, session, { principal, approvers });

    const { datasets = [] } = await standingsAt(context, session, ALL_RECORDED);
    const logical = new Set(datasets.map(({ dataset }) => dataset));

    const others = await othersIn(context, session, approvers);
    const outcome = decide({ changes, approvers, othersIn: others, actor, logical });

    if (outcome.kind === 'nothing') {
      await session.send('commit');
      return outcome.answer;
    }
    const { subject, body, answer } = outcome;
    const act: Act = { kind: 'policy', namespace: 'policies', subject, body: plain(body) };
    const { position } = await recordActIn(context, session, { by: principal.id, act });
    return answer(position);
  });
  keepOutChanged(context);
  return result;
}

/** What is undefined is left out. */
function plain(body: WrittenVersion | WrittenStep): JsonValue {
  return JSON.parse(JSON.stringify(body)) as JsonValue;
}

/** All changes of one policy that are recorded, in the order of the ledger. None, where none stands. */
export async function changesOf(
  context: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  of: ChangedPolicy,
): Promise<readonly PolicyChange[]> {
  const acts = new ActReader(session, context.tenant);
  const name = 'name' in of ? of.name : policyOf((await acts.at('policy', of.position))?.subject ?? '');
  return name === undefined ? [] : changesIn(context, session, await acts.ofSubjects('policy', [name, changeSubject(name)], ALL_RECORDED));
}

/** All changes of policies below a size of the ledger, in its order. Reads all of them: policies are changed by hand. */
export async function policyChangesAt(
  context: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  knownAt: bigint,
): Promise<readonly PolicyChange[]> {
  const acts = await new ActReader(session, context.tenant).about('policy', '', knownAt);
  return changesIn(
    context,
    session,
    acts.filter(({ subject }) => ['version', 'change'].includes(policySubject(subject))),
  );
}

async function changesIn(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  acts: readonly FoundAct[],
): Promise<readonly PolicyChange[]> {
  const subjects = new Map(acts.map(({ position, subject }) => [position, subject]));
  const entries = acts.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at([...subjects.keys()]);
  return policyChanges(
    entries.map(({ position, by, recordedAt, frame }) => ({
      ...{ position, by, at: recordedAt, subject: subjects.get(position) ?? '' },
      text: frame?.form === 'json' ? frame.text : '',
    })),
  );
}

/** The change whose version is in force. Undefined: there is none. */
export function inForce({ changes }: Pick<PolicyLane, 'changes'>, name: string): PolicyChange | undefined {
  return changes.find(({ policy, isInForce }) => isInForce && policy.name === name);
}

/** Throws BAD_REQUEST when a rule or a label of a policy speaks of a logical dataset that is not there: what denies would deny nothing. */
export function requireLogical({ logical }: Pick<PolicyLane, 'logical'>, policy: Policy): void {
  const { name } = policy;
  speakingOfLogical(policy).forEach(({ on, called }) => {
    if (logical.has(on)) return;
    const message = `${called} of ${name} speaks of the logical dataset ${on}, and there is none; say in the access file which datasets it is, and apply that first.`;
    throw new Failure('BAD_REQUEST', message);
  });
}

/** A position as a caller gives it. Throws BAD_REQUEST. */
export function positionCalled(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new Failure('BAD_REQUEST', `A draft or version is called by its position, a number such as 42, not ${text.slice(0, 100)}.`);
}
