import { expect, test } from 'vitest';

import { arrayItems } from './array-items.ts';

test.each([
  ['[]', []],
  [' [ 1 , "a,]" , {"b":[1,2]} ] ', ['1', '"a,]"', '{"b":[1,2]}']],
  ['[[1,2],"\\"",null]', ['[1,2]', '"\\""', 'null']],
  ['{"a":1}', undefined],
])('the items of %s keep their spelling', (text, items) => {
  expect(arrayItems(text)).toEqual(items);
});
