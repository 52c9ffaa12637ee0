import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8, hex, sha256, sortedUtf8 } from './bytes.ts';

test('text is ordered as Buffer.compare orders its UTF-8', () => {
  const anyText = fc.string({ unit: 'binary' });

  fc.assert(
    fc.property(anyText, anyText, anyText, (start, a, b) => {
      const expected = Buffer.compare(Buffer.from(start + a), Buffer.from(start + b));

      expect(Math.sign(compareUtf8(start + a, start + b))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('a character beyond U+FFFF comes after every other, unlike in UTF-16', () => {
  const list = ['\u{1F600}', '\uFF5E', 'é', 'z', 'Z', '', 'za'];

  expect(sortedUtf8(list)).toEqual(['', 'Z', 'z', 'za', 'é', '\uFF5E', '\u{1F600}']);
  expect(list[0]).toBe('\u{1F600}');
  expect([...list].sort().at(-1)).toBe('\uFF5E');
});

test('a hash of parts is the hash of their bytes in a row', () => {
  const digest = sha256('a', Buffer.from('b'), new Uint8Array([0x63]));

  expect(hex(digest)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('hex shows only the bytes of a view', () => {
  expect(hex(new Uint8Array([1, 2, 0xab, 4]).subarray(1, 3))).toBe('02ab');
});
