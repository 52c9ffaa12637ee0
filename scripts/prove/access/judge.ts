import { decideByReference, type RefQuestion } from '#testkit';

import { cedarPolicies, decideByCedar } from './cedar.ts';
import { shrunkQuestion, toldQuestion } from './smaller-questions.ts';

/** Whatever decides who may what, asked one question at a time. */
export interface AccessEngine {
  readonly decide: (question: RefQuestion) => boolean;
}

/** How many questions were judged and how many of them allowed. A report is of the first disagreement: the judging ends with it. */
export interface Verdict {
  readonly judged: number;
  readonly allowed: number;
  /** Questions that cannot be put to what is judged. */
  readonly leftOut?: number;
  readonly report?: string;
}

/** Stage 1: the reference against Cedar. */
export function judgeReference(questions: readonly RefQuestion[]): Verdict {
  return compared(questions, { name: 'the reference', decide: decideByReference }, { name: 'Cedar', decide: decideByCedar });
}

/** Stage 2: an engine against the reference. */
export function judgeEngine(questions: readonly RefQuestion[], engine: AccessEngine): Verdict {
  const named = { name: 'the engine', decide: (question: RefQuestion) => engine.decide(question) };
  return compared(questions, named, { name: 'the reference', decide: decideByReference });
}

interface Named extends AccessEngine {
  readonly name: string;
}

function compared(questions: readonly RefQuestion[], judged: Named, judge: Named): Verdict {
  let [count, allowed] = [0, 0];
  for (const question of questions) {
    const expected = judge.decide(question);
    count += 1;
    allowed += expected ? 1 : 0;
    if (judged.decide(question) !== expected) return { judged: count, allowed, report: reportOf(question, judged, judge) };
  }
  return { judged: count, allowed };
}

function reportOf(question: RefQuestion, judged: Named, judge: Named): string {
  const shrunk = shrunkQuestion(question, (smaller) => judged.decide(smaller) !== judge.decide(smaller));
  const answers = (asked: RefQuestion): string =>
    [judged, judge].map(({ name, decide }) => `${name} ${decide(asked) ? 'allows' : 'refuses'}`).join(', ');
  return [
    `${answers(question)}:\n${toldQuestion(question)}`,
    `The smallest like it; ${answers(shrunk)}:\n${toldQuestion(shrunk)}`,
    `In the words of Cedar:\n${cedarPolicies(shrunk)}`,
  ].join('\n');
}
