import { type AskedAction, holdsEverywhere, type HeldGrant } from '#access';
import { Failure } from '#foundation';

import { noteDenial } from '../denials.ts';
import { unstorableIn } from '../storable-input.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { asLabelled, read, type Reading } from '../ask/ask.ts';
import { auditsBy } from '../ask/require-auditor.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { GATEWAY } from './gateway.ts';
import { type AccessQuestion, type AskedAccess, type JudgedThing, judgedThings, questionProblem } from './judged-thing.ts';
import type { Judgement } from './judgement.ts';
import type { MetRule } from './met-rules.ts';
import type { Verdict } from './verdict.ts';
import { isOfSelf, peopleCalled, type Somebody } from './people-called.ts';
import { type DecidedThing, noteDecisions } from './noted-decisions.ts';
import { rulesThen } from './rules-then.ts';

/** Of one call. */
export const QUESTIONS_MAX = 100;
/** Columns and facets of all questions of one call together: each is judged by itself. */
const PARTS_MAX = 2_000;

export interface DecisionQuestion extends AccessQuestion {
  /** Somebody's id, name, or `subject:` and what the provider knows it by. Absent: the asker. */
  readonly who?: string | null | undefined;
}

export interface DecisionAnswer extends AskedAccess, Judgement {
  readonly header: AnswerHeader;
  readonly who: { readonly id: string; readonly name: string };
  /** What the person was granted then, and by what. */
  readonly grants: readonly HeldGrant[];
  /** Every rule that met. Null: it is told to auditors and administrators alone. */
  readonly rules: readonly MetRule[] | null;
}

export interface DecisionsAnswer {
  readonly header: AnswerHeader;
  /** One for each question, in its place; or why that one is not answered. */
  readonly decisions: readonly (DecisionAnswer | Failure)[];
}

/** As `decideAll`, of one question. Throws what that one fails with. */
export async function decideAccess(context: Context, principal: Principal, question: DecisionQuestion & Question): Promise<DecisionAnswer> {
  const { asOf, knownAt, atLeast, ...one } = question;
  const [decision] = (await decideAll(context, principal, { asOf, knownAt, atLeast, questions: [one] })).decisions;
  if (decision === undefined) throw new Error('a question has no answer');
  if (decision instanceof Failure) throw decision;
  return decision;
}

/**
 * Whether somebody may see datasets, jobs, columns or facets, or read or write datasets or columns, and by which rule: now, or by the rules of a time past. All is
 * judged in one snapshot, each question by itself. What is said of now of what somebody sees is what answers show to them. Everybody may ask about themselves; about others auditors and administrators, and of reading and writing gateways too. A question fails with
 * NOT_FOUND when nobody is called so, or the asker may not see the thing. Throws LIMIT_EXCEEDED past `QUESTIONS_MAX`.
 */
export async function decideAll(
  context: Context,
  principal: Principal,
  { questions, ...times }: Question & { readonly questions: readonly DecisionQuestion[] },
): Promise<DecisionsAnswer> {
  refuseTooMany(questions);
  return read(context, principal, {
    question: times,
    bound: asLabelled(context),
    as: {
      operation: 'decide',
      input: { questions, ...times },
      shown: ({ decisions }) => decisions.filter((one) => !(one instanceof Failure)).length,
    },
    work: async (reading) => {
      const header = reading.asking.header();
      const mayAsk = await othersAskedBy(context, principal, reading);
      const refused = questions.map(
        (question) =>
          unstorableIn(question) ??
          questionProblem(question) ??
          refusalOf({ context: { ...context, notes: reading.notes }, principal, mayAsk }, question),
      );
      const asked = questions.filter((_, index) => refused[index] === undefined);
      const then = await rulesThen(context, reading, times);
      const things = await judgedThings(reading, then, asked);
      const asking = { context, principal, reading, then, trustsToldNames: mayAsk === 'all' }; // a gateway would take one for another
      const who = await peopleCalled(
        asking,
        asked.map((question) => question.who),
      );

      const told: DecidedThing[] = [];
      const decided = asked.map((_, index): Omit<DecisionAnswer, 'header'> | Failure => {
        const [thing, somebody] = [things[index], who[index]];
        if (thing === undefined || somebody === undefined) throw new Error('a question is not judged');
        if (thing instanceof Failure) return thing;
        if (somebody instanceof Failure) return somebody;
        const answer = decision(thing, somebody, mayAsk);
        told.push({ thing, who: somebody.who, judged: answer });
        return mayAsk === 'data' && somebody.who.id !== principal.id ? { ...answer, grants: [] } : answer; // what others hold is nothing to a gateway
      });
      await noteDecisions(reading, principal, { then, decided: told });
      const next = decided.values();
      return {
        header,
        decisions: refused.map((failure): DecisionAnswer | Failure => {
          const one = failure ?? next.next().value;
          if (one === undefined) throw new Error('a question is not judged');
          return one instanceof Failure ? one : { header, ...one };
        }),
      };
    },
  });
}

