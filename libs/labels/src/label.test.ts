import { expect, test } from 'vitest';

import { labelOfTag, labelsSaid, labelSpelt } from './label.ts';

test.each([
  ['classification', 'PHI', 'PHI'],
  ['Classification', ' ephi ', 'PHI'],
  ['classification', 'Secret', 'classification=secret'],
  ['classification', null, 'classification'],
  ['phi', null, 'PHI'],
  ['PHI', 'yes', 'PHI'],
  ['phi', 'No', 'phi=no'],
  ['pii', '0', 'pii=0'],
  ['Team', 'Heart', 'team=heart'],
  ['gold', '', 'gold'],
  ['ÉCOLE', 'Å', 'École=Å'],
])('the tag %s with the value %s is the label %s', (key, value, label) => {
  expect(labelOfTag({ key, value })).toBe(label);
});

test('a label is spelt as a tag is', () => {
  expect(['phi', 'classification=PHI', 'Team=Heart', 'a=b=c'].map(labelSpelt)).toEqual(['PHI', 'PHI', 'team=heart', 'a=b=c']);
});

test('what is no tag says nothing, and a field that names nothing means the dataset', () => {
  const tags = [1, { value: 'PHI' }, { key: '' }, { key: 'phi', field: 'ssn' }, { key: 'phi', field: 7 }, { key: 'phi', field: 'a\0' }];

  expect(labelsSaid({ tags })).toEqual([
    { column: 'ssn', label: 'PHI' },
    { column: null, label: 'PHI' },
    { column: null, label: 'PHI' },
  ]);
  expect([labelsSaid({ tags: 'phi' }), labelsSaid('phi')]).toEqual([[], []]);
});
