import { expect, test } from 'vitest';
import { canonicalJson, type JsonValue } from './json-value.ts';

test('keys are sorted by UTF-16 code units, at every level', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5, '\u0080': 6, '\u00f6': 7, '10': 8, '9': [{ b: 1, a: 2 }] };

  const sorted = '{"\\r":2,"1":4,"10":8,"9":[{"a":2,"b":1}],"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1F600}":5,"\ufb33":3}';
  expect(canonicalJson(value)).toBe(sorted);
});

test('strings escape what they must and nothing else', () => {
  const text = '\u0000\b\t\n\f\r\u001f"\\/\u007f\u2028é\u{1F600}\ud800';

  expect(canonicalJson(text)).toBe('"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f\u2028é\u{1F600}\\ud800"');
});

test.each<[JsonValue, string]>([
  [-0, '0'],
  [1e21, '1e+21'],
  [4.5, '4.5'],
  [2e-3, '0.002'],
  [1e-27, '1e-27'],
  [Infinity, '1e+309'],
  [-Infinity, '-1e+309'],
  [null, 'null'],
  [true, 'true'],
  [[], '[]'],
  [{}, '{}'],
])('%j is written %s', (value, written) => {
  expect(canonicalJson(value)).toBe(written);
});

test('NaN is refused', () => {
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
});

test('__proto__ is a key like any other', () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2},"a":3}') as JsonValue)).toBe('{"__proto__":{"a":2},"a":3,"b":1}');
});
