import {
  type AskedAction,
  engagementIn,
  glassEntry,
  isEngagement,
  type Mask,
  policySubject,
  readGlass,
  readingOf,
  readReview,
  readStep,
  readVersion,
} from '#access';
import type { EntryKind } from '#record';
import type { LedgerEntry } from '#store';
import { z } from 'zod';

import { type CameFrom, type DecisionEntry, inOneLine, readDecisions, readFrom, type RecordedDecision } from '../decided.ts';
import { isTrailKind, type TrailKind } from '../trail-kinds.ts';

/** An entry of the trail in words. */
export interface Deed {
  readonly kind: TrailKind;
  readonly action: string;
  readonly what: string;
  /** Of several decisions the first; what was denied stands before what was allowed. */
  readonly outcome: RecordedDecision['outcome'];
  readonly why: string | null;
  /** The position of the policy that decided. Null: no policy did. */
  readonly policy: bigint | null;
  /** By which door it came, and from where. Null: by none that is known. */
  readonly from: CameFrom | null;
  /** The roles that who asked had by its key, where the entry says so. */
  readonly roles: readonly string[];
  /** What one operation decided, part by part. None: it is an act of another kind. */
  readonly decisions: readonly RecordedDecision[];
}

interface ToldDeed {
  readonly deed: Deed;
  /** Of the principal, where the entry says it. */
  readonly name?: string;
}

/** An entry, as far as it is told by what it says itself. */
export type TellingEntry = Pick<LedgerEntry, 'kind' | 'frame' | 'remarks'>;

const KeyAct = z.object({ did: z.string(), name: z.string(), prefix: z.string() });
const Restoration = z.object({ from: z.int(), lost: z.int(), why: z.string() });
const Gone = z.object({ isGone: z.literal(true) });
const Ruling = z.object({ why: z.string().nullish(), reinstate: z.string().optional() });

/** What an entry tells. One whose body is gone, or that was written by a newer Headgate, is told by its kind and subject. */
export function deedIn({ kind, frame, remarks }: TellingEntry, subject: string): ToldDeed {
  const body = frame?.form === 'json' ? jsonIn(frame.text) : undefined;
  const plain: Deed = {
    ...{ kind: trailKind(kind), action: kind, what: subject, outcome: 'done', why: null, policy: null },
    ...{ from: readFrom(JSON.parse(remarks)), roles: [], decisions: [] },
  };
  switch (plain.kind) {
    case 'decision':
      if (readingOf(subject) !== undefined) return { deed: { ...plain, ...readingDeed(readingOf(subject) ?? '', body) } };
      return decided(readDecisions(body), plain);
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
    case 'restoration':
      return { deed: { ...plain, action: 'restore', ...restorationDeed(body) } };
  }
}

function restorationDeed(body: unknown): Pick<Deed, 'what' | 'why'> {
  const { from = 0, lost = 0, why = null } = Restoration.safeParse(body).data ?? {};
  return { what: `entries ${from} to ${lost - 1} were lost`, why };
}

/** It says itself where it came from. */
function readingDeed(what: string, body: unknown): Pick<Deed, 'action' | 'what' | 'from'> {
  return { action: 'ask under engagement', what, from: readFrom(body) };
}

/** The decisions of which it can be told how they would fall today, by what they are called, and what is done with the thing. */
export const REPLAYED: ReadonlyMap<string, AskedAction> = new Map([
  ['see', 'see'],
  ['decide see', 'see'],
  ['decide read', 'read'],
  ['decide write', 'write'],
]);

/** What was decided about somebody and a dataset, a column of it, or a job. */
export interface DecidedThing {
  readonly action: AskedAction;
  /** The id of whom it is about, and the roles that he had by his key, where the entry says it. */
  readonly of: string;
  readonly roles: readonly string[];
  /** With which it was allowed. Null: none, or it was denied. */
  readonly mask: Mask | null;
  /** For which it was asked. Null: for none. */
  readonly purpose: string | null;
  readonly what: string;
  readonly kind: 'dataset' | 'job';
  /** What that was called: mostly its namespace and name. */
  readonly called: string;
  readonly column: string | null;
}

/** None: an entry tells of something else. Of those that were decided alike in one answer the ones that it names. */
export function decidedIn({ by, frame }: LedgerEntry): readonly DecidedThing[] {
  const { decisions = [], roles = [] } = readDecisions(frame?.form === 'json' ? jsonIn(frame.text) : undefined) ?? {};
  return decisions.flatMap(({ action: called, about, mask, purpose, first, names }) => {
    const action = REPLAYED.get(called);
    if (action === undefined || first !== null) return [];
    const whose = { action, mask, purpose, of: about?.id ?? by, roles: about === null ? roles : [] };
    return names.flatMap((what) => thingIn(what).map((thing) => ({ ...whose, what, ...thing })));
  });
}

function thingIn(what: string): readonly Pick<DecidedThing, 'kind' | 'called' | 'column'>[] {
  const [, column = null, ofColumn] = /^column (.*?) of (.*)$/s.exec(what) ?? [];
  const [, kind = 'dataset', whole] = /^(dataset|job) (.*)$/s.exec(what) ?? [];
  const called = ofColumn ?? whole;
  return called === undefined ? [] : [{ kind: kind === 'job' ? kind : 'dataset', called, column }];
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
      return reviewDeed(readReview(text), name);
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
function reviewDeed(review: ReturnType<typeof readReview>, name: string): Pick<Deed, 'action' | 'what' | 'why'> {
  const why = review === undefined ? null : sentences(review.note, review.isAlone === true ? REVIEWED_ALONE : null);
  return { action: 'review broken glass', what: review?.name ?? name, why };
}

const ALONE = 'Approved by its author alone.';
const REVIEWED_ALONE = '(Whoever broke it, or for whom, made the key of who reviewed it.)';

function sentences(first: string, second: string | null): string {
  return second === null ? first : `${first} ${second}`;
}

function decided(entry: DecisionEntry | undefined, plain: Deed): ToldDeed {
  const [first] = entry?.decisions ?? [];
  if (entry === undefined || first === undefined) return { deed: plain };
  const { name, roles, from, decisions } = entry;
  const { action, outcome, why, policy } = first;
  return { deed: { ...plain, action, what: inOneLine(first), outcome, why, policy, from, roles, decisions }, name };
}

function jsonIn(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** The list asks for no other kinds. */
function trailKind(kind: EntryKind): TrailKind {
  if (!isTrailKind(kind)) throw new Error(`an entry of kind ${kind} is no part of the trail`);
  return kind;
}