function refuseTooMany(questions: readonly DecisionQuestion[]): void {
  if (questions.length === 0) throw new Failure('BAD_REQUEST', 'Ask at least one question.');
  if (questions.length > QUESTIONS_MAX) throw new Failure('LIMIT_EXCEEDED', `One call may ask ${QUESTIONS_MAX} questions; ask in several.`);
  if (questions.reduce((sum, { columns, facets }) => sum + (columns?.length ?? 0) + (facets?.length ?? 0), 0) > PARTS_MAX)
    throw new Failure('LIMIT_EXCEEDED', `One call may name ${PARTS_MAX} columns and facets; ask in several.`);
}

/** What somebody may ask about others: `data` is reading and writing. */
type MayAsk = 'all' | 'data' | 'nothing';

async function othersAskedBy(context: Context, principal: Principal, { asked }: Reading): Promise<MayAsk> {
  if (principal.kind === 'admin') return 'all';
  const { standings } = await accessInForce(context, asked.session);
  if (auditsBy(principal, standings)) return 'all';
  return holdsEverywhere(grantsOf(principal, standings), GATEWAY) ? 'data' : 'nothing';
}

interface Asking {
  readonly context: Context;
  readonly principal: Principal;
  readonly mayAsk: MayAsk;
}

/** Why somebody may not ask this about others, noted as denied. */
function refusalOf({ context, principal, mayAsk }: Asking, question: DecisionQuestion): Failure | undefined {
  if (isOfSelf(principal, question.who) || mayAsk === 'all' || (mayAsk === 'data' && question.action !== 'see')) return undefined;
  const message = WHY_NOT[mayAsk](question.action);
  noteDenial(context, principal, { action: 'administer', what: 'ask what others may do', why: message, policy: null });
  return new Failure('ACCESS_DENIED', message);
}

const WHY_NOT: Readonly<Record<Exclude<MayAsk, 'all'>, (action: AskedAction) => string>> = {
  data: () => 'A gateway may ask what others may read and write; what they see in Headgate only an auditor or an administrator may ask.',
  nothing: (action) =>
    `Only an auditor or an administrator${action === 'see' ? '' : ', or a gateway,'} may ask what others may do; leave \`who\` out to ask about yourself.`,
};

const ADMIN_SEES: Verdict = { isAllowed: true, policy: null, why: 'From administrators nothing is hidden.' };

function decision(
  { asked, judge, explain }: JudgedThing,
  { who, grants, isAdmin }: Somebody,
  mayAsk: MayAsk,
): Omit<DecisionAnswer, 'header'> {
  const judged = judge(grants);
  const isSeeing = isAdmin && asked.action === 'see';
  const rules = mayAsk === 'all' ? (isSeeing ? [] : explain(grants)) : null;
  return { ...asked, who, grants, ...(isSeeing ? seenByAdmin(judged) : judged), rules };
}

function seenByAdmin({ columns, facets }: Judgement): Judgement {
  return {
    ...ADMIN_SEES,
    columns: columns.map(({ column }) => ({ column, mask: null, ...ADMIN_SEES })),
    facets: facets.map(({ facet }) => ({ facet, isWhole: true, ...ADMIN_SEES })),
    columnsDiffer: false,
  };
}
