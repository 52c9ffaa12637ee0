import { Failure, hex, type Instant, MIB } from '#foundation';
import type { KeptOut } from '#openlineage';
import type { EntryKind } from '#record';
import { type Asked, type EventPlace, eventsOf, type LedgerEntry, LedgerReader, positionOf, principalNames } from '#store';
import { z } from 'zod';

import type { Context, Principal } from '../context.ts';
import { isTrailKind } from '../trail-kinds.ts';
import type { AnswerHeader, Question } from './answer.ts';
import { type CursorKey, instantInKey, positionIn as positionInKey, read, readPage, type Reading } from './ask.ts';
import { noteTrailRead } from './require-auditor.ts';
import { datasetsTold } from './recorded-event.ts';
import { resolveRun, type RunReference } from './find-run.ts';
import type { Connection, Page } from './page.ts';
import type { NodeReference } from './public-id.ts';
import { resolve } from './resolve.ts';
import { showNamed } from './show-named.ts';

/** Bodies on one page, in characters: what is more stands on the next. One body may be larger. */
const BODIES_MAX = 16 * MIB;
/** Entries whose bodies are read at once. */
const BODIES_AT_ONCE = 50;

/** An entry of the ledger as it was recorded. */
export interface RecordedEntry {
  readonly position: bigint;
  /** The event's public name in evidence, lower-case hex. */
  readonly commitment: string;
  readonly recordedAt: Instant;
  /** Who brought it: the id of the principal, and its name while we know it. Null: it is not for the asker to know. */
  readonly by: string | null;
  readonly byName: string | null;
  /** `withheld`: it is neither an event nor in quarantine, and what it is is for those who audit. */
  readonly kind: EntryKind | 'withheld';
  readonly outcome: 'accepted' | 'quarantined' | 'recorded';
  readonly warnings: readonly EntryWarning[];
  /** JSON pointers of what was redacted before it was stored. To whom something is hidden from, nothing is told of where it stood. */
  readonly redacted: readonly string[];
  /** The values that rules kept out of it. To whom something is hidden from, nothing is told of them. */
  readonly keptOut: readonly KeptOut[];
  /** The text as stored; null when it was erased or retired, was never text, or may hold what is hidden from the asker. */
  readonly body: string | null;
}

export interface EntryWarning {
  readonly code: string;
  readonly pointer: string | null;
  readonly message: string | null;
}

export interface EventFilter {
  /** At most one of `run` and `job`: then in the order of event time, else in the order of recording. Newest first either way. */
  readonly run?: RunReference | null | undefined;
  readonly job?: NodeReference | null | undefined;
  /** Positions from (included) and to (excluded). */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** The raw record, as far as the asked `knownAt`, newest first. */
export async function listEvents(
  context: Context,
  principal: Principal,
  input: EventFilter & Page & Question,
): Promise<Connection<RecordedEntry>> {
  const { run, job } = input;
  if (run != null && job != null)
    throw new Failure('BAD_REQUEST', 'Ask for the events of a run or of a job, not of both: a run has one job.');
  const span = { from: positionIn(input.from, 'from') ?? 0n, to: positionIn(input.to, 'to') };
  return readPage<EventPlace, RecordedEntry>(context, principal, {
    input,
    listing: {
      of: ['events', run ?? null, job ?? null, String(span.from), String(span.to ?? '')],
      items: async (reading, { after, limit }) => {
        const { asked } = reading;
        const range = { from: span.from, to: smaller(span.to, asked.knownAt), after: placeIn(after), limit };
        if (run != null) return eventsOf(asked, { of: { run: (await resolveRun(reading, run)).run.run }, ...range });
        if (job != null) return eventsOf(asked, { of: { job: (await resolve(reading, 'job', job)).canonical.node }, ...range });
        return positionsBelow(range);
      },
      keyOf: ({ position, time }) => [String(position), String(time)],
      show: (reading, places) =>
        entriesAt(reading, context, {
          positions: places.map(({ position }) => position),
          called: spanSaid(span),
        }),
    },
  });
}

export interface EntryAnswer {
  readonly header: AnswerHeader;
  readonly entry: RecordedEntry;
}

/** One entry, by its position or its commitment (64 hex digits). Throws NOT_FOUND. */
export async function showEvent(
  context: Context,
  principal: Principal,
  input: ({ readonly position: string } | { readonly commitment: string }) & Question,
): Promise<EntryAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'event' },
    work: async (reading) => {
      const position = 'position' in input ? positionIn(input.position, 'position') : await committed(reading.asked, input.commitment);
      const isKnown = position !== undefined && position < reading.asked.knownAt;
      const entry = isKnown ? await entryShown(reading, context, position) : undefined;
      if (entry === undefined) throw new Failure('NOT_FOUND', 'There is no such entry among what was known at that size of the ledger.');
      return { header: reading.asking.header(), entry };
    },
  });
}

/** An entry as the asker is shown it, and noted so. Undefined: there is none. */
export async function entryShown(reading: Reading, context: Context, position: bigint): Promise<RecordedEntry | undefined> {
  const [entry] = await entriesAt(reading, context, { positions: [position], called: `entry ${position}` });
  return entry;
}

