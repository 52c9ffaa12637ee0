import { expect, test } from 'vitest';

import type { FactDataset, FactTag } from './facts.ts';
import { ephiCandidates, isPhiTag } from './phi-tags.ts';

const tag = (key: string, value: string | null, field: string | null = null): FactTag => ({ key, value, field, toldBy: 'c0' });

function dataset(name: string, tags: readonly FactTag[], columns: readonly string[] = []): FactDataset {
  return { namespace: 'db', name, otherNames: [], tags, owners: [], columns };
}

test.each([
  ['phi', 'true', true],
  ['PHI', null, true],
  ['ephi', 'yes', true],
  ['phi', 'false', false],
  ['phi', ' No ', false],
  ['classification', 'PHI', true],
  ['Classification', ' ephi', true],
  ['classification', 'PII', false],
  ['pii', 'true', false],
  ['graphic', 'phi', false],
])('the tag %s = %s says PHI: %s', (key, value, expected) => {
  expect(isPhiTag({ key, value })).toBe(expected);
});

test('a tagged column is a source, and so may be what it stands in and what stands in it', () => {
  const columns = ['bed', 'bed.ward', 'bed.ward.name', 'bed.wardrobe', 'other'];
  const found = ephiCandidates([dataset('d', [tag('phi', 'true', 'bed.ward')], columns)]);

  expect(found.map(({ column, basis }) => [column, basis])).toEqual([
    ['bed', 'AROUND'],
    ['bed.ward', 'COLUMN'],
    ['bed.ward.name', 'WITHIN'],
  ]);
});

test('of a tagged dataset every column is a source, and it as a whole may be', () => {
  const found = ephiCandidates([
    dataset('e', [tag('classification', 'PHI'), tag('phi', 'true', 'b')], ['a', 'b']),
    dataset('d', [tag('pii', 'true')]),
  ]);

  expect(found.map(({ dataset: { name }, column, basis, tag: { key } }) => [name, column, basis, key])).toEqual([
    ['e', null, 'WHOLE', 'classification'],
    ['e', 'a', 'DATASET', 'classification'],
    ['e', 'b', 'COLUMN', 'phi'],
  ]);
});
