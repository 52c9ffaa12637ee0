import { expect, test } from 'vitest';

import { judged } from './verdicts.ts';

const none = (): void => undefined;

test('order does not count, and number does', async () => {
  const verdicts = await judged(
    [
      { claim: 'the same', expected: ['a', 'b'], found: () => Promise.resolve(['b', 'a']) },
      { claim: 'twice', expected: ['a'], found: () => Promise.resolve(['a', 'a', 'c']) },
      { claim: 'less', expected: ['a', 'b'], found: () => Promise.resolve(['b']) },
    ],
    none,
  );

  expect(verdicts).toEqual([
    { claim: 'the same', holds: true, missing: [], unforeseen: [] },
    { claim: 'twice', holds: false, missing: [], unforeseen: ['a', 'c'] },
    { claim: 'less', holds: false, missing: ['a'], unforeseen: [] },
  ]);
});

test('a question that fails does not come true, and says why', async () => {
  const verdicts = await judged([{ claim: 'asked', expected: ['a'], found: () => Promise.reject(new Error('no answer')) }], none);

  expect(verdicts).toEqual([{ claim: 'asked', holds: false, missing: [], unforeseen: ['no answer'] }]);
});
