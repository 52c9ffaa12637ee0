import { expect, test } from 'vitest';

import { strangersAt } from './tree.ts';

test('what a program left at the root is named once, and what belongs there is not', () => {
  const files = ['README.md', 'libs/store/src/data/x.ts', 'data/PG_VERSION', 'data/base/1/112', 'password', '.headgate/keys.jsonl'];

  expect(strangersAt(files)).toEqual(['.headgate', 'data', 'password']);
});
