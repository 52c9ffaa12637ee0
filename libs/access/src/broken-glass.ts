import { z } from 'zod';

import { type Instant, parseInstant } from '#foundation';

import type { HeldGrant } from './asker.ts';
import { jsonIn } from './json-in.ts';

/** The role of whoever may break the glass for himself. A word of an access file or a key like others. */
export const BREAK_GLASS_ROLE = 'break-glass';
/** What a broken glass grants: nothing is hidden. No rule, key or access file can name it. */
export const SEES_EVERYTHING = 'see:everything';
/** Hours that a broken glass lasts at most: a night and a day. */
export const GLASS_HOURS_MAX = 24;

const GLASS = 'glass:';
const REVIEW = 'review:';

/** What an entry of the ledger says of a broken glass: whose, why, for how long, and when that is over. */
export const GlassShape = z.strictObject({
  glass: z.string(),
  name: z.string(),
  reason: z.string(),
  hours: z.int(),
  until: z.string(),
  /** The glass that this one ends early, by its position: then it is none of its own. */
  ends: z.string().optional(),
});
export type BrokenGlass = z.infer<typeof GlassShape>;

/** `position`: of the glass. Absent: it was written before reviews said it. `isAlone`: whoever broke it, or for whom, could come in as who reviewed it. */
const ReviewShape = z.strictObject({
  ...{ glass: z.string(), name: z.string(), note: z.string(), position: z.string().optional() },
  isAlone: z.literal(true).optional(),
});

/** Under what the glasses of a person are found again. */
export function glassSubject(person: string): string {
  return `${GLASS}${person}`;
}

/** Under what the review of a glass is found again. */
export function reviewSubject(position: bigint): string {
  return `${REVIEW}${position}`;
}

/** What an entry about a glass is, by its subject. Undefined: it is about something else. */
export function glassEntry(subject: string): 'glass' | 'review' | undefined {
  if (subject.startsWith(GLASS)) return 'glass';
  return subject.startsWith(REVIEW) ? 'review' : undefined;
}

/** When a glass is whole again. */
export function glassUntil({ until }: BrokenGlass): Instant {
  const read = parseInstant(until);
  if (read === undefined) throw new Error(`a broken glass ends at ${until}, which is no time`);
  return read.instant;
}

/** The glass that an entry's text tells of. Undefined: it cannot be read. */
export function readGlass(text: string): BrokenGlass | undefined {
  return GlassShape.safeParse(jsonIn(text)).data;
}

/** The review that an entry's text tells of: of whose glass, and what was found. Undefined: it cannot be read. */
export function readReview(text: string): z.infer<typeof ReviewShape> | undefined {
  return ReviewShape.safeParse(jsonIn(text)).data;
}

/** What a glass gives to whoever broke it, until it is over. */
export function grantByGlass(glass: BrokenGlass): HeldGrant {
  return { role: SEES_EVERYTHING, team: null, until: glassUntil(glass), by: 'break-glass' };
}
