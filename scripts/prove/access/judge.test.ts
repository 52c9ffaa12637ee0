import { expect, test } from 'vitest';

import { decideByReference, given, randomAccessCase, type RefQuestion } from '#testkit';

import { judgeUnit } from '../access.ts';
import { ENGINE, READING_ENGINE } from './engine.ts';
import { judgeEngine, judgeEngineMasks } from './judge.ts';
import { shrunkQuestion, toldQuestion } from './smaller-questions.ts';

const QUESTIONS = Array.from({ length: 600 }, (_, seed) => randomAccessCase(seed));

/** Takes every purpose for said. */
const careless = (question: RefQuestion): boolean =>
  decideByReference({
    ...question,
    policies: question.policies.map((policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, purpose: undefined })) })),
  });

test('the product decides as the reference does', () => {
  const questions = Array.from({ length: 1_000 }, (_, seed) => randomAccessCase(1_000_000 + seed));
  const verdict = judgeEngine(questions, ENGINE);

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(1_000);
});

test('the product reads what is masked as the reference does, and decides all else as if no rule masked', () => {
  const questions = Array.from({ length: 1_000 }, (_, seed) =>
    randomAccessCase(2_000_000 + seed, { withClassification: seed % 2 === 1, withMasks: true }),
  );

  expect(judgeEngineMasks(questions, READING_ENGINE)).toEqual({ judged: 1_000, allowed: expect.any(Number) as number });
  expect(judgeEngine(questions, ENGINE).report).toBeUndefined();
});

test.each([
  ['logical datasets', { withBodies: true }],
  ['engagements', { withEngagement: true }],
  ['broken glasses', { withBrokenGlass: true }],
  ['all of these', { withBodies: true, withEngagement: true, withBrokenGlass: true }],
])('with %s the product decides, and reads what is masked, as the reference does', (_name, drawn) => {
  const questions = Array.from({ length: 300 }, (_, seed) => {
    const labels = { withClassification: seed % 24 > 11, withMasks: seed % 3 === 0 };
    return randomAccessCase(3_000_000 + seed, { ...drawn, ...labels });
  });

  expect(judgeEngine(questions, ENGINE)).toEqual({ judged: 300, allowed: expect.any(Number) as number });
  expect(judgeEngineMasks(questions, READING_ENGINE).report).toBeUndefined();
});

test('an engine that takes bodies for patterns is found, with one rule and one body', () => {
  const questions = Array.from({ length: 600 }, (_, seed) => randomAccessCase(seed, { withBodies: true }));
  const wild = (question: RefQuestion): boolean => {
    const fitting = question.thing.names.map((name) => ({ ...name, name: '*' }));
    const bodies = [...(question.bodies ?? [])].map(([logical, all]) => {
      const isWild = all.some((body) => fitting.some(({ namespace, name }) => body.namespace === namespace && body.name === name));
      return [logical, isWild ? [...all, ...question.thing.names] : all] as const;
    });
    return decideByReference({ ...question, bodies: new Map(bodies) });
  };
  const fails = (question: RefQuestion): boolean => wild(question) !== decideByReference(question);
  const shrunk = shrunkQuestion(given(questions.find(fails)), fails);

  expect(judgeEngine(questions, { decide: wild }).report).toContain('"logical"');
  expect([...given(shrunk.bodies).values()].flat()).toHaveLength(1);
  expect(shrunk.policies.flatMap(({ rules }) => rules).length).toBeLessThanOrEqual(2);
});

test('an engine that overlooks purposes is found, with the question in full and as small as can be', () => {
  const { report } = judgeEngine(QUESTIONS, { decide: careless });

  expect(report).toContain('The smallest like it');
  expect(report).toContain('"purpose"');
});

test('an engine that takes what is masked for harmless is found, with one label that is held and a form beside its level alone', () => {
  const questions = Array.from({ length: 600 }, (_, seed) => randomAccessCase(seed, { withClassification: true }));
  const harmless = (question: RefQuestion): boolean => {
    const plain = question.thing.held.filter(({ form }) => form === 'plain');
    return decideByReference({ ...question, thing: { ...question.thing, held: plain } });
  };
  const fails = (question: RefQuestion): boolean => harmless(question) !== decideByReference(question);
  const shrunk = shrunkQuestion(given(questions.find(fails)), fails);

  expect(judgeEngine(questions, { decide: harmless }).report).toContain('"classification"');
  expect(shrunk.thing.held).toHaveLength(1);
  expect(shrunk.thing.columnHeld.size).toBe(0);
  const rules = shrunk.policies.flatMap((policy) => policy.rules);
  expect(rules.filter(({ on }) => on.form !== undefined && on.classification === undefined)).toEqual([]);
});

test('no part of a shrunk question can be spared', () => {
  const fails = (question: RefQuestion): boolean => careless(question) !== decideByReference(question);
  const shrunk = shrunkQuestion(given(QUESTIONS.find(fails)), fails);

  expect(fails(shrunk)).toBe(true);
  expect(shrunk.policies.flatMap(({ rules }) => rules).length).toBeLessThanOrEqual(2);
  expect(shrunk.asker.grants).toHaveLength(1);
  expect(toldQuestion(shrunk)).toContain('"at": "2026-12-2');
});

test('a proof fails when there is no stage, and when one does not judge every question', async () => {
  const lazy = { name: 'lazy', judge: () => ({ judged: 3, allowed: 3 }) };
  const sparing = { name: 'sparing', judge: () => ({ judged: 100, allowed: 3, leftOut: 400 }) };

  expect(await judgeUnit(0, [])).toMatchObject({ kind: 'failed' });
  expect(await judgeUnit(0, [lazy])).toEqual({
    kind: 'failed',
    report: 'lazy was not run: it judged 3 of 500 questions, and left 0 out.',
  });
  expect(await judgeUnit(0, [sparing])).toMatchObject({ kind: 'failed' });
});

test('a proof tells how many questions have what only some have, and fails where none has it', async () => {
  const stage = { name: 'some', judge: (questions: readonly RefQuestion[]) => ({ judged: questions.length, allowed: 3 }) };
  const drawn = [{ withBodies: true }, { withEngagement: true }, { withBrokenGlass: true }];
  const without = (left: object) => () =>
    Array.from({ length: 500 }, (_, seed) => randomAccessCase(seed, drawn.filter((one) => one !== left)[seed % 2] ?? {}));

  expect(await judgeUnit(0, [stage])).toMatchObject({
    kind: 'held',
    tally: { 'with rules of logical datasets': 140, 'with grants of engagements': 104, 'with broken glasses': 72, questions: 500 },
  });
  for (const [place, what] of ['rules of logical datasets', 'grants of engagements', 'broken glasses'].entries())
    expect(await judgeUnit(0, [stage], without(given(drawn[place])))).toEqual({
      kind: 'failed',
      report: `Of the questions from 0 on none has ${what}: nothing would be shown of them.`,
    });
});
