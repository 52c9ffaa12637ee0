import { z } from 'zod';

import { formatInstant, type Instant, parseInstant } from '#foundation';
import { isStorable } from '#record';

import type { Grant, HeldGrant } from './asker.ts';
import { jsonIn } from './json-in.ts';
import { Pattern } from './pattern.ts';

/** What people of an engagement are, within its scope. */
const ENGAGED_ROLE = 'auditor';
/** Days that an engagement lasts at most: a year of auditing is engaged anew. */
export const ENGAGEMENT_DAYS_MAX = 366;
const MEMBERS_MAX = 100;
const PATTERNS_MAX = 100;
const TEXT_LENGTH_MAX = 1_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Entries of the ledger about engagements are called so. No team is: its grants are held in a team that nobody can name. */
const ENGAGEMENT = 'engagement:';
const READING = 'reading:';

const Text = z
  .string()
  .refine((text) => text.trim() !== '', 'must not be empty')
  .max(TEXT_LENGTH_MAX)
  .refine(isStorable, 'text without NUL and halves of surrogate pairs');
const Time = z
  .string()
  .refine((text) => text.includes(':') && parseInstant(text) !== undefined, 'a time is RFC 3339, such as 2026-01-31T06:30:00Z');

/** What an entry of the ledger says of an engagement. With `ended` somebody ended it early. */
export const EngagementShape = z.strictObject({
  engagement: z.string().regex(NAME, 'an engagement has a name of 1 to 100 letters, digits, dots, dashes and underscores'),
  /** Holders of keys by name, anybody by id, or groups of the identity provider. */
  members: z.array(Text).min(1, 'name at least one person or group').max(MEMBERS_MAX),
  /** Patterns of namespaces. */
  scope: z.array(Pattern).min(1, 'name at least one namespace').max(PATTERNS_MAX),
  purpose: Text,
  why: Text,
  from: Time,
  until: Time,
  ended: z.strictObject({ at: Time, why: Text }).optional(),
});
export type Engagement = z.infer<typeof EngagementShape>;

/** An engagement as somebody wishes it, or everything that is wrong with it. */
export function readEngagement(
  value: unknown,
): { readonly kind: 'engagement'; readonly engagement: Engagement } | { readonly kind: 'unusable'; readonly problems: readonly string[] } {
  const read = EngagementShape.safeParse(value);
  if (read.success) return { kind: 'engagement', engagement: read.data };
  return { kind: 'unusable', problems: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}

/** The engagement that an entry's text tells of. Undefined: it cannot be read. */
export function engagementIn(text: string): Engagement | undefined {
  return EngagementShape.safeParse(jsonIn(text)).data;
}

/** Whether an engagement may be called so. */
export function isEngagementName(text: string): boolean {
  return NAME.test(text);
}

/** Under what an engagement is found again; without a name, what all of them begin with. */
export function engagementSubject(name = ''): string {
  return `${ENGAGEMENT}${name}`;
}

/** Under what is found again that was asked under an engagement. */
export function readingSubject(name: string): string {
  return `${READING}${name}`;
}

/** The engagement under which something was asked, by the subject of its entry. Undefined: the entry tells of something else. */
export function readingOf(subject: string): string | undefined {
  return subject.startsWith(READING) ? subject.slice(READING.length) : undefined;
}

/** Whether an entry tells of an engagement, by its subject. */
export function isEngagement(subject: string): boolean {
  return subject.startsWith(ENGAGEMENT);
}

/** From when on, and until when, an engagement is in force: its end, or when somebody ended it. */
export function engagementSpan({ from, until, ended }: Pick<Engagement, 'from' | 'until' | 'ended'>): {
  readonly from: Instant;
  readonly until: Instant;
} {
  const [begin, end, early] = [instantOf(from), instantOf(until), ended === undefined ? undefined : instantOf(ended.at)];
  return { from: begin, until: early !== undefined && early < end ? early : end };
}

/** What an engagement gives to each of its people, over or not. */
export function engagedGrant(engagement: Engagement): Grant {
  const { engagement: name, scope, purpose } = engagement;
  return { role: ENGAGED_ROLE, team: engagementSubject(name), scope, purpose, ...engagementSpan(engagement) };
}

/** The engagements by which somebody holds grants, by name. */
export function engagementsOf(grants: readonly Grant[]): readonly string[] {
  const names = grants.flatMap(({ scope, team }) => (scope === undefined || team === null ? [] : [team.slice(ENGAGEMENT.length)]));
  return [...new Set(names)].sort();
}

/** Whether somebody holds nothing but what one engagement gives: what he is shown lies within its scope. */
export function isWithin(grants: readonly HeldGrant[], name: string): boolean {
  return grants.every(({ team }) => team === engagementSubject(name));
}

/** As it stands in the ledger: times to the letter, so that equal wishes are equal. */
export function writtenEngagement({ from, until, ...rest }: Engagement): Engagement {
  return { ...rest, from: formatInstant(instantOf(from)), until: formatInstant(instantOf(until)) };
}

function instantOf(text: string): Instant {
  const read = parseInstant(text);
  if (read === undefined) throw new Error(`an engagement has a time that is none: ${text}`);
  return read.instant;
}
