import { decideByReference, readByReference, type RefQuestion, type RefReading } from '#testkit';

import { readByCedar } from './cedar-masks.ts';
import { cedarPolicies, decideByCedar } from './cedar.ts';
import { shrunkQuestion, toldQuestion } from './smaller-questions.ts';

/** Whatever decides who may what, asked one question at a time. */
export interface AccessEngine {
  readonly decide: (question: RefQuestion) => boolean;
}

/** Whatever tells what may be read, and how masked. */
export interface ReadingEngine {
  readonly read: (question: RefQuestion) => RefReading;
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
  return compared(questions, decider('the reference', decideByReference), decider('Cedar', decideByCedar));
}

/** The same of masks. Cedar is not asked which rule set one. */
export function judgeReferenceMasks(questions: readonly RefQuestion[]): Verdict {
  const told = (reading: RefReading | ReturnType<typeof readByCedar>): string =>
    'how' in reading ? `${reading.kind}, ${reading.how}` : reading.kind;
  return compared(
    questions,
    { name: 'the reference', answer: (question) => told(readByReference(question)) },
    { name: 'Cedar', answer: (question) => told(readByCedar(question)) },
  );
}

/** Stage 2: an engine against the reference. */
export function judgeEngine(questions: readonly RefQuestion[], engine: AccessEngine): Verdict {
  return compared(
    questions,
    decider('the engine', (question) => engine.decide(question)),
    decider('the reference', decideByReference),
  );
}

/** The same of masks, and of the rules that set them. */
export function judgeEngineMasks(questions: readonly RefQuestion[], engine: ReadingEngine): Verdict {
  return compared(
    questions,
    { name: 'the engine', answer: (question) => toldReading(engine.read(question)) },
    { name: 'the reference', answer: (question) => toldReading(readByReference(question)) },
  );
}

/** An answer that begins with `denied` or `unmaskable` allows nothing. */
interface Named {
  readonly name: string;
  readonly answer: (question: RefQuestion) => string;
}

function decider(name: string, decide: (question: RefQuestion) => boolean): Named {
  return { name, answer: (question) => (decide(question) ? 'allowed' : 'denied') };
}

function toldReading(reading: RefReading): string {
  if (!('how' in reading)) return reading.kind;
  return `${reading.kind}, ${reading.how}, by rule ${reading.rule.rule} of ${reading.rule.policy}`;
}

function compared(questions: readonly RefQuestion[], judged: Named, judge: Named): Verdict {
  let [count, allowed] = [0, 0];
  for (const question of questions) {
    const expected = judge.answer(question);
    count += 1;
    allowed += /^(denied|unmaskable)/.test(expected) ? 0 : 1;
    if (judged.answer(question) !== expected) return { judged: count, allowed, report: reportOf(question, judged, judge) };
  }
  return { judged: count, allowed };
}

function reportOf(question: RefQuestion, judged: Named, judge: Named): string {
  const shrunk = shrunkQuestion(question, (smaller) => judged.answer(smaller) !== judge.answer(smaller));
  const answers = (asked: RefQuestion): string => [judged, judge].map(({ name, answer }) => `${name} says ${answer(asked)}`).join('; ');
  return [
    `${answers(question)}:\n${toldQuestion(question)}`,
    `The smallest like it; ${answers(shrunk)}:\n${toldQuestion(shrunk)}`,
    `In the words of Cedar:\n${cedarPolicies(shrunk)}`,
  ].join('\n');
}
