import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactCanonical } from './json-exact.ts';
import { JSON_DEPTH_CEILING, readJson } from './json-text.ts';
import { canonicalJson, type JsonValue } from './json-value.ts';

const limits = { depthMax: 64 };
const read = (text: string) => readJson(Buffer.from(text), limits);

function canonicalOf(text: string): string | undefined {
  const reading = read(text);
  return reading.kind === 'json' ? reading.canonical : undefined;
}

function warningsOf(text: string): readonly unknown[] | undefined {
  const reading = read(text);
  return reading.kind === 'json' ? reading.warnings : undefined;
}

describe('the canonical form', () => {
  test('a plain event comes with its value, its text and its canonical form', () => {
    const text = '{ "b": [1, 2.50, "é"],\n  "a": {"y": null, "x": true} }';

    expect(read(text)).toEqual({
      kind: 'json',
      value: { b: [1, 2.5, 'é'], a: { y: null, x: true } },
      text,
      canonical: '{"a":{"x":true,"y":null},"b":[1,2.5,"é"]}',
      warnings: [],
      isExact: false,
    });
  });

  test('two Kafka offsets above 2^53 are two, though their doubles are one', () => {
    expect(canonicalOf('{"offset":9007199254740993}')).toBe('{"offset":9007199254740993}');
    expect(canonicalOf('{"offset":9007199254740992}')).toBe('{"offset":9007199254740992}');
  });

  test('numbers worth the same are written alike, in an event that holds an inexact one too', () => {
    expect(canonicalOf('[1.0, 1, 1e0, 100e-2, -0, 0.1, 1E5]')).toBe('[1,1,1,1,0,0.1,100000]');
    expect(canonicalOf('[1.0, 1, 1e0, 100e-2, -0, 0.1, 1E5, 1e400]')).toBe('[1,1,1,1,0,0.1,100000,1e+400]');
  });

  test('a lone surrogate stays an escape, and differs from the character that would replace it', () => {
    expect(canonicalOf('["\\uD800", "\\ud83d\\ude00", "\\uFFFD"]')).toBe('["\\ud800","\u{1F600}","\ufffd"]');
    expect(canonicalOf('["\\uD800", 9007199254740993]')).toBe('["\\ud800",9007199254740993]');
  });

  test('__proto__ is a member like any other, and no prototype is set', () => {
    const reading = read('{"__proto__": {"polluted": 1}, "a": 9007199254740993}');

    expect(reading).toMatchObject({ kind: 'json', canonical: '{"__proto__":{"polluted":1},"a":9007199254740993}' });
    expect(reading.kind === 'json' && Object.keys(reading.value as object)).toEqual(['__proto__', 'a']);
    expect(reading.kind === 'json' && 'polluted' in (reading.value as object)).toBe(false);
  });

  test('the last of duplicate keys counts, with a warning that says where', () => {
    const text = '{"a": [{"x/y": 1, "x\\u002fy": 2}], "b": 1, "__proto__": 1, "__proto__": 2, "b": 3}';

    expect(canonicalOf(text)).toBe('{"__proto__":2,"a":[{"x/y":2}],"b":3}');
    expect(warningsOf(text)).toEqual([
      { code: 'DUPLICATE_KEY', pointer: '/a/0/x~1y' },
      { code: 'DUPLICATE_KEY', pointer: '/__proto__' },
      { code: 'DUPLICATE_KEY', pointer: '/b' },
    ]);
  });

  test('a duplicate key inside a value that a later duplicate replaces is found too', () => {
    expect(canonicalOf('{"a": {"b": 1, "b": 2}, "a": 3}')).toBe('{"a":3}');
  });

  test('no more than twenty duplicate keys are named', () => {
    expect(warningsOf(`{${'"a":1,'.repeat(100)}"a":1}`)).toHaveLength(20);
  });

  test('colons, brackets and digits in strings count for nothing', () => {
    expect(warningsOf('{"a:": "{[:9007199254740993\\\\\\":", "\\\\": ":"}')).toEqual([]);
  });

  test('the slow way and the fast way agree on every value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);

        expect(exactCanonical(text)).toEqual({ canonical: canonicalJson(value as JsonValue), duplicates: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  test('a canonical form is its own canonical form, and means the same value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const canonical = canonicalOf(text) ?? '';

        expect(canonicalOf(canonical)).toBe(canonical);
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
      }),
    );
  });
});

