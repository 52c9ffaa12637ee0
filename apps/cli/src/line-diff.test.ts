import { expect, test } from 'vitest';

import { lineDiff } from './line-diff.ts';

test('a diff keeps what both texts have, in order, and says what goes and what comes', () => {
  expect(lineDiff(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual(['  a', '- b', '+ x', '  c', '+ d']);
  expect(lineDiff(['a'], [])).toEqual(['- a']);
  expect(lineDiff([], ['a'])).toEqual(['+ a']);
  expect(lineDiff(['a', 'b', 'a'], ['b', 'a', 'b'])).toEqual(['- a', '  b', '  a', '+ b']);
});
