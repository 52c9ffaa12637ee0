import type { Brand } from './brand.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './quantities.ts';

/** A moment to the nanosecond: nanoseconds since 1970-01-01T00:00:00Z, between INSTANT_MIN and INSTANT_MAX. */
export type Instant = Brand<bigint, 'Instant'>;

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z: what four digits of year can say. */
export const INSTANT_MIN = -62_135_596_800_000_000_000n as Instant;
export const INSTANT_MAX = 253_402_300_799_999_999_999n as Instant;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The Gregorian calendar repeats after this long. */
const FOUR_CENTURIES_MS = 146_097 * DAY_MS;

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

export interface ParsedInstant {
  readonly instant: Instant;
  /** No zone was written: it was read as UTC, and the sender may have meant something else. */
  readonly zoneless: boolean;
}

/**
 * Reads an RFC 3339 or ISO 8601 date and time; `undefined` when it is not one or cannot be.
 * Seconds, zone, or the whole time of day may be missing; digits after the ninth of a fraction are dropped.
 * A leap second reads as the last nanosecond before it, in any minute, for an offset may move it from midnight.
 * 0.4 µs (2026-11-21).
 */
export function parseInstant(text: string): ParsedInstant | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zulu, sign, offsetHour = '0', offsetMinute = '0'] =
    match;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;

  const isLeapSecond = second === '60';
  const seconds = isLeapSecond ? 59 : Number(second);
  const nanos = isLeapSecond ? 999_999_999 : Number(fraction.slice(0, 9).padEnd(9, '0'));
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so every date is read four centuries late.
  const localMs = Date.UTC(Number(year) + 400, Number(month) - 1, Number(day), Number(hour), Number(minute), seconds) - FOUR_CENTURIES_MS;
  const offsetMs = Number(offsetHour) * HOUR_MS + Number(offsetMinute) * MINUTE_MS;
  const utcMs = sign === '-' ? localMs + offsetMs : localMs - offsetMs;

  const instant = BigInt(utcMs) * 1_000_000n + BigInt(nanos);
  if (!isInstant(instant)) return undefined;
  return { instant, zoneless: zulu === undefined && sign === undefined };
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || day < 1) return false;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : DAYS_IN_MONTH[month - 1];
  return days !== undefined && day <= days;
}

function isInstant(nanoseconds: bigint): nanoseconds is Instant {
  return nanoseconds >= INSTANT_MIN && nanoseconds <= INSTANT_MAX;
}

/** The shortest RFC 3339 text in UTC: no fraction, or three, six or nine digits of it. */
export function formatInstant(instant: Instant): string {
  const fraction = fractionOf(instant);
  const digits = fraction === 0 ? 0 : fraction % 1_000_000 === 0 ? 3 : fraction % 1_000 === 0 ? 6 : 9;
  return withFraction(instant, digits);
}

/** RFC 3339 in UTC with always six digits of fraction; what is finer is dropped. */
export function formatMicroseconds(instant: Instant): string {
  return withFraction(instant, 6);
}

function withFraction(instant: Instant, digits: 0 | 3 | 6 | 9): string {
  const fraction = fractionOf(instant);
  const seconds = Number((instant - BigInt(fraction)) / 1_000_000_000n);
  const upToSeconds = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (digits === 0) return `${upToSeconds}Z`;
  return `${upToSeconds}.${fraction.toString().padStart(9, '0').slice(0, digits)}Z`;
}

/** Nanoseconds past the whole second, which lies before it also for times before 1970. */
function fractionOf(instant: Instant): number {
  return Number(floorRemainder(instant, 1_000_000_000n));
}

function floorRemainder(value: bigint, divisor: bigint): bigint {
  const remainder = value % divisor;
  return remainder < 0n ? remainder + divisor : remainder;
}

/** A `Date` knows milliseconds. Throws a RangeError outside the years 1 to 9999. */
export function instantFromDate(date: Date): Instant {
  return instantFrom(BigInt(date.getTime()) * 1_000_000n);
}

/** How Postgres keeps an instant: a `timestamptz`, and a `smallint` for the nanoseconds (0 to 999) within its microsecond. */
export interface InstantParts {
  readonly microseconds: bigint;
  readonly nanos: number;
}

export function instantParts(instant: Instant): InstantParts {
  const nanos = floorRemainder(instant, 1_000n);
  return { microseconds: (instant - nanos) / 1_000n, nanos: Number(nanos) };
}

/** The inverse of `instantParts`. Throws a RangeError outside the years 1 to 9999. */
export function instantFromParts({ microseconds, nanos }: InstantParts): Instant {
  return instantFrom(microseconds * 1_000n + BigInt(nanos));
}

function instantFrom(nanoseconds: bigint): Instant {
  if (!isInstant(nanoseconds)) throw new RangeError('An instant lies between the years 1 and 9999.');
  return nanoseconds;
}
