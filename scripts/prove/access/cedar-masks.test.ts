import { expect, test } from 'vitest';

import { randomAccessCase, readByReference, type RefHow, type RefQuestion, type RefRule } from '#testkit';

import { readByCedar } from './cedar-masks.ts';
import { judgeEngineMasks, judgeReferenceMasks } from './judge.ts';
import { shrunkQuestion } from './smaller-questions.ts';

const QUESTIONS = Array.from({ length: 150 }, (_, seed) =>
  randomAccessCase(3_000_000 + seed, { withClassification: seed % 2 === 1, withMasks: true }),
);

/** A reader asks to read `address` of what is called `patients`, with `address.street` within it, and can hash and redact. */
function asked(...rules: readonly RefRule[]): RefQuestion {
  const open: RefRule = { effect: 'allow', roles: ['reader'], action: 'read', on: { name: '*' } };
  return {
    policies: [{ name: 'policy', rules: [open, ...rules] }],
    teams: [],
    asker: { grants: [{ role: 'reader', team: null }], purpose: null, at: 0n },
    action: 'read',
    thing: {
      ...{ kind: 'column', path: 'address', isUnknown: false, within: ['address.street'], names: [{ namespace: 'n', name: 'patients' }] },
      ...{ tags: [], sureTags: [], columnTags: new Map(), sureColumnTags: new Map(), held: [], columnHeld: new Map() },
    },
    masks: ['hash', 'redact'],
  };
}

function mask(how: RefHow, column: string): RefRule {
  return { effect: 'mask', how, roles: ['reader'], on: { columns: [column] } };
}

test('the reference reads a hundred and fifty questions as Cedar does, with levels and without', () => {
  const verdict = judgeReferenceMasks(QUESTIONS);

  expect(verdict.report).toBeUndefined();
  expect(verdict.judged).toBe(150);
  expect(verdict.allowed).toBeGreaterThan(30);
});

test('Cedar masks a column as strictly as one within it, by a mask that can be applied', () => {
  expect(readByCedar(asked())).toEqual({ kind: 'plain' });
  expect(readByCedar(asked(mask('partial', 'address')))).toEqual({ kind: 'masked', how: 'hash' });
  expect(readByCedar(asked(mask('partial', 'address'), mask('redact', 'address.street')))).toEqual({ kind: 'masked', how: 'redact' });
  expect(readByCedar({ ...asked(mask('redact', '*.street')), masks: ['hash'] })).toEqual({ kind: 'unmaskable', how: 'redact' });
  expect(readByCedar(asked({ ...mask('hash', 'address'), effect: 'deny', action: 'read' }))).toEqual({ kind: 'denied' });
});

test('an engine that overlooks columns within columns is found, with a question of one rule that masks, as small as can be', () => {
  const careless = (question: RefQuestion) => {
    const { thing } = question;
    return readByReference({ ...question, thing: thing.kind === 'column' ? { ...thing, within: undefined } : thing });
  };
  const isMask = (reading: ReturnType<typeof careless>): boolean => 'how' in reading;
  const fails = (question: RefQuestion): boolean => isMask(careless(question)) !== isMask(readByReference(question));
  const found = QUESTIONS.find((question) => fails(question) && readByReference(question).kind !== 'denied');
  const shrunk = shrunkQuestion(found ?? asked(), fails);

  expect(judgeEngineMasks(QUESTIONS, { read: careless }).report).toContain('"within"');
  expect(judgeEngineMasks(QUESTIONS, { read: readByReference }).report).toBeUndefined();
  expect(shrunk.policies.flatMap(({ rules }) => rules).filter(({ effect }) => effect === 'mask')).toHaveLength(1);
  expect(shrunk.thing).toMatchObject({ within: [expect.any(String)] });
});
