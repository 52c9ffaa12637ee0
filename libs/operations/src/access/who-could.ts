import { grantsHeld, groupIn, type HeldGrant, type Mask, MASKS, type Standings } from '#access';
import { Failure } from '#foundation';
import { peopleAt } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { asLabelled, read } from '../ask/ask.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { type AccessQuestion, type AskedAccess, judgedThings, questionProblem } from './judged-thing.ts';
import { noteWhoCould } from './noted-decisions.ts';
import { rulesThen } from './rules-then.ts';

/** Somebody who could, and by which roles. */
export interface CouldEntry {
  /** `group`: all in a group of the identity provider. `named`: a name in a team or role by which nobody has come in. */
  readonly kind: 'admin' | 'person' | 'group' | 'named';
  readonly name: string;
  /** Null of a group, and of a name by which nobody has come in. */
  readonly id: string | null;
  readonly grants: readonly HeldGrant[];
}

/** Somebody who could, and how. */
export interface CouldAs extends CouldEntry {
  /** Of a column that is read: with which mask, as if every mask could be applied. Null: plain. */
  readonly mask: Mask | null;
  /** Of a facet: it is shown as it came, to the letter. False: without what may name what is hidden. Null: it is not about a facet. */
  readonly isWhole: boolean | null;
}

export interface WhoCouldQuestion extends Omit<AccessQuestion, 'columns' | 'facets' | 'masks'>, Question {
  /** Of a dataset. Absent: the thing whole. */
  readonly column?: string | null | undefined;
  /** By its name, which is seen. Absent: the thing whole. */
  readonly facet?: string | null | undefined;
}

export interface WhoCouldAnswer extends AskedAccess {
  readonly header: AnswerHeader;
  readonly column: string | null;
  readonly facet: string | null;
  /** By kind and name. */
  readonly who: readonly CouldAs[];
  /** How many people, groups and names were judged. */
  readonly judged: number;
}

/**
 * Who could see a dataset, a column, a job or a facet, or read or write a dataset or a column, at a time, by the policies, teams, keys and labels of then. For auditors and administrators; what they
 * may not see themselves is not found. Groups are judged as one who is in that group alone.
 */
export async function whoCould(context: Context, principal: Principal, question: WhoCouldQuestion): Promise<WhoCouldAnswer> {
  await requireAuditor(context, principal, 'ask who could see, read or write something');
  const { action, dataset, job, purpose, column = null, facet = null } = question;
  const parts = { columns: column === null ? null : [column], facets: facet === null ? null : [facet] };
  const asked: AccessQuestion = { action, dataset, job, purpose, ...parts, masks: MASKS };
  const problem = questionProblem(asked);
  if (problem !== undefined) throw problem;
  return read(context, principal, {
    question,
    bound: asLabelled(context),
    as: { operation: 'who could', shown: ({ who }) => who.length },
    work: async (reading) => {
      const then = await rulesThen(context, reading, question);
      const [thing] = await judgedThings(reading, then, [asked]);
      if (thing === undefined || thing instanceof Failure) throw thing ?? new Error('a question is not judged');
      await noteWhoCould(reading, thing, { then, columns: parts.columns ?? [], facets: parts.facets ?? [] });
      const people = await peopleAt(reading.asked.session, context.tenant, { at: then.at });
      const judge = thing.judgeMany();
      const who: CouldAs[] = [];
      let judged = 0;
      for (const one of candidates(people, then.inForce.standings)) {
        judged += 1;
        const { isAllowed, columns, facets } = judge(one.grants);
        const seesAll = one.kind === 'admin' && action === 'see';
        const isWhole = facet === null ? null : seesAll || facets[0]?.isWhole === true;
        if (seesAll || isAllowed) who.push({ ...one, mask: columns[0]?.mask ?? null, isWhole });
      }
      return { header: reading.asking.header(), ...thing.asked, column, facet, who: inOrder(who), judged };
    },
  });
}

/**
 * Everybody whom a question about all people is about: those who could come in, and groups and names of teams and roles by which nobody has. One after the
 * other: of ten thousand most are looked at and forgotten.
 */
export function* candidates(people: Awaited<ReturnType<typeof peopleAt>>, standings: Standings): Generator<CouldEntry, void> {
  const others = membersIn(standings);
  for (const person of people) {
    const { id, kind, name, groups } = person;
    others.delete(id);
    if (groups === null) others.delete(name);
    yield { id, kind, name, grants: grantsOf(person, standings) };
  }
  const nobody = { id: '', name: null, roles: [], groups: [] };
  for (const member of others) {
    const group = groupIn(member);
    if (group === undefined) yield { id: null, kind: 'named', name: member, grants: grantsHeld({ ...nobody, name: member }, standings) };
    else yield { id: null, kind: 'group', name: group, grants: grantsHeld({ ...nobody, groups: [group] }, standings) };
  }
}

function inOrder(entries: readonly CouldAs[]): readonly CouldAs[] {
  return KINDS.flatMap((kind) => entries.filter((each) => each.kind === kind).sort((left, right) => (left.name < right.name ? -1 : 1)));
}

const KINDS: readonly CouldEntry['kind'][] = ['admin', 'person', 'group', 'named'];

function membersIn({ teams, roles, engagements = [] }: Standings): Set<string> {
  const inTeams = teams.flatMap(({ members }) => Object.values(members).flat());
  return new Set([...[...roles, ...engagements].flatMap(({ members }) => members), ...inTeams]);
}
