import { expect, test } from 'vitest';

import { decideByReference, randomAccessCase, type RefQuestion } from '#testkit';

import { ENGINE } from './engine.ts';

// Goal: topology is given by the rules that name it and by nothing else (docs/decisions/0031). Method: the reference judges `write`, to which no built-in rule
// leads either; the product is asked the same with `topology` in its place.

const TOPOLOGY = 'topology' as RefQuestion['action']; // the reference knows no such word, and is not asked for it

function asTopology(question: RefQuestion): RefQuestion {
  const policies = question.policies.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({
      ...rule,
      action: [rule.action ?? 'see'].flat().map((action) => (action === 'write' ? TOPOLOGY : action)),
    })),
  }));
  return { ...question, policies, action: TOPOLOGY };
}

test.each([false, true])(
  'topology of a dataset or a job is given as the reference gives to write it (with classifications: %s)',
  (withClassification) => {
    const questions = Array.from({ length: 20_000 }, (_, seed) => randomAccessCase(seed, { withClassification })).filter(
      ({ action, thing }) => action === 'write' && (thing.kind === 'dataset' || thing.kind === 'job'),
    );

    const wrong = questions.filter((question) => ENGINE.decide(asTopology(question)) !== decideByReference(question));

    expect(wrong).toEqual([]);
    expect(questions.length).toBeGreaterThan(2_000);
    expect(questions.filter(decideByReference).length).toBeGreaterThan(questions.length / 20);
    expect(questions.some((question) => ENGINE.decide(question) !== ENGINE.decide({ ...question, action: TOPOLOGY }))).toBe(true); // to write is no topology
  },
);
