import { type Scope, scopesAmong, scopesProblem } from '#access';

import { wrong } from '../arguments.ts';
import { oneLine } from '../output.ts';

/** The option that says what a key may be used for: words between commas, or given several times. */
export const SCOPE = { scope: { type: 'string', multiple: true } } as const;

/** Undefined: nothing was said. Throws BAD_REQUEST on what is no scope. */
export function scopesGiven(given: readonly string[] | undefined): readonly Scope[] | undefined {
  if (given === undefined) return undefined;
  const words = given.flatMap((text) => text.split(',')).map((word) => word.trim());
  const problem = scopesProblem(words);
  if (problem !== undefined) throw wrong(`--scope: ${oneLine(problem, 200)}`);
  return scopesAmong(words);
}

/** Beside a key that is shown, what it may be used for alone. */
export function scopesLine(scopes: readonly Scope[] | undefined): readonly string[] {
  return scopes === undefined ? [] : [`It may be used for ${scopes.join(' and ')} alone.`];
}
