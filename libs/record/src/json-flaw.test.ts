import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFlaw } from './json-flaw.ts';

test.each([
  ['', 'the text ends too early', 0],
  ['  [1, 2', 'the text ends too early', 7],
  ['{"a":', 'the text ends too early', 5],
  ['{"a" 1}', 'a colon is missing', 5],
  ['{a:1}', 'a name in double quotes is missing', 1],
  ['{"a":1,}', 'a name in double quotes is missing', 7],
  ['[1,]', 'this is no JSON value', 3],
  ['[1 2]', 'a comma or the end of the array is missing', 3],
  ['{"a":1]', 'a comma or the end of the object is missing', 6],
  ['{} x', 'there is more after the end of the value', 3],
  ['01', 'there is more after the end of the value', 1],
  ['NaN', 'this is no JSON value', 0],
  ['"a\nb"', 'a control character stands in a string without its escape', 2],
  ['"a\\x"', 'a backslash begins no known escape', 2],
  ['"a', 'a string is not closed', 2],
  ['\ufeff1', 'this is no JSON value', 0],
])('%j: %s at %i', (text, problem, at) => {
  expect(jsonFlaw(text)).toEqual({ problem, at });
});

// Method: JSON broken in one place by a character that means something to JSON, judged by JSON.parse.
test('a text has a flaw exactly when JSON.parse refuses it', () => {
  const pieces = fc.constantFrom(
    ...'{}[],:"\\ \t\n\u0001\u2028-+.0123eEtrufalsn/é'.split(''),
    'true',
    'null',
    '\\u00e9',
    '1e5',
    '"a"',
    '{"a":[1]}',
  );
  const broken = fc.tuple(fc.json(), fc.nat(), fc.nat(2), pieces).map(([json, at, length, piece]) => {
    const start = at % (json.length + 1);
    return json.slice(0, start) + piece + json.slice(start + length);
  });
  const soup = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''));

  fc.assert(
    fc.property(fc.oneof(broken, soup), (text) => {
      expect(jsonFlaw(text) === undefined).toBe(isJson(text));
    }),
    { numRuns: 20_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