/** Where the entry with a commitment stands. Throws BAD_REQUEST. */
export async function committed(asked: Asked, commitment: string): Promise<bigint | undefined> {
  if (!/^[0-9a-f]{64}$/i.test(commitment)) throw new Failure('BAD_REQUEST', 'A commitment is 64 hexadecimal digits.');
  return positionOf(asked, Buffer.from(commitment, 'hex'));
}

/** Positions have no gaps, so the page is arithmetic. */
function positionsBelow({ from, to, after, limit }: PositionRange): readonly EventPlace[] {
  const end = after === undefined ? to : smaller(after.position, to);
  const count = end > from ? Number(smaller(BigInt(limit), end - from)) : 0;
  return Array.from({ length: count }, (_, index) => ({ position: end - 1n - BigInt(index), time: 0n as Instant })); // by position alone
}

function spanSaid({ from, to }: { readonly from: bigint; readonly to: bigint | undefined }): string {
  return ['entries', ...(from === 0n ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`before ${to}`])].join(' ');
}

interface PositionRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly after: EventPlace | undefined;
  readonly limit: number;
}

interface Wanted {
  readonly positions: readonly bigint[];
  /** What was asked for, in words: the trail says it, where bodies of its own entries are shown. */
  readonly called: string;
}

/** Entries in the order asked, as many as a page may hold. */
async function entriesAt(
  { asked, sight, notes }: Reading,
  { tenant, keys }: Context,
  { positions, called }: Wanted,
): Promise<readonly RecordedEntry[]> {
  const ledger = new LedgerReader(asked.session, tenant, keys);
  const entries: LedgerEntry[] = [];
  let size = 0;
  for (let from = 0; from < positions.length && size < BODIES_MAX; from += BODIES_AT_ONCE) {
    const some = positions.slice(from, from + BODIES_AT_ONCE);
    const found = new Map((await ledger.at(some)).map((entry) => [entry.position, entry]));
    for (const position of some) {
      const entry = found.get(position);
      if (entry === undefined || (size >= BODIES_MAX && entries.length > 0)) break;
      entries.push(entry);
      size += entry.frame?.form === 'json' ? entry.frame.text.length : 0;
    }
  }
  if (sight.readsBodies('event')) await showNamed({ asked, sight }, datasetsTold(entries));
  if (entries.some(({ kind }) => isTrailKind(kind) && sight.readsBodies(kind))) noteTrailRead(notes, called);
  const names = await principalNames(
    asked.session,
    tenant,
    entries.map(({ by }) => by),
  );
  return entries.map((entry) => {
    const shown = recordedEntry(entry, names.get(entry.by));
    if (sight.readsBodies(entry.kind)) return shown;
    return sight.audits || isOfData(entry.kind) ? withoutBody(shown) : { ...withoutBody(shown), kind: 'withheld', by: null, byName: null };
  });
}

const Warnings = z.array(z.object({ code: z.string(), pointer: z.string().optional(), message: z.string().optional() }));
const KeptOutNoted = z.object({
  ...{ policy: z.string(), version: z.string().transform(BigInt), rule: z.int(), how: z.enum(['drop', 'hash']) },
  ...{ paths: z.array(z.string()), count: z.int() },
});
const Remarks = z.object({
  warnings: Warnings.optional(),
  redacted: z.array(z.string()).optional(),
  keptOut: z.array(KeptOutNoted).optional(),
});
const Admitted = z.object({ outcome: z.enum(['accepted', 'quarantined', 'recorded']) });

function recordedEntry(
  { position, kind, by, recordedAt, admission, remarks, commitment, frame }: LedgerEntry,
  byName: string | undefined,
): RecordedEntry {
  const { warnings = [], redacted = [], keptOut = [] } = Remarks.parse(JSON.parse(remarks));
  return {
    position,
    commitment: hex(commitment),
    recordedAt,
    by,
    byName: byName ?? null,
    kind,
    outcome: Admitted.parse(JSON.parse(admission)).outcome,
    warnings: warnings.map(({ code, pointer = null, message = null }) => ({ code, pointer, message })),
    redacted,
    keptOut,
    body: frame?.form === 'json' ? frame.text : null,
  };
}

/** What came in to be data, used or not: who sent it is known to all. Of other entries it would tell who decided and asked what. */
function isOfData(kind: EntryKind): boolean {
  return kind === 'event' || kind === 'quarantined';
}

/** A body may name anything in any place, and so may a pointer into it; and where a code stands tells what is there. */
function withoutBody(entry: RecordedEntry): RecordedEntry {
  return { ...entry, warnings: [], redacted: [], keptOut: [], body: null };
}

function placeIn(key: CursorKey | undefined): EventPlace | undefined {
  const [position, time] = [positionInKey(key), key?.[1]];
  return position === undefined || time == null ? undefined : { position, time: instantInKey(time) };
}

function positionIn(text: string | null | undefined, what: string): bigint | undefined {
  if (text == null) return undefined;
  if (!/^\d{1,18}$/.test(text)) throw new Failure('BAD_REQUEST', `${what} must be a ledger position: a number from 0 on.`);
  return BigInt(text);
}

function smaller(left: bigint | undefined, right: bigint): bigint {
  return left === undefined || right < left ? right : left;
}
