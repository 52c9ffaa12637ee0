import type { Name } from '#lineage';
import { z } from 'zod';

import { fitsAny, Patterns } from './pattern.ts';

/** What of the data itself a system may say that it guards. */
const GUARDED = ['read', 'write'] as const;
export type Guarded = (typeof GUARDED)[number];

/** It is a thing of the trail, and everybody is told it: a name, and no text. */
const SYSTEM = /^[\p{L}\p{N}][\p{L}\p{N} ._:@/()-]{0,199}$/u;
/** A day: who tells no more is believed so long at most. */
const SECONDS_MAX = 86_400;

/** What is told stands in the ledger for ever, and is read with each decision. */
const NAMESPACES_LENGTH_MAX = 10_000;

const ClaimShape = z.strictObject({
  system: z
    .string('is the name of a system')
    .regex(SYSTEM, 'is a name of 1 to 200 letters, digits, spaces and . _ : @ / ( ) -, and begins with a letter or a digit'),
  namespaces: Patterns.refine(
    (patterns) => patterns.reduce((sum, { length }) => sum + length, 0) <= NAMESPACES_LENGTH_MAX,
    `may have ${NAMESPACES_LENGTH_MAX} characters in all; a * at the end stands for any text`,
  ),
  actions: z.array(z.enum(GUARDED, 'is read or write'), 'is a list of read and write').min(1, 'names read, write or both'),
  forSeconds: z.int('is a whole number').min(0, 'is 0 or more').max(SECONDS_MAX, `is a day, ${SECONDS_MAX}, at most`),
});

/** What a system says of itself: that it lets nobody do some things with the data of some namespaces but by the answers of Headgate. */
export interface EnforcementClaim {
  readonly system: string;
  /** Patterns, each once, in one order. */
  readonly namespaces: readonly string[];
  readonly actions: readonly Guarded[];
  /** For how long it may be believed, from when it came. 0: not any more. */
  readonly forSeconds: number;
}

export type ReadClaim =
  { readonly kind: 'claim'; readonly claim: EnforcementClaim } | { readonly kind: 'unusable'; readonly problems: readonly string[] };

/** A claim, or all that is wrong with it. */
export function readClaim(value: unknown): ReadClaim {
  const read = ClaimShape.safeParse(value);
  if (!read.success) return { kind: 'unusable', problems: read.error.issues.map(problemOf) };
  const { system, namespaces, actions, forSeconds } = read.data;
  const each = [...new Set(namespaces)].sort();
  return { kind: 'claim', claim: { system, namespaces: each, actions: GUARDED.filter((action) => actions.includes(action)), forSeconds } };
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is nothing that is told here`;
  return `${issue.path.join('.')} ${issue.message}`.trim();
}

/**
 * Those of some claims by which a thing is guarded: each of its names lies in a namespace of one of them, for nobody is held who comes by another name. None:
 * it is not, or not by all of its names.
 */
export function guarding<Claim extends Guarding>(claims: readonly Claim[], names: readonly Name[]): readonly Claim[] {
  const met = claims.filter(({ guards }) => names.some(({ namespace }) => guards(namespace)));
  return names.every(({ namespace }) => met.some(({ guards }) => guards(namespace))) ? met : [];
}

/** A claim about some namespaces. */
export interface Guarding {
  readonly guards: (namespace: string) => boolean;
}

/** Whether a claim is about a namespace. */
export function guardsOf({ namespaces }: Pick<EnforcementClaim, 'namespaces'>): Guarding['guards'] {
  return fitsAny(namespaces);
}
