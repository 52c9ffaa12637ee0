import { expect, test } from 'vitest';

import { scopesOf } from './key-holder.ts';

test('a key is limited by what stands in its column, also by a word that this version does not know', () => {
  expect(scopesOf([])).toEqual({});
  expect(scopesOf(['trial'])).toEqual({});
  expect(scopesOf(['trial', 'ask'])).toEqual({ scopes: ['ask'] });
  expect(scopesOf(['ask', 'of tomorrow'])).toEqual({ scopes: ['ask'] });
  expect(scopesOf(['of tomorrow'])).toEqual({ scopes: [] });
});
