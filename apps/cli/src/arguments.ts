import { parseArgs, type ParseArgsConfig } from 'node:util';

import { DAY_MS, Failure, HOUR_MS, MINUTE_MS, parseInstant } from '#foundation';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command's own options, and the one that all have. */
interface Call<Named extends Options> {
  readonly args: string[];
  readonly allowPositionals: true;
  readonly options: Named & { readonly json: { readonly type: 'boolean' } };
}

/** Reads the words of a command line. Throws BAD_REQUEST on what the command does not know. */
export function readArguments<const Named extends Options>(args: string[], options: Named): ReturnType<typeof parseArgs<Call<Named>>> {
  try {
    return parseArgs<Call<Named>>({ args, allowPositionals: true, options: { ...options, json: { type: 'boolean' } } });
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error)); // what follows is advice for programmers
  }
}

/** The words after the options, exactly so many as have a name here. */
export function readWords<Word extends string>(words: readonly string[], names: readonly Word[]): Readonly<Record<Word, string>> {
  if (words.length !== names.length)
    throw wrong(`expected ${names.map((name) => `<${name}>`).join(' ') || 'no more words'}, got: ${words.join(' ') || 'nothing'}`);
  return Object.fromEntries(names.map((name, index) => [name, words[index] ?? ''])) as Record<Word, string>; // as many words as names
}

/** An option that must be given. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw wrong(`${option} is missing`);
  return value;
}

/** One of a few words. */
export function oneOf<Word extends string>(value: string | undefined, words: readonly Word[], what: string): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw wrong(`${what} is one of ${words.join(', ')}${value === undefined ? '' : `, not ${value}`}`);
  return found;
}

/** An instant, or nothing. */
export function timeOrNull(value: string | undefined, option: string): string | null {
  if (value === undefined) return null;
  if (parseInstant(value) === undefined) throw wrong(`${option} is an RFC 3339 time, such as 2026-01-31T06:30:00Z, not ${value}`);
  return value;
}

/** A whole number within bounds. */
export function wholeNumber(value: string, option: string, { min, max }: Readonly<Record<'min' | 'max', number>>): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw wrong(`${option} is a whole number from ${min} to ${max}, not ${value}`);
  return number;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** A length of time in minutes, hours or days, such as 90m, 12h or 30d, in milliseconds. */
export function lengthOfTime(value: string, option: string): number {
  const [, number, unit] = /^(\d{1,4})([mhd])$/.exec(value) ?? [];
  if (number === undefined || unit === undefined) throw wrong(`${option} is a length of time such as 90m, 12h or 30d, not ${value}`);
  return Number(number) * (UNIT_MS[unit] ?? 0);
}

/** The failure for a command line that is not one of ours. */
export function wrong(message: string): Failure {
  return new Failure('BAD_REQUEST', `${message}; --help shows how.`);
}
