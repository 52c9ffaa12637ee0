import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalNumber } from './json-number.ts';

const digits = fc.oneof(
  fc.nat(20).map(String),
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }).map((list) => list.join('')),
);
const exponent = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -60, max: 60 }));
const decimal = fc.record({ digits, exponent });

test.each([
  ['1.0', '1'],
  ['1e0', '1'],
  ['100e-2', '1'],
  ['0.0001E4', '1'],
  ['-0', '0'],
  ['-0.000e99999999999999999999', '0'],
  ['0.1', '0.1'],
  ['0.10', '0.1'],
  ['333333333.33333329', '333333333.33333329'],
  ['9007199254740992', '9007199254740992'],
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993.0', '-9007199254740993'],
  ['1700000000000000001', '1700000000000000001'],
  ['100000000000000000000', '100000000000000000000'],
  ['1000000000000000000000', '1e+21'],
  ['123456789012345678901234', '1.23456789012345678901234e+23'],
  ['0.000001', '0.000001'],
  ['0.0000001', '1e-7'],
  ['1e400', '1e+400'],
  ['10E+0399', '1e+400'],
  ['-1.50e-400', '-1.5e-400'],
  ['1e999999999999999', '1e+999999999999999'],
  ['10e1000000000000000', '10e1000000000000000'],
])('%s is written %s', (token, written) => {
  expect(canonicalNumber(token)).toBe(written);
});

test('every double is written as ECMAScript writes it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(canonicalNumber(JSON.stringify(number))).toBe(String(number));
    }),
    { numRuns: 2_000 },
  );
});

// Method: a decimal is a whole number times a power of ten, so BigInt judges whether two are the same.
test('two spellings are written alike exactly when they are worth the same', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const worth = (number: typeof a) => BigInt(number.digits) * 10n ** BigInt(number.exponent + 60);
      const written = (number: typeof a) => canonicalNumber(`${number.digits}e${number.exponent}`);

      expect(written(a) === written(b)).toBe(worth(a) === worth(b));
    }),
  );
});

test('zeros behind and an exponent to make up for them change nothing, and what is written is written so again', () => {
  fc.assert(
    fc.property(decimal, digits, fc.nat(20), ({ digits: whole, exponent: power }, fraction, zeros) => {
      const written = canonicalNumber(`${whole}.${fraction}e${power}`);

      expect(canonicalNumber(`${whole}${fraction}${'0'.repeat(zeros)}e${power - fraction.length - zeros}`)).toBe(written);
      expect(canonicalNumber(written)).toBe(written);
    }),
  );
});
