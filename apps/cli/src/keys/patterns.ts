import { wrong } from '../arguments.ts';

/** As often as needed. */
export const PATTERNS = { type: 'string', multiple: true } as const;

/** Patterns, each once. A `*` anywhere but at the end would be taken for a letter, and grant nothing: throws BAD_REQUEST. */
export function patterns(given: readonly string[]): readonly string[] {
  const odd = given.find((pattern) => pattern === '' || pattern.slice(0, -1).includes('*'));
  if (odd !== undefined) throw wrong(`${odd === '' ? 'an empty pattern' : odd} names no namespaces: a * stands at the end alone`);
  return [...new Set(given)];
}
