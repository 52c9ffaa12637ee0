import type { KeyBounds } from '#operations';

import { wrong } from '../arguments.ts';
import { oneLine } from '../output.ts';

/** As often as needed. */
const PATTERNS = { type: 'string', multiple: true } as const;

/** The options that say what an emitter may claim. */
export const BOUNDS = { namespace: PATTERNS, outputs: PATTERNS, inputs: PATTERNS, producers: PATTERNS } as const;

type Given = Readonly<Partial<Record<keyof typeof BOUNDS, readonly string[]>>>;

/** What of it was given, each pattern once. Throws BAD_REQUEST on what is no pattern. */
export function boundsGiven({ namespace, outputs, inputs, producers }: Given): KeyBounds['bounds'] {
  return {
    ...(namespace === undefined ? {} : { namespaces: patterns(namespace, 'namespaces') }),
    ...(outputs === undefined ? {} : { outputs: patterns(outputs, 'namespaces') }),
    ...(inputs === undefined ? {} : { inputs: patterns(inputs, 'namespaces') }),
    ...(producers === undefined ? {} : { producers: patterns(producers, 'producers') }),
  };
}

/** What an emitter may claim, in lines; what is not bound is not said. */
export function boundsLines({ namespaces, outputs, inputs, producers }: Required<KeyBounds['bounds']>): readonly string[] {
  const told = (what: string, list: readonly string[]): readonly string[] =>
    list.includes('*') ? [] : [`${what}: ${oneLine(list.join(' '), 1000)}`];
  return [
    `may speak for: ${oneLine(namespaces.join(' '), 1000)}`,
    ...told('may say things of these and of', outputs),
    ...told('may say that data came from all those and from', inputs),
    ...(producers.length === 0 ? [] : told('may speak as', producers)),
  ];
}

/** A `*` anywhere but at the end would be taken for a letter, and grant nothing. */
function patterns(given: readonly string[], what: string): readonly string[] {
  const odd = given.find((pattern) => pattern === '' || pattern.slice(0, -1).includes('*'));
  if (odd !== undefined) throw wrong(`${odd === '' ? 'an empty pattern' : odd} names no ${what}: a * stands at the end alone`);
  return [...new Set(given)];
}
