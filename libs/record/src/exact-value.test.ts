import { expect, test } from 'vitest';

import { exactValue } from './exact-value.ts';
import { isList, isObject } from './json-reading.ts';

test('two offsets above 2^53 that differ by one have different texts', () => {
  const texts = ['9007199254740992', '9007199254740993'].map((offset) => {
    const { value, textOf } = exactValue(`{"a":[{"offset":${offset}}],"b":"x"}`);
    const list = isObject(value) ? value['a'] : undefined;
    const part = isList(list) ? list[0] : undefined;
    return isObject(part) ? textOf(part) : 'not an object';
  });

  expect(texts).toEqual(['{"offset":9007199254740992}', '{"offset":9007199254740993}']);
});
