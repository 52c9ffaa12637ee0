import { engagementIn, glassEntry, isEngagement, policySubject, readGlass, readReview, readStep, readVersion } from '#access';
import type { Instant } from '#foundation';
import type { EntryKind } from '#record';
import type { LedgerEntry } from '#store';
import { z } from 'zod';

/** What the trail is made of: what somebody decided, and what was denied to somebody. */
export const TRAIL_KINDS = ['policy', 'key', 'retraction', 'setting', 'decision', 'contract', 'report', 'retirement', 'erasure'] as const;
export type TrailKind = (typeof TRAIL_KINDS)[number];

/** An entry of the trail in words. */
export interface Deed {
  readonly kind: TrailKind;
  readonly action: string;
  readonly what: string;
  readonly outcome: 'done' | 'denied' | 'refused';
  readonly why: string | null;
  /** The position of the policy that decided. Null: no policy did. */
  readonly policy: bigint | null;
}

interface ToldDeed {
  readonly deed: Deed;
  /** Of the principal, where the entry says it. */
  readonly name?: string;
  /** Of a denial. */
  readonly minute?: Instant;
}

const Decided = z.object({
  action: z.string(),
  what: z.string(),
  outcome: z.enum(['done', 'denied', 'refused']),
  why: z.string().nullable(),
  policy: z.string().nullable(),
  name: z.string(),
  roles: z.array(z.string()).optional(),
  minute: z.string().optional(),
});
const KeyAct = z.object({ did: z.string(), name: z.string(), prefix: z.string() });
const Gone = z.object({ isGone: z.literal(true) });
const Ruling = z.object({ why: z.string().nullish(), reinstate: z.string().optional() });

/** What an entry tells. One whose body is gone, or that was written by a newer Headgate, is told by its kind and subject. */
export function deedIn({ kind, frame }: LedgerEntry, subject: string): ToldDeed {
  const body = frame?.form === 'json' ? jsonIn(frame.text) : undefined;
  const plain: Deed = { kind: trailKind(kind), action: kind, what: subject, outcome: 'done', why: null, policy: null };
  switch (plain.kind) {
    case 'decision':
      return decided(Decided.safeParse(body).data, plain);
    case 'key': {
      const { did = '', name = '', prefix = subject } = KeyAct.safeParse(body).data ?? {};
      return { deed: { ...plain, action: `key ${did}`.trim(), what: `${name} ${prefix}`.trim() } };
    }
    case 'retraction': {
      const { why = null, reinstate } = Ruling.safeParse(body).data ?? {};
      return { deed: { ...plain, action: reinstate === undefined ? 'retract' : 'reinstate', why } };
    }
    case 'setting':
      return { deed: { ...plain, action: 'set', what: body === undefined ? subject : JSON.stringify(body) } };
    case 'policy':
      return { deed: { ...plain, ...policyDeed(frame?.form === 'json' ? frame.text : '', subject) } };
    case 'contract':
    case 'report':
    case 'retirement':
    case 'erasure':
      return { deed: plain };
  }
}

/** That somebody named a dataset, or a column of it, and was not shown it. */
export interface DeniedSight {
  readonly by: string;
  readonly roles: readonly string[];
  readonly what: string;
  /** What it was called: mostly its namespace and name. */
  readonly dataset: string;
  readonly column: string | null;
}

/** Undefined: an entry tells of something else. */
export function deniedIn({ by, frame }: LedgerEntry): DeniedSight | undefined {
  const { action, outcome, what = '', roles = [] } = Decided.safeParse(frame?.form === 'json' ? jsonIn(frame.text) : undefined).data ?? {};
  if (outcome !== 'denied' || action !== 'see') return undefined;
  const [, column = null, ofColumn] = /^column (.*?) of (.*)$/s.exec(what) ?? [];
  const dataset = ofColumn ?? /^dataset (.*)$/s.exec(what)?.[1];
  return dataset === undefined ? undefined : { by, roles, what, dataset, column };
}

/** Of a version, of what was done about a draft, or of a team, a role or a quota. */
function policyDeed(text: string, subject: string): Pick<Deed, 'action' | 'what'> & Partial<Deed> {
  const [what = '', ...rest] = subject.split(':');
  const name = rest.join(':');
  switch (policySubject(subject)) {
    case 'version':
      return { what: subject, ...versionDeed(text) };
    case 'change':
      return { what: name, ...stepDeed(text) };
    case 'review':
      return { action: 'review broken glass', what: readReview(text)?.name ?? name, why: readReview(text)?.note ?? null };
    case 'standing':
      if (isEngagement(subject)) return { what: name, ...engagementDeed(text) };
      if (glassEntry(subject) === 'glass') return { what: name, ...glassDeed(text) };
      return { action: `${Gone.safeParse(jsonIn(text)).success ? 'remove' : 'set'} ${what}`, what: name };
  }
}

function versionDeed(text: string): Pick<Deed, 'action'> & Partial<Deed> {
  const origin = readVersion(text)?.origin;
  if (origin === undefined) return { action: 'apply policy' };
  if (origin.kind === 'rollback')
    return { action: 'roll back policy', why: sentences(`To version ${origin.to}; its second approval is owed.`, origin.why) };
  if (origin.draft === null) return { action: 'apply policy', why: origin.isAlone ? ALONE : null };
  return { action: 'approve policy', why: sentences(`Draft ${origin.draft}.`, origin.isAlone ? ALONE : null) };
}

function stepDeed(text: string): Pick<Deed, 'action'> & Partial<Deed> {
  const step = readStep(text);
  switch (step?.did) {
    case 'draft':
      return { action: 'draft policy', why: step.why };
    case 'reject':
      return { action: 'reject policy', why: sentences(`Draft ${step.draft}.`, step.why) };
    case 'approve':
      return { action: 'approve policy', why: sentences(`Rollback ${step.version}.`, step.isAlone ? ALONE : null) };
    case undefined:
      return { action: 'change policy' };
  }
}

function glassDeed(text: string): Pick<Deed, 'action'> & Partial<Deed> {
  const glass = readGlass(text);
  if (glass === undefined) return { action: 'break glass' };
  if (glass.ends !== undefined) return { action: 'end broken glass', what: glass.name };
  return { action: 'break glass', what: glass.name, why: `Until ${glass.until}. ${glass.reason}` };
}

function engagementDeed(text: string): Pick<Deed, 'action'> & Partial<Deed> {
  const engagement = engagementIn(text);
  if (engagement?.ended !== undefined) return { action: 'end engagement', why: engagement.ended.why };
  return { action: 'open engagement', why: engagement === undefined ? null : `Until ${engagement.until}. ${engagement.why}` };
}

/** How what only its author approved is marked. */
const ALONE = 'Approved by its author alone.';

function sentences(first: string, second: string | null): string {
  return second === null ? first : `${first} ${second}`;
}

function decided(body: z.infer<typeof Decided> | undefined, plain: Deed): ToldDeed {
  if (body === undefined) return { deed: plain };
  const { action, what, outcome, why, policy, name, minute } = body;
  const deed: Deed = { kind: plain.kind, action, what, outcome, why, policy: policy === null ? null : BigInt(policy) };
  return minute === undefined ? { deed, name } : { deed, name, minute: BigInt(minute) as Instant }; // as it was written
}

function jsonIn(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** The list asks for no other kinds. */
function trailKind(kind: EntryKind): TrailKind {
  const found = TRAIL_KINDS.find((each) => each === kind);
  if (found === undefined) throw new Error(`an entry of kind ${kind} is no part of the trail`);
  return found;
}
