import type { Name } from '#lineage';
import { isStorable } from '#record';
import { z } from 'zod';

import { fitsAny, Patterns } from './pattern.ts';

/** What of the data itself a system may say that it guards. */
const GUARDED = ['read', 'write'] as const;
export type Guarded = (typeof GUARDED)[number];

const SYSTEM_LENGTH_MAX = 200;
/** A day: who tells no more is believed so long at most. */
const SECONDS_MAX = 86_400;

const ClaimShape = z.strictObject({
  system: z
    .string('is the name of a system')
    .min(1, 'is the name of a system')
    .max(SYSTEM_LENGTH_MAX, `may have ${SYSTEM_LENGTH_MAX} characters`)
    .refine(isStorable, 'holds NUL or half a surrogate pair'),
  namespaces: Patterns,
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
export function guarding<Claim extends Pick<EnforcementClaim, 'namespaces'>>(
  claims: readonly Claim[],
  names: readonly Name[],
): readonly Claim[] {
  const met = claims
    .map((claim) => ({ claim, fits: fitsAny(claim.namespaces) }))
    .filter(({ fits }) => names.some(({ namespace }) => fits(namespace)));
  const isWhole = names.every(({ namespace }) => met.some(({ fits }) => fits(namespace)));
  return isWhole ? met.map(({ claim }) => claim) : [];
}
