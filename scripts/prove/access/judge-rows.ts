import type { RowRules } from '#access';
import { decideByReference, type RefQuestion } from '#testkit';

import { cedarPolicies } from './cedar.ts';
import type { Verdict } from './judge.ts';
import type { RowAnswer, RowQuestion } from './listing.ts';
import { smallerQuestions, toldQuestion } from './smaller-questions.ts';

/** What filters lists. */
export interface Lists {
  /** What somebody's rules come to, for lists. */
  readonly rulesOf: (question: RefQuestion) => RowRules;
  /** Whether a list shows each thing, in the order asked. */
  readonly ask: (questions: readonly RowQuestion[]) => Promise<readonly RowAnswer[]>;
}

/** Other rows that smaller questions are drawn in when those of the first do not fail: a fault may need its luck. */
const DRAWN = 7;

/** Stage 3: the conditions of lists, in SQL, against the reference. What lists show nobody, whatever the rules, is left out and counted apart. */
export async function judgeRows(questions: readonly RefQuestion[], lists: Lists, firstSeed = 0): Promise<Verdict> {
  const named = questions
    .map((question, place) => ({ question, seed: firstSeed + place }))
    .filter(({ question }) => question.thing.names.length > 0);
  const answers = await asked(lists, named);
  let [judged, allowed, leftOut] = [0, 0, questions.length - named.length];
  for (const [place, answer] of answers.entries()) {
    const expected = isShownByReference(answer.question);
    if (answer.isListed !== expected && !isUnknown(answer.question)) {
      return { judged: judged + 1, allowed, report: await reportOf(lists, { ...answer, seed: named[place]?.seed ?? 0 }) };
    }
    if (isNeverListed(answer.question)) leftOut += 1;
    else [judged, allowed] = [judged + 1, allowed + (expected ? 1 : 0)];
  }
  return { judged, allowed, leftOut };
}

/** A list shows columns of datasets that it shows. */
function isShownByReference(question: RefQuestion): boolean {
  return decideByReference(question) && (question.thing.kind !== 'column' || decideByReference(aboutDataset(question)));
}

/** A column that nobody told of stands in no list, nor does one that may be seen where its dataset may not. */
function isNeverListed(question: RefQuestion): boolean {
  return (
    isUnknown(question) || (question.thing.kind === 'column' && !decideByReference(aboutDataset(question)) && decideByReference(question))
  );
}

function isUnknown({ thing }: RefQuestion): boolean {
  return thing.kind === 'column' && thing.isUnknown;
}

function aboutDataset(question: RefQuestion): RefQuestion {
  const { names, tags, sureTags, columnTags, sureColumnTags, held, columnHeld } = question.thing;
  return { ...question, thing: { kind: 'dataset', names, tags, sureTags, columnTags, sureColumnTags, held, columnHeld } };
}

function asked({ rulesOf, ask }: Lists, questions: readonly Omit<RowQuestion, 'rules'>[]): Promise<readonly RowAnswer[]> {
  return ask(questions.map(({ question, seed }) => ({ question, seed, rules: rulesOf(question) })));
}

type Failing = RowAnswer & { readonly seed: number };

async function reportOf(lists: Lists, failing: Failing): Promise<string> {
  const shrunk = await shrunkRows(lists, failing);
  const answers = ({ question, isListed, seed }: Failing): string =>
    `the lists ${isListed ? 'show' : 'hide'}, the reference ${isShownByReference(question) ? 'allows' : 'refuses'} (rows drawn by ${seed})`;
  return [
    `${answers(failing)}:\n${toldQuestion(failing.question)}`,
    `The smallest like it; ${answers(shrunk)}:\n${toldQuestion(shrunk.question)}`,
    `In the words of Cedar:\n${cedarPolicies(shrunk.question)}`,
  ].join('\n');
}

async function shrunkRows(lists: Lists, failing: Failing): Promise<Failing> {
  let smallest = failing;
  for (;;) {
    const smaller = smallerQuestions(smallest.question).filter((question) => question.thing.names.length > 0 && !isUnknown(question));
    const others = Array.from({ length: DRAWN }, (_, more) => smallest.seed + 1 + more);
    const found = (await failingAmong(lists, smaller, [smallest.seed])) ?? (await failingAmong(lists, smaller, others));
    if (found === undefined) return smallest;
    smallest = found;
  }
}

async function failingAmong(lists: Lists, questions: readonly RefQuestion[], seeds: readonly number[]): Promise<Failing | undefined> {
  const drawn = questions.flatMap((question) => seeds.map((seed) => ({ question, seed })));
  const answers = (await asked(lists, drawn)).map((answer, place) => ({ ...answer, seed: drawn[place]?.seed ?? 0 }));
  return answers.find(({ question, isListed }) => isListed !== isShownByReference(question));
}
