import { Failure, formatInstant, hex, type Instant, INSTANT_MIN, parseInstant } from '#foundation';
import { isUuid } from '#lineage';
import {
  type Act,
  actsOfTrail,
  lastWithoutParts,
  LedgerReader,
  principalCalled,
  principalNames,
  type Session,
  type TrailQuestion,
} from '#store';

import type { Question, Reason } from '../ask/answer.ts';
import { sizeRecordedBefore } from '../ask/answer.ts';
import { positionIn, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { ALL_RECORDED } from '../ask/access-in-force.ts';
import { noteTrailRead, requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { TRAIL_KINDS, type TrailKind } from '../trail-kinds.ts';
import { type Deed, deedIn } from './deed.ts';

export interface TrailFilter {
  /** Who did it, or to whom it was denied, or whom it was asked about: an id, or a name. */
  readonly who?: string | null | undefined;
  /** Absent: all. */
  readonly kinds?: readonly TrailKind[] | null | undefined;
  /** What was done or asked: exactly as the trail says it. */
  readonly action?: string | null | undefined;
  readonly outcome?: Deed['outcome'] | null | undefined;
  /** To what, as the trail says it; `*` stands for any text. Of several things that one answer showed those are found that its entry names. */
  readonly thing?: string | null | undefined;
  /** Recorded from this time on, RFC 3339. */
  readonly since?: string | null | undefined;
  /** Recorded before this time, RFC 3339. */
  readonly until?: string | null | undefined;
  /** Also what was recorded after the size that the header names: who works on the machine asks for all of it. */
  readonly alsoUnmapped?: boolean | undefined;
}

/** Who did what, or was not let. */
export interface TrailEntry extends Deed {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly commitment: string;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly byName: string | null;
  /** Of an entry that counts: how often the same was decided again within its minute; 1 of all else. */
  readonly count: number;
}

/** Administrative acts, denials, and decisions on what is protected, newest first. For auditors and administrators; that it was read stands in it, too. */
export async function auditTrail(
  context: Context,
  principal: Principal,
  input: TrailFilter & Page & Question = {},
): Promise<Connection<TrailEntry>> {
  await requireAuditor(context, principal, 'read the audit trail');
  const filter = filterIn(input);
  const reasons: Reason[] = [];
  return readPage<Act, TrailEntry>(context, principal, {
    input,
    listing: {
      of: ['trail', filter],
      items: async ({ asked: { session, knownAt }, asking, notes }, { after, limit }) => {
        noteTrailRead(notes, wordsOf(filter));
        const { who, kinds, since, until, alsoUnmapped, ...rest } = filter;
        const size = alsoUnmapped ? ALL_RECORDED : knownAt;
        if (!alsoUnmapped && input.knownAt == null)
          reasons.push(...(await behind(context, session, { knownAt, isTold: isBehind(asking.header().reasons) })));
        const by = who === null ? undefined : await whoIs(session, context.tenant, who);
        const from = since === null ? 0n : await sizeBefore(session, context.tenant, since);
        const ends = [size, positionIn(after) ?? size, until === null ? size : await sizeBefore(session, context.tenant, until)];
        const below = ends.reduce((least, each) => (each < least ? each : least));
        const [action, outcome, thing] = [rest.action ?? undefined, rest.outcome ?? undefined, rest.thing ?? undefined];
        const question = { kinds, who: by, action, outcome, thing, from, below, limit };
        reasons.push(...(await olderThan(session, context.tenant, question)));
        return actsOfTrail(session, context.tenant, question);
      },
      keyOf: ({ position }) => [String(position)],
      show: ({ asked }, acts) => entriesOf(context, asked.session, acts),
      reasons: () => reasons,
    },
  });
}

type Filter = ReturnType<typeof filterIn>;

/** Throws BAD_REQUEST on times that cannot be read. */
function filterIn({ who, kinds, action, outcome, thing, since, until, alsoUnmapped }: TrailFilter) {
  return {
    who: who ?? null,
    kinds: kinds == null || kinds.length === 0 ? TRAIL_KINDS : kinds,
    action: textIn(action),
    outcome: outcome ?? null,
    thing: textIn(thing),
    since: timeIn('since', since),
    until: timeIn('until', until),
    alsoUnmapped: alsoUnmapped ?? false,
  };
}

/** Postgres knows no NUL, so nothing is called so. */
function textIn(text: string | null | undefined): string | null {
  return text == null ? null : text.replaceAll('\0', '\u{fffd}');
}

function timeIn(what: string, text: string | null | undefined): string | null {
  if (text == null) return null;
  const parsed = parseInstant(text);
  if (parsed === undefined || !text.includes(':'))
    throw new Failure(
      'BAD_REQUEST',
      `${what} must be an RFC 3339 time, such as 2026-01-31T06:30:00Z, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return formatInstant(parsed.instant);
}

/** What the trail says that was read of it. Undefined: all of it. */
function wordsOf({ who, kinds, action, outcome, thing, since, until }: Filter): string | undefined {
  const asked = [
    who === null ? '' : `who ${who}`,
    kinds.length === TRAIL_KINDS.length ? '' : `kind ${kinds.join(', ')}`,
    action === null ? '' : `action ${action}`,
    outcome === null ? '' : `outcome ${outcome}`,
    thing === null ? '' : `thing ${thing}`,
    since === null ? '' : `since ${since}`,
    until === null ? '' : `until ${until}`,
  ].filter((each) => each !== '');
  return asked.length === 0 ? undefined : asked.join('; ');
}

/** How many entries there were before a time. */
async function sizeBefore(session: Session, tenant: number, time: string): Promise<bigint> {
  return sizeRecordedBefore(session, tenant, parseInstant(time)?.instant ?? INSTANT_MIN);
}

function isBehind(reasons: readonly Reason[]): boolean {
  return reasons.some(({ code }) => code === 'MAPPING_BEHIND');
}

/** What was recorded and stands in no answer yet; of decisions the header of an answer says nothing. */
async function behind(
  { tenant, keys }: Context,
  session: Session,
  { knownAt, isTold }: { readonly knownAt: bigint; readonly isTold: boolean },
): Promise<readonly Reason[]> {
  const missing = isTold ? 0n : (await new LedgerReader(session, tenant, keys).size()) - knownAt;
  if (missing <= 0n) return [];
  return [{ code: 'MAPPING_BEHIND', message: `${missing} recorded entries are not in this list yet; ask again in a moment.` }];
}

/** Entries of an earlier version, which what is asked for does not find. */
async function olderThan(session: Session, tenant: number, question: TrailQuestion): Promise<readonly Reason[]> {
  const { action, outcome, thing } = question;
  if (action === undefined && outcome === undefined && thing === undefined) return [];
  const last = await lastWithoutParts(session, tenant, question);
  if (last === undefined) return [];
  const message = `Entries up to position ${last} were recorded by an earlier version, and are found by kind, time and who did it alone; ask for them without action, outcome and thing.`;
  return [{ code: 'OLDER_ENTRIES', message }];
}

async function whoIs(session: Session, tenant: number, who: string): Promise<string> {
  const id = (await principalCalled(session, tenant, who)) ?? (isUuid(who) ? who : undefined);
  if (id === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${who}; \`headgate keys list\` names who there is.`);
  return id;
}

/** Two statements, however many. */
async function entriesOf({ tenant, keys }: Context, session: Session, acts: readonly Act[]): Promise<readonly TrailEntry[]> {
  const entries = await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  const names = await principalNames(session, tenant, [...new Set(entries.map(({ by }) => by))]);
  const byPosition = new Map(entries.map((entry) => [entry.position, entry]));
  const told = acts.flatMap(({ position, subject }) => {
    const entry = byPosition.get(position);
    return entry === undefined ? [] : [{ entry, ...deedIn(entry, subject) }];
  });
  return told.map(({ entry, deed, name }) => ({
    ...deed,
    position: entry.position,
    commitment: hex(entry.commitment),
    recordedAt: entry.recordedAt,
    by: entry.by,
    byName: names.get(entry.by) ?? name ?? null,
    count: deed.decisions.reduce((most, { count }) => Math.max(most, count), 1),
  }));
}
