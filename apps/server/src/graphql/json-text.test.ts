import { expect, test } from 'vitest';

import { JsonText } from './json-text.ts';

const NONCE = '6f1c7c1e-8a0f-4a49-9d3e-0d6f4a3c2b1a';

test('JSON is written to the letter, with every digit', () => {
  const text = '{"big":9007199254740993,"exact":0.10000000000000000001,"text":"\\u0000 \\ud800","z":{"a":[1,2]}}';

  const written = JsonText.write({ before: 1, facet: new JsonText(text), list: [new JsonText('null'), new JsonText('"$&"')] }, NONCE);

  expect(written).toBe(`{"before":1,"facet":${text},"list":[null,"$&"]}`);
});

test('text that looks like a mark stays text', () => {
  const written = JsonText.write({ a: `${NONCE.replace('6', '7')}:0`, b: new JsonText('1') }, NONCE);

  expect(written).toBe(`{"a":"${NONCE.replace('6', '7')}:0","b":1}`);
});

test('outside of an answer it is a value', () => {
  expect(JSON.stringify({ a: new JsonText('{"b":1}') })).toBe('{"a":{"b":1}}');
});

test('what is no JSON is nothing', () => {
  expect([JsonText.checked('{"a"'), JsonText.checked(''), JsonText.checked('1')?.text]).toEqual([undefined, undefined, '1']);
});
