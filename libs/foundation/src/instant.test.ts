import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatInstant,
  formatMicroseconds,
  INSTANT_MAX,
  INSTANT_MIN,
  instantFromDate,
  instantFromParts,
  instantParts,
  parseInstant,
  type Instant,
} from './instant.ts';

const anyInstant = fc.bigInt({ min: INSTANT_MIN, max: INSTANT_MAX }).map((nanoseconds) => nanoseconds as Instant);

function read(text: string): string | undefined {
  const parsed = parseInstant(text);
  if (parsed === undefined) return undefined;
  return formatInstant(parsed.instant) + (parsed.zoneless ? ' zoneless' : '');
}

describe('reading', () => {
  test.each([
    ['2024-02-29T12:34:56Z', '2024-02-29T12:34:56Z'],
    ['2024-02-29t12:34:56z', '2024-02-29T12:34:56Z'],
    ['2024-02-29 12:34:56.5Z', '2024-02-29T12:34:56.500Z'],
    ['2024-02-29T12:34:56,123456Z', '2024-02-29T12:34:56.123456Z'],
    ['2024-02-29T12:34:56.123456789Z', '2024-02-29T12:34:56.123456789Z'],
    ['2024-02-29T12:34:56.1234567899999Z', '2024-02-29T12:34:56.123456789Z'],
    ['2024-02-29T12:34Z', '2024-02-29T12:34:00Z'],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00Z'],
    ['2024-03-01T00:30:00+0100', '2024-02-29T23:30:00Z'],
    ['2024-03-01T00:30:00+01', '2024-02-29T23:30:00Z'],
    ['2024-02-29T23:30:00-05:45', '2024-03-01T05:15:00Z'],
    ['2024-02-29T12:34:56-00:00', '2024-02-29T12:34:56Z'],
    ['2024-02-29T12:34:56', '2024-02-29T12:34:56Z zoneless'],
    ['2024-02-29T12:34', '2024-02-29T12:34:00Z zoneless'],
    ['2024-01-01', '2024-01-01T00:00:00Z zoneless'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999999999Z'],
    ['2017-01-01T00:59:60.25+01:00', '2016-12-31T23:59:59.999999999Z'],
    ['1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999999999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['0099-03-01T00:00:00.000000001Z', '0099-03-01T00:00:00.000000001Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['2023-02-29T00:00:00Z'],
    ['2100-02-29'],
    ['2024-02-30'],
    ['2024-04-31'],
    ['2024-00-10'],
    ['2024-13-10'],
    ['2024-01-00'],
    ['2024-01-01T25:00:00Z'],
    ['2024-01-01T24:00:00Z'],
    ['2024-01-01T10:60:00Z'],
    ['2024-01-01T10:00:61Z'],
    ['2024-01-01T10:00:00+24:00'],
    ['2024-01-01T10:00:00+01:60'],
    ['2024-01-01T10:00:00.Z'],
    ['2024-01-01T10Z'],
    ['2024-01-01Z'],
    ['2024-01-01T10:00:00 Europe/Paris'],
    ['2024-1-1T10:00:00Z'],
    ['20240101T100000Z'],
    ['0000-12-31T23:59:59Z'],
    ['0001-01-01T00:00:00+01:00'],
    ['9999-12-31T23:59:59-01:00'],
    ['+012024-01-01T00:00:00Z'],
    [' 2024-01-01'],
    ['2024-01-01\n'],
    ['1700000000000'],
    [''],
  ])('%j is no instant', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('every instant survives being written and read', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(parseInstant(formatInstant(instant))).toEqual({ instant, zoneless: false });
      }),
    );
  });

  test('every Date reads as JavaScript reads it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString())?.instant).toBe(instantFromDate(date));
        },
      ),
    );
  });
});

test('always six digits of fraction are written when microseconds are asked for', () => {
  const instants = ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5Z', '1960-01-01T00:00:00.123456789Z'].map(
    (text) => parseInstant(text)?.instant,
  );

  expect(instants.map((instant) => instant !== undefined && formatMicroseconds(instant))).toEqual([
    '2024-01-01T00:00:00.000000Z',
    '2024-01-01T00:00:00.500000Z',
    '1960-01-01T00:00:00.123456Z',
  ]);
});

test('a nanosecond before 1970 lies 999 nanoseconds into its microsecond', () => {
  expect(instantParts(-1n as Instant)).toEqual({ microseconds: -1n, nanos: 999 });
});

test('parts put together again give the instant', () => {
  fc.assert(
    fc.property(anyInstant, (instant) => {
      const parts = instantParts(instant);

      expect(parts.nanos).toBeGreaterThanOrEqual(0);
      expect(parts.nanos).toBeLessThanOrEqual(999);
      expect(instantFromParts(parts)).toBe(instant);
    }),
  );
});

test('a date past the year 9999 is refused', () => {
  expect(() => instantFromDate(new Date(8.64e15))).toThrow(RangeError);
});
