import { type Action, askerOf, type HeldGrant, type Labels, type Standings, type View, viewOf } from '#access';
import { Failure, formatInstant, type Instant } from '#foundation';
import { labelsOf } from '#store';

import { type Question, sizeRecordedBy } from '../ask/answer.ts';
import type { Reading } from '../ask/ask.ts';
import { policiesAt, type PolicyVersion, standingsAt } from '../ask/access-in-force.ts';
import { type NodeReference, type NodeRef, nodeRef } from '../ask/public-id.ts';
import { resolve } from '../ask/resolve.ts';
import type { Context } from '../context.ts';

/** What is asked: may somebody do this with a dataset, or a column of it. */
export interface AccessQuestion extends Question {
  readonly action: Action;
  readonly dataset: NodeReference;
  /** Absent: the dataset whole. */
  readonly column?: string | null | undefined;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: string | null | undefined;
}

/** What was asked, as an answer says it again. */
export interface AskedAccess {
  readonly action: Action;
  readonly dataset: NodeRef;
  readonly column: string | null;
  readonly at: Instant;
  /** Who holds to the answer: `headgate` for what is seen in it; of the data itself no enforcing system has told. */
  readonly enforcement: 'headgate' | 'not known';
}

/** A thing, and the rules by which it is judged. */
export interface JudgedThing {
  readonly asked: AskedAccess;
  readonly versions: readonly PolicyVersion[];
  readonly standings: Standings;
  readonly judge: (grants: readonly HeldGrant[]) => Judgement;
}

/** What was decided, and by what. */
export interface Judgement {
  readonly isAllowed: boolean;
  /** Null: the built-in rule, or none. */
  readonly policy: { readonly name: string; readonly version: bigint; readonly rule: number } | null;
  /** In a sentence. */
  readonly why: string;
}

/** Reads the thing and its labels at the question's times, and the rules that were in force at `asOf`. Throws as `resolve`, and BAD_REQUEST on a column without a name. */
export async function judgedThing(context: Context, reading: Reading, question: AccessQuestion): Promise<JudgedThing> {
  const { asked } = reading;
  if (question.column === '') throw new Failure('BAD_REQUEST', 'A column has a name; leave it out to ask about the dataset whole.');
  const { canonical } = await resolve(reading, 'dataset', question.dataset);
  const then = await sizeRecordedBy(asked.session, context.tenant, asked.asOf);
  const size = then < asked.knownAt ? then : asked.knownAt; // a rule is in force from when it was recorded
  const versions = await policiesAt(context, asked.session, size);
  const standings = await standingsAt(context, asked.session, size);
  const policies = versions.map(({ policy }) => policy);
  const viewFor = (grants: readonly HeldGrant[]): View =>
    viewOf(policies, { ...askerOf(standings, { grants, at: asked.asOf }), purpose: question.purpose ?? undefined }, question.action);

  const everyone = viewFor([...rolesIn(policies, standings)].map((role) => ({ role, team: null, by: '' })));
  const labels = (await labelsOf({ ...asked, hiding: { rules: everyone.rows, present: asked.asOf } }, [canonical.node])).get(
    canonical.node,
  );
  if (labels === undefined) throw new Error('a dataset that was found has no labels within one snapshot');
  const { action, column = null } = question;
  const enforcement = action === 'see' ? 'headgate' : 'not known';
  return {
    asked: { action, dataset: nodeRef(canonical), column, at: asked.asOf, enforcement },
    ...{ versions, standings },
    judge: (grants) => judgement({ view: viewFor(grants), labels, column, versions, action, at: asked.asOf }),
  };
}

/** Each role that a rule or a standing names: labels are read as for somebody whom all rules concern. */
function rolesIn(policies: readonly PolicyVersion['policy'][], { roles, teams }: Standings): ReadonlySet<string> {
  return new Set([
    ...policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.roles)),
    ...roles.map(({ role }) => role),
    ...teams.flatMap(({ members }) => Object.keys(members)),
  ]);
}

interface Judging {
  readonly view: View;
  readonly labels: Labels;
  readonly column: string | null;
  readonly versions: readonly PolicyVersion[];
  readonly action: Action;
  readonly at: Instant;
}

function judgement({ view, labels, column, versions, action, at }: Judging): Judgement {
  const denied = column === null ? view.dataset(labels) : (view.dataset(labels) ?? view.column(labels, column));
  if (denied === undefined)
    return { isAllowed: true, policy: null, why: `The rules in force at ${formatInstant(at)} allow to ${action} it.` };
  const version = versions.find(({ policy }) => policy.name === denied.policy)?.position;
  if (denied.policy === null || denied.rule === null || version === undefined)
    return { isAllowed: false, policy: null, why: `No rule in force at ${formatInstant(at)} allows to ${action} it.` };
  return {
    isAllowed: false,
    policy: { name: denied.policy, version, rule: denied.rule },
    why: `Rule ${denied.rule} of the policy ${denied.policy}, version ${version}, denies to ${action} it.`,
  };
}