describe('depth', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  test('as deep as allowed is read, one deeper is refused', () => {
    expect(read(nested(64)).kind).toBe('json');
    expect(read(nested(65))).toEqual({ kind: 'too-deep', depth: 65, depthMax: 64 });
    expect(read('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toEqual({ kind: 'too-deep', depth: 65, depthMax: 64 });
  });

  test.each([[10_000], [1_000_000]])('%i levels are refused without recursion', (levels) => {
    expect(read(nested(levels))).toEqual({ kind: 'too-deep', depth: levels, depthMax: 64 });
  });

  test('a million levels that never close are no JSON', () => {
    expect(read('[{"a":'.repeat(500_000))).toEqual({ kind: 'unreadable', problem: 'the text ends too early', at: 3_000_000 });
  });

  test('no limit reaches past the ceiling, and the ceiling itself is read both ways', () => {
    const unlimited = { depthMax: Infinity };
    const objects = (levels: number, leaf: string) => '{"a":'.repeat(levels) + leaf + '}'.repeat(levels);

    expect(readJson(Buffer.from(nested(JSON_DEPTH_CEILING)), unlimited).kind).toBe('json');
    expect(readJson(Buffer.from(objects(JSON_DEPTH_CEILING, '1')), unlimited).kind).toBe('json');
    expect(readJson(Buffer.from(objects(JSON_DEPTH_CEILING, '1e400')), unlimited).kind).toBe('json');
    expect(readJson(Buffer.from(nested(JSON_DEPTH_CEILING + 1)), unlimited).kind).toBe('too-deep');
  });
});

describe('what cannot be read', () => {
  test('a byte order mark is left out, with a warning', () => {
    expect(readJson(Buffer.from('\ufeff{"a":1}'), limits)).toEqual({
      kind: 'json',
      value: { a: 1 },
      text: '{"a":1}',
      canonical: '{"a":1}',
      warnings: [{ code: 'BYTE_ORDER_MARK' }],
      isExact: false,
    });
  });

  test('a flaw is placed by its byte, the byte order mark included', () => {
    expect(read('{"é": x}')).toEqual({ kind: 'unreadable', problem: 'this is no JSON value', at: 7 });
    expect(read('\ufeff{"é": x}')).toEqual({ kind: 'unreadable', problem: 'this is no JSON value', at: 10 });
    expect(read('\ufeff\ufeff1')).toEqual({ kind: 'unreadable', problem: 'this is no JSON value', at: 3 });
    expect(read('')).toEqual({ kind: 'unreadable', problem: 'the text ends too early', at: 0 });
  });

  test.each([
    ['a stray byte', [0x22, 0x61, 0xff, 0x22], 2],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22], 1],
    ['a character cut off by the end', [0x22, 0xe2, 0x82], 1],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00], 0],
  ])('%s is not UTF-8', (_name, bytes, at) => {
    expect(readJson(Uint8Array.from(bytes), limits)).toEqual({ kind: 'unreadable', problem: 'the bytes are not UTF-8', at });
  });

  test('the problem never repeats the text', () => {
    const reading = read('{"password": hunter2}');

    expect(reading).toEqual({ kind: 'unreadable', problem: 'this is no JSON value', at: 13 });
  });
});

// Goal: no text, however made, takes more than linear time. Method: 2 MB of what a naive pattern would walk again and again.
test.each([
  ['digits', '1'.repeat(2_000_000)],
  ['zeros', `0.${'0'.repeat(2_000_000)}1`],
  ['zeros between', `[${'10000000000000000000000000000000000000001,'.repeat(50_000)}1]`],
  ['a long exponent', `1e${'9'.repeat(2_000_000)}`],
  ['backslashes', `"${'\\\\'.repeat(1_000_000)}"`],
  ['escaped quotes', `"${'\\"'.repeat(1_000_000)}"`],
])(
  'two megabytes of %s are read within seconds',
  (_name, text) => {
    expect(read(text).kind).toBe('json');
  },
  5_000,
);
