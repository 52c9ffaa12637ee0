import { expect, test } from 'vitest';

import { randomAccessCase, type RefQuestion } from '#testkit';

import { decideByCedar } from './cedar.ts';
import { judgeReference } from './judge.ts';

const PATIENTS = { namespace: 's3://heart', name: 'patients' };

/** A reader without a team asks to see the dataset of these names, and one rule allows what fits. */
function asked(names: RefQuestion['thing']['names'], name: string): RefQuestion {
  return {
    policies: [{ name: 'policy', rules: [{ effect: 'allow', roles: ['reader'], on: { name } }] }],
    teams: [],
    asker: { grants: [{ role: 'reader', team: null }], purpose: null, at: 0n },
    action: 'see',
    thing: {
      kind: 'dataset',
      names,
      tags: [],
      sureTags: [],
      columnTags: new Map(),
      sureColumnTags: new Map(),
      held: [],
      columnHeld: new Map(),
    },
  };
}

test('the reference decides a hundred questions as Cedar does', () => {
  const questions = Array.from({ length: 100 }, (_, seed) => randomAccessCase(1_000_000 + seed));

  const verdict = judgeReference(questions);

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(100);
  expect(verdict.allowed).toBeGreaterThan(15);
});

test('with levels the reference decides a hundred questions as Cedar does', () => {
  const questions = Array.from({ length: 100 }, (_, seed) => randomAccessCase(1_000_000 + seed, { withClassification: true }));

  const verdict = judgeReference(questions);

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(100);
  expect(verdict.allowed).toBeGreaterThan(15);
});

test.each([
  ['logical datasets', { withBodies: true }],
  ['engagements', { withEngagement: true }],
  ['broken glasses', { withBrokenGlass: true }],
])('with %s the reference decides a hundred questions as Cedar does', (_name, drawn) => {
  const questions = Array.from({ length: 100 }, (_, seed) => randomAccessCase(1_000_000 + seed, drawn));

  const verdict = judgeReference(questions);

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(100);
  expect(verdict.allowed).toBeGreaterThan(15);
});

test.each([
  ['patients', 'patients', true],
  ['p*s', 'patients', true],
  ['p*', 'Patients', false],
  ['*', 'line one\nline two', true],
  ['*one\n*', 'line one\nline two', true],
  ['a_b', 'a_b', true],
  ['a_b', 'axb', false],
  ['a%', 'abc', false],
  ['a\\*', 'a\\b', true],
  ['a\\*', 'a*', false],
  ['"}; permit (principal, action, resource);*', 'patients', false],
  ['\u{1fac0}*ß', '\u{1fac0}gross', false],
  ['\u{1fac0}*ß', '\u{1fac0}groß', true],
])('to Cedar %j fits %j: %s', (pattern, name, isFitting) => {
  expect(decideByCedar(asked([{ namespace: 'n', name }], pattern))).toBe(isFitting);
});

test('Cedar is asked for each name, and a thing without one is refused', () => {
  expect(decideByCedar(asked([PATIENTS], 'p*'))).toBe(true);
  expect(decideByCedar(asked([PATIENTS, { ...PATIENTS, name: 'scans' }], 'p*'))).toBe(false);
  expect(decideByCedar(asked([], '*'))).toBe(false);
});
