import { expect, test } from 'vitest';

import type { FactDataset, FactRuled, FactTag } from './facts.ts';
import { ephiCandidates, isPhiTag } from './phi-tags.ts';

const tag = (key: string, value: string | null, field: string | null = null): FactTag => ({ key, value, field, toldBy: 'c0' });

function dataset(name: string, tags: readonly FactTag[], columns: readonly string[] = []): FactDataset {
  return { namespace: 'db', name, otherNames: [], tags, ruled: [], owners: [], columns };
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

  expect(
    found.map(({ dataset: { name }, column, basis, saidBy }) => [
      name,
      column,
      basis,
      ...saidBy.map((each) => (each.by === 'tag' ? each.key : each.by)),
    ]),
  ).toEqual([
    ['e', null, 'WHOLE', 'classification'],
    ['e', 'a', 'DATASET', 'classification'],
    ['e', 'b', 'COLUMN', 'phi'],
  ]);
});

test('what tags, policies and contracts say of a column stands together, in one order, whatever they came in', () => {
  const policy = (place: number, label: string, field: string | null): FactRuled => ({
    ...{ label, field, toldBy: 'c1' },
    by: { kind: 'policy', policy: 'p', version: '7', place },
  });
  const contract: FactRuled = { label: 'PHI', field: 'a', by: { kind: 'contract', contract: 'c', version: '9' }, toldBy: null };
  const [tags, ruled] = [
    [tag('phi', 'true', 'a'), tag('pii', 'true', 'b')],
    [contract, policy(10, 'PHI', 'a'), policy(9, 'PHI', 'a'), policy(1, 'PII', 'b'), policy(2, 'PHI', 'c.d')],
  ];

  const found = ephiCandidates([{ ...dataset('d', tags, ['a', 'b']), ruled }]);

  const said = found.map(({ column, basis, saidBy }) => [
    column,
    basis,
    saidBy.map((each) => (each.by === 'policy' ? each.place : each.by)),
  ]);
  expect(said).toEqual([
    ['a', 'COLUMN', ['tag', 9, 10, 'contract']],
    ['c', 'AROUND', [2]],
    ['c.d', 'COLUMN', [2]],
  ]);
  expect(ephiCandidates([{ ...dataset('d', tags.toReversed(), ['b', 'a']), ruled: ruled.toReversed() }])).toEqual(found);
});
