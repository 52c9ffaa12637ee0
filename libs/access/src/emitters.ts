import { z } from 'zod';

import { isStorable } from '#record';

import { PATTERN_LENGTH_MAX, regexOfAny } from './pattern.ts';
import { HolderNamed } from './holder-named.ts';

const PATTERNS_MAX = 1_000;
const EMITTERS_MAX = 10_000;
/** By id, or by the prefix of a key: then somebody is meant who is there already. */
const MEANT = /^(hg_[A-Za-z0-9_-]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(group|subject):.*)$/s;

/** As emitters are bound: a text, or the beginning of one before a `*`. */
export const ClaimPattern = z
  .string()
  .min(1, 'a pattern has at least one character; * stands for any text')
  .max(PATTERN_LENGTH_MAX)
  .refine(isStorable, 'no name holds NUL or half a surrogate pair')
  .refine(isClaimable, 'of what an emitter may claim a * stands at the end alone');
const ClaimPatterns = z.array(ClaimPattern).max(PATTERNS_MAX).optional();

/** What an emitter of a team may claim; what is absent follows from its team. */
const ClaimsShape = z.strictObject({
  namespaces: ClaimPatterns,
  outputs: ClaimPatterns,
  inputs: ClaimPatterns,
  producers: ClaimPatterns,
});
export type Claims = z.infer<typeof ClaimsShape>;

const Counted = z.array(HolderNamed).max(EMITTERS_MAX);
const Named = z
  .record(HolderNamed, ClaimsShape.nullable())
  .refine((named) => Object.keys(named).length <= EMITTERS_MAX, `there may be ${EMITTERS_MAX} emitters`)
  .refine(
    (named) => Object.entries(named).every(([word, claims]) => claims === null || !MEANT.test(word)),
    'what an emitter may claim is said of its name, and not of an id, a group or the prefix of a key',
  );

/** Whose events a team's quotas count: words; and what those that stand with braces may claim. */
export const EmittersShape = z.union([Counted, Named], { error: (issue) => problemIn(issue) });
type Emitters = z.infer<typeof EmittersShape>;

/** A union tells only that nothing fits: this tells what does not, of the form that was meant. */
function problemIn({ input, errors }: { readonly input?: unknown; readonly errors?: readonly (readonly z.core.$ZodIssue[])[] }): string {
  const [first] = errors?.[Array.isArray(input) ? 0 : 1] ?? [];
  if (first === undefined || typeof input !== 'object' || input === null)
    return 'emitters are a list of names, or names with what each may claim, such as { spark-icu: {} }';
  return [first.path.join(' '), first.message].filter((part) => part !== '').join(': ');
}

/** All that an emitter may claim. */
export interface EmitterBounds {
  readonly namespaces: readonly string[];
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  /** Empty: any. */
  readonly producers: readonly string[];
}

/** Who may claim nothing any more. */
export const NO_BOUNDS: EmitterBounds = { namespaces: [], outputs: [], inputs: [], producers: [] };

/** An emitter of a team. */
export interface TeamEmitter {
  readonly word: string;
  /** Null: the team's quotas count it, and the file says nothing of what it may claim. */
  readonly claims: Claims | null;
}

/** What of a team decides about its emitters. */
export interface EmittingTeam {
  readonly owns: readonly string[];
  readonly reads?: readonly string[] | undefined;
  readonly emitters?: Emitters | undefined;
}

/** In the order of the file. */
export function emittersOf({ emitters = [] }: Pick<EmittingTeam, 'emitters'>): readonly TeamEmitter[] {
  return isList(emitters)
    ? emitters.map((word) => ({ word, claims: null }))
    : Object.entries(emitters).map(([word, claims]) => ({ word, claims }));
}

function isList(emitters: Emitters): emitters is string[] {
  return Array.isArray(emitters);
}

/**
 * All that an emitter of a team may claim: what the file says of it, and else what follows from the team. It speaks for what the team owns, says things of
 * nothing beyond, and takes from what the team reads.
 */
export function boundsIn({ owns, reads = [] }: EmittingTeam, { namespaces, outputs, inputs, producers }: Claims): EmitterBounds {
  const owned = owns.filter(isClaimable);
  return {
    namespaces: namespaces ?? owned,
    outputs: outputs ?? (namespaces === undefined ? [] : owned),
    inputs: inputs ?? reads,
    producers: producers ?? [],
  };
}

/** An emitter that is bound by what its team owns, and the patterns of that by which nobody can be bound: they have a `*` before their end. */
export interface Unclaimed {
  readonly name: string;
  readonly patterns: readonly string[];
}

/** The emitters of a team whose braces leave to it what they may claim, where that is less than the team owns. */
export function unclaimed(team: EmittingTeam): readonly Unclaimed[] {
  const patterns = team.owns.filter((pattern) => !isClaimable(pattern));
  const byTeam = emittersOf(team).filter(
    ({ claims }) => claims !== null && (claims.namespaces === undefined || claims.outputs === undefined),
  );
  return patterns.length === 0 ? [] : byTeam.map(({ word }) => ({ name: word, patterns }));
}

/** An emitter of which a file says what it may claim. */
export interface BoundEmitter {
  readonly name: string;
  readonly team: string;
  readonly bounds: EmitterBounds;
}

/** Those of all teams, in the order of the teams. An emitter that two teams bind is there twice. */
export function boundEmitters(teams: readonly (EmittingTeam & { readonly team: string })[]): readonly BoundEmitter[] {
  return teams.flatMap((team) =>
    emittersOf(team).flatMap(({ word, claims }) =>
      claims === null ? [] : [{ name: word, team: team.team, bounds: boundsIn(team, claims) }],
    ),
  );
}

/** Whether emitters can be bound by a pattern: they know a `*` at its end alone. */
export function isClaimable(pattern: string): boolean {
  return !pattern.slice(0, -1).includes('*');
}

/** In no name: what a `*` stands for may hold it. */
const ANY_TEXT = '\0';

/**
 * Whether all that an emitter may claim by a pattern lies within some namespaces, whose patterns may have a `*` anywhere. Exact: a text of which no name is
 * part stands for any, so that nothing but a `*` can fit it.
 */
export function isClaimWithin(pattern: string, owned: readonly string[]): boolean {
  return regexOfAny(owned).test(pattern.endsWith('*') ? `${pattern.slice(0, -1)}${ANY_TEXT}` : pattern);
}

/** Whether all that one pattern fits is fit by one of some others; a `*` may stand anywhere in any. */
export function isWithin(pattern: string, others: readonly string[]): boolean {
  return regexOfAny(others).test(pattern.replaceAll('*', ANY_TEXT));
}
