import type { Action, HeldGrant, Standings } from '#access';
import type { Instant } from '#foundation';
import { peopleAt } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { AnswerHeader } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import type { NodeRef } from '../ask/public-id.ts';
import type { Context, Principal } from '../context.ts';
import { type AccessQuestion, type JudgedThing, judgedThing, memberOf } from './judged-thing.ts';

/** Somebody who could, and by which roles. */
export interface CouldEntry {
  /** `group`: all in a group of the identity provider. `named`: a name in a team or role by which nobody has come in. */
  readonly kind: 'admin' | 'person' | 'group' | 'named';
  readonly name: string;
  /** Null of a group, and of a name by which nobody has come in. */
  readonly id: string | null;
  readonly grants: readonly HeldGrant[];
}

export interface WhoCouldAnswer {
  readonly header: AnswerHeader;
  readonly action: Action;
  readonly dataset: NodeRef;
  readonly column: string | null;
  readonly at: Instant;
  /** By kind and name. */
  readonly who: readonly CouldEntry[];
  /** How many people, groups and names were judged. */
  readonly judged: number;
  /** Who holds to the answer: `headgate` for what is seen in it; of the data itself no enforcing system has told. */
  readonly enforcement: 'headgate' | 'not known';
}

/**
 * Who could see, read or write a dataset or a column at a time, by the policies, teams, keys and labels of then. For auditors and administrators; what they
 * may not see themselves is not found. Groups are judged as one who is in that group alone.
 */
export async function whoCould(context: Context, principal: Principal, question: AccessQuestion): Promise<WhoCouldAnswer> {
  await requireAuditor(context, principal, 'ask who could see, read or write something');
  return read(context, principal, {
    question,
    work: async (reading) => {
      const thing = await judgedThing(context, reading, question);
      const people = await peopleAt(reading.asked.session, context.tenant, thing.at);
      const all = candidates(people, thing);
      const decisions = new Map<string, boolean>();
      const could = ({ kind, grants }: CouldEntry): boolean => {
        if (kind === 'admin' && question.action === 'see') return true;
        const key = JSON.stringify(grants.map(({ role, team, until }) => [role, team, until?.toString()]));
        const known = decisions.get(key) ?? thing.judge(grants).isAllowed; // as many decisions as there are sets of grants
        decisions.set(key, known);
        return known;
      };
      return {
        ...{ header: reading.asking.header(), action: question.action, dataset: thing.ref, column: thing.column, at: thing.at },
        ...{ who: all.filter(could), judged: all.length },
        enforcement: question.action === 'see' ? 'headgate' : 'not known',
      };
    },
  });
}

function candidates(people: Awaited<ReturnType<typeof peopleAt>>, { standings, grantsOf }: JudgedThing): readonly CouldEntry[] {
  const known = new Set(people.flatMap(({ id, name, groups }) => (groups === null ? [id, name] : [id])));
  const members = [...membersIn(standings)].filter((member) => !known.has(member)).sort();
  return [
    ...people.map((person): CouldEntry => ({ id: person.id, kind: person.kind, name: person.name, grants: grantsOf(memberOf(person)) })),
    ...members.map((member): CouldEntry => {
      const nobody = { id: '', name: null, roles: [], groups: [] };
      if (!member.startsWith('group:')) return { id: null, kind: 'named', name: member, grants: grantsOf({ ...nobody, name: member }) };
      const group = member.slice('group:'.length);
      return { id: null, kind: 'group', name: group, grants: grantsOf({ ...nobody, groups: [group] }) };
    }),
  ].sort((left, right) => KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) || (left.name < right.name ? -1 : 1));
}

const KINDS: readonly CouldEntry['kind'][] = ['admin', 'person', 'group', 'named'];

function membersIn({ teams, roles }: Standings): ReadonlySet<string> {
  return new Set([...roles.flatMap(({ members }) => members), ...teams.flatMap(({ members }) => Object.values(members).flat())]);
}
