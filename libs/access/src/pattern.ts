import { z } from 'zod';

import { isStorable } from '#record';

// One pattern in two languages: `*` stands for any text, all else for itself. Both compare letter by letter, capitals apart.

export const PATTERN_LENGTH_MAX = 1_000;
/** Stars in a pattern: with many a long name takes long to compare. */
const STARS_MAX = 5;

export const Pattern = z
  .string()
  .min(1, 'a pattern has at least one character; * stands for any text')
  .max(PATTERN_LENGTH_MAX)
  .refine(isStorable, 'no name holds NUL or half a surrogate pair')
  .refine((text) => text.split('*').length <= STARS_MAX + 1, `a pattern may have ${STARS_MAX} stars`);

export const PATTERNS_MAX = 100;
export const Patterns = z.array(Pattern).min(1, 'name at least one').max(PATTERNS_MAX);

/** As JavaScript compares. With `within`, patterns of which one must fit too. */
export function regexOf(pattern: string, within?: readonly string[]): RegExp {
  return within === undefined ? plain(pattern) : new RegExp(`^(?=${anyOf(within)}$)${source(pattern)}$`, 's');
}

/** Patterns that are held compiled: rules of one policy are worked into many views, and most say the same few patterns. */
const COMPILED_MAX = 10_000;
const compiled = new Map<string, RegExp>();

function plain(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(`^${source(pattern)}$`, 's');
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** What one of some patterns fits; without any, nothing. */
export function regexOfAny(patterns: readonly string[]): RegExp {
  return new RegExp(`^${anyOf(patterns)}$`, 's');
}

/** As `regexOfAny` compares, in time that grows with the text alone: for texts of any length, of strangers. */
export function fitsAny(patterns: readonly string[]): (text: string) => boolean {
  const all = patterns.map((pattern) => pattern.split('*'));
  return (text) => all.some((parts) => fits(parts, text));
}

/** What stands between stars is taken where it is found first: then most is left for the rest. */
function fits([first = '', ...between]: readonly string[], text: string): boolean {
  const last = between.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of between) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** As Postgres compares with `like`. */
export function likeOf(pattern: string): string {
  return pattern.split('*').map(likeExactly).join('%');
}

/** A text, a star in it for itself, as Postgres compares with `like`. */
export function likeExactly(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function anyOf(patterns: readonly string[]): string {
  return patterns.length === 0 ? '(?!)' : `(?:${patterns.map(source).join('|')})`;
}

function source(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*');
}
