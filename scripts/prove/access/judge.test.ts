import { expect, test } from 'vitest';

import { decideByReference, given, randomAccessCase, type RefQuestion } from '#testkit';

import { judgeUnit } from '../access.ts';
import { judgeEngine } from './judge.ts';
import { shrunkQuestion, toldQuestion } from './smaller-questions.ts';

const QUESTIONS = Array.from({ length: 600 }, (_, seed) => randomAccessCase(seed));

/** Takes every purpose for said. */
const careless = (question: RefQuestion): boolean =>
  decideByReference({
    ...question,
    policies: question.policies.map((policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, purpose: undefined })) })),
  });

test('an engine that decides as the reference does is found without fault', () => {
  const verdict = judgeEngine(QUESTIONS, { decide: decideByReference });

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(600);
});

test('an engine that overlooks purposes is found, with the question in full and as small as can be', () => {
  const { report } = judgeEngine(QUESTIONS, { decide: careless });

  expect(report).toContain('The smallest like it');
  expect(report).toContain('"purpose"');
});

test('no part of a shrunk question can be spared', () => {
  const fails = (question: RefQuestion): boolean => careless(question) !== decideByReference(question);
  const shrunk = shrunkQuestion(given(QUESTIONS.find(fails)), fails);

  expect(fails(shrunk)).toBe(true);
  expect(shrunk.policies).toHaveLength(1);
  expect(shrunk.policies[0]?.rules.length).toBeLessThanOrEqual(2);
  expect(shrunk.asker.grants).toHaveLength(1);
  expect(toldQuestion(shrunk)).toContain('"at": "2026-12-2');
});

test('a stage without an engine is no stage that holds', () => {
  expect(() => judgeEngine(QUESTIONS, undefined)).toThrow('There is no engine');
});

test('a proof fails when no stage is registered, and when one does not judge every question', () => {
  const lazy = { name: 'lazy', judge: () => ({ judged: 3, allowed: 3 }) };

  expect(judgeUnit(0, [])).toMatchObject({ kind: 'failed' });
  expect(judgeUnit(0, [{ name: 'to come' }])).toMatchObject({ kind: 'failed' });
  expect(judgeUnit(0, [lazy])).toEqual({ kind: 'failed', report: 'lazy was not run: it judged 3 of 500 questions.' });
});
