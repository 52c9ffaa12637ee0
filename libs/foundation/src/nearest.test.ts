import { expect, test } from 'vitest';

import { nearest } from './nearest.ts';

const KNOWN = ['run', 'job', 'inputs', 'eventType', 'eventTime', 'schemaURL', 'physicalType', 'logicalType'];

test.each([
  ['runs', 'run'],
  ['jbo', 'job'],
  ['input', 'inputs'],
  ['event_type', 'eventType'],
  ['eventtime', 'eventTime'],
  ['schemaUrl', 'schemaURL'],
  ['phisicalType', 'physicalType'],
  ['phsyicalTyp', 'physicalType'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant);
});

test.each([['id'], ['tags'], ['rows!'], ['custom'], ['a'.repeat(100_000)], ['']])('%j is near nothing', (word) => {
  expect(nearest(word, KNOWN)).toBeUndefined();
});
