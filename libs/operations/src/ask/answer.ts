import { Failure, formatInstant, type Instant, INSTANT_MIN, instantNow, parseInstant, presentAt } from '#foundation';
import { ENTRY_KIND_CODES } from '#record';
import type { Session, Times } from '#store';

import type { Context } from '../context.ts';
import { otherFold } from '../map/live-fold.ts';

/** The two times a question may name, and the size it must at least see. Absent: now, all that is mapped, nothing. */
export interface Question {
  /** RFC 3339. */
  readonly asOf?: string | null | undefined;
  /** A ledger size, or an RFC 3339 instant: what was recorded by then. */
  readonly knownAt?: string | null | undefined;
  /** A position from a `Headgate-Position` header: the answer includes that entry. */
  readonly atLeast?: string | null | undefined;
  /** What is asked is a part of an answer, at whose times it is asked. */
  readonly isBelow?: boolean;
}

export type ReasonCode =
  | 'MAPPING_BEHIND'
  | 'FOLD_DIFFERS'
  | 'QUARANTINED_EVENTS'
  | 'ENTRIES_SET_ASIDE'
  | 'TRUNCATED'
  | 'RUN_NEVER_ENDED'
  | 'EXTRACTION_ERRORS'
  | 'PRODUCER_SILENT'
  | 'OLDER_ENTRIES'
  | 'ACCESS_SCOPED';

/** Why an answer may not be whole, and what would make it so, in one sentence each. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

/** What every answer carries, so that it can be asked again and believed no further than it reaches. */
export interface AnswerHeader {
  readonly asOf: Instant;
  readonly knownAt: bigint;
  readonly foldVersion: number;
  readonly completeness: 'COMPLETE' | 'PARTIAL';
  readonly reasons: readonly Reason[];
}

/** A question being answered: one snapshot, pinned to one position. */
export interface Asking {
  readonly session: Session;
  readonly at: { readonly tenant: number; readonly generation: number };
  readonly times: Times;
  /** Makes the header, with what the answer itself found to be missing. */
  readonly header: (found?: readonly Reason[]) => AnswerHeader;
}

/** Entries that are looked at for those that tell nothing of the graph. */
const COUNTED_MAX = 10_000n;

/** Beyond which size of a graph nobody is answered; undefined: what is mapped is answered. Docs/decisions/0026: whom rules by label concern, for labels are kept apart. */
export type SizeBound = (session: Session, graph: Asking['at']) => Promise<bigint | undefined>;

/**
 * Answers in one read-only snapshot, of what is mapped and lies within the bound. Throws BAD_REQUEST on times that cannot be read, BUSY when the map, or what
 * bounds it, does not reach `atLeast` in time.
 */
export async function answer<Result>(
  context: Context,
  question: Question,
  { work, bound }: { readonly work: (asking: Asking) => Promise<Result>; readonly bound?: SizeBound | undefined },
): Promise<Result> {
  const asOf = readAsOf(context, question.asOf);
  await waitFor(context, readPosition(question.atLeast), bound);
  return context.database.snapshot(async (session) => {
    const head = await readHead(session, context.tenant, bound);
    const { knownAt, unmapped } = await readKnownAt(session, { context, head, text: question.knownAt });
    const times = { asOf, knownAt };
    const missing =
      unmapped === 0n || unmapped > COUNTED_MAX
        ? unmapped
        : unmapped - (await decisionsIn(session, context.tenant, { from: knownAt, to: knownAt + unmapped }));
    const general = [...momentReasons(head, missing), ...(await generalReasons(session, { tenant: context.tenant, head, ...times }))];
    return work({
      session,
      times,
      at: { tenant: context.tenant, generation: head.generation },
      header: (found = []) => {
        const reasons = [...general, ...found];
        return { ...times, foldVersion: head.fold, completeness: reasons.length === 0 ? 'COMPLETE' : 'PARTIAL', reasons };
      },
    });
  });
}

interface Head {
  readonly generation: number;
  readonly fold: number;
  /** What can be answered of: all that is mapped, or as much of it as is bounded. */
  readonly mapped: bigint;
  /** What will be, when the bound has come so far. */
  readonly expected: bigint;
  readonly size: bigint;
}

async function readHead(session: Session, tenant: number, bound?: SizeBound): Promise<Head> {
  const [row] = await session.rows`
    select map.generation, map.fold, map.mapped, ledger.next as size from hot.map_head as map join hot.ledger_head as ledger on ledger.tenant = map.tenant
    where map.tenant = ${tenant}::int and map.live`;
  if (row === undefined) throw new Failure('STORE_UNAVAILABLE', 'The database holds no graph yet; run `headgate migrate`.');
  const head = row as unknown as Omit<Head, 'expected'>; // four columns of the types that the migration gives them
  const upTo = await bound?.(session, { tenant, generation: head.generation });
  return { ...head, expected: head.mapped, mapped: upTo === undefined || upTo >= head.mapped ? head.mapped : upTo };
}

/** What tells of the moment of the answer: asked for again at its size, what came since is not missing. */
function momentReasons({ fold }: Head, unmapped: bigint): readonly Reason[] {
  const differs = otherFold(fold);
  const hope = differs === undefined ? '; ask again in a moment' : '';
  const reasons: Reason[] = [];
  if (unmapped > 0n) reasons.push({ code: 'MAPPING_BEHIND', message: `${unmapped} recorded entries are not in the graph yet${hope}.` });
  if (differs !== undefined) reasons.push({ code: 'FOLD_DIFFERS', message: differs });
  return reasons;
}

/** How many entries of a range are decisions: they tell nothing of the graph, and every question may bring one. */
async function decisionsIn(
  session: Session,
  tenant: number,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<bigint> {
  const [row] = await session.rows`
    select count(*) as decisions from hot.ledger_batch as batch
    join hot.ledger_act as act on act.tenant = batch.tenant and act.batch = batch.batch and act.kind = ${ENTRY_KIND_CODES.decision}::smallint
    where batch.tenant = ${tenant}::int and batch.first < ${to}::bigint
      and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                   where before.tenant = ${tenant}::int and before.first <= ${from}::bigint), 0)
      and batch.first + act.index >= ${from}::bigint and batch.first + act.index < ${to}::bigint`;
  return (row?.['decisions'] as bigint | undefined) ?? 0n; // count is int8
}

/** What was missing at that size, by what was known of it then. */
async function generalReasons(
  session: Session,
  { tenant, head, knownAt }: { readonly tenant: number; readonly head: Head; readonly knownAt: bigint },
): Promise<readonly Reason[]> {
  const [row] = await session.rows`
    select exists (
      select from hot.quarantine as open join hot.ledger_batch as batch on batch.tenant = open.tenant and batch.batch = open.batch
      where open.tenant = ${tenant}::int and open.redriven_batch is null and batch.first + open.index < ${knownAt}::bigint
    ) or ${knownAt < head.size}::boolean and exists (
      select from hot.quarantine as settled
      join hot.ledger_batch as batch on batch.tenant = settled.tenant and batch.batch = settled.batch
      join hot.ledger_batch as redriven on redriven.tenant = settled.tenant and redriven.batch = settled.redriven_batch
      where settled.tenant = ${tenant}::int and batch.first + settled.index < ${knownAt}::bigint
        and redriven.first + settled.redriven_index >= ${knownAt}::bigint
    ) as quarantined, exists (
      select from hot.map_set_aside as aside
      where aside.tenant = ${tenant}::int and aside.generation = ${head.generation}::int and aside.position < ${knownAt}::bigint
    ) as set_aside`;
  const reasons: Reason[] = [];
  if (row?.['quarantined'] === true) {
    reasons.push({
      code: 'QUARANTINED_EVENTS',
      message:
        'Events that could not be used are in quarantine; mend what sends them, and send or redrive them again, and answers hold what they tell.',
    });
  }
  if (row?.['set_aside'] === true) {
    reasons.push({
      code: 'ENTRIES_SET_ASIDE',
      message:
        'Some recorded entries could not be applied to the graph; `headgate doctor` names them, and a `headgate replay` by a version that can apply them makes answers whole.',
    });
  }
  return reasons;
}

function readAsOf(context: Context, text: string | null | undefined): Instant {
  if (text == null) return presentAt(instantNow(context.clock));
  return readTime('asOf must be an RFC 3339 time', text);
}

/** A day alone is no time: whether its beginning or its end is meant decides the answer. */
function readTime(what: string, text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined)
    throw new Failure('BAD_REQUEST', `${what}, such as 2026-01-31T06:30:00Z, not ${JSON.stringify(text.slice(0, 40))}.`);
  if (!text.includes(':')) {
    throw new Failure('BAD_REQUEST', `${text} is a whole day; say ${text}T00:00:00Z for its beginning, or ${text}T23:59:59Z for its end.`);
  }
  return parsed.instant;
}

function readPosition(text: string | null | undefined): bigint | undefined {
  if (text == null) return undefined;
  if (!/^\d{1,18}$/.test(text))
    throw new Failure('BAD_REQUEST', 'atLeast must be a ledger position: the number that Headgate-Position gave.');
  return BigInt(text);
}

/** The size that is meant, as far as it is mapped, and how many entries of it are not. */
async function readKnownAt(
  session: Session,
  { context, head, text }: { context: Context; head: Head; text: string | null | undefined },
): Promise<{ readonly knownAt: bigint; readonly unmapped: bigint }> {
  if (text == null) return { knownAt: head.mapped, unmapped: head.size - head.mapped };
  if (/^\d{1,18}$/.test(text)) {
    const size = BigInt(text);
    if (size > head.mapped && size <= head.expected)
      throw new Failure('BUSY', 'Labels, which decide about what you see, are not followed that far yet; ask again in a second.', {
        retryAfterSeconds: 1,
      });
    if (size > head.mapped)
      throw new Failure('BAD_REQUEST', `knownAt ${size} lies beyond what is mapped (${head.mapped}); ask for at most that.`);
    return { knownAt: size, unmapped: 0n };
  }
  const time = readTime('knownAt must be a ledger size or an RFC 3339 time', text);
  const size = await sizeRecordedBy(session, context.tenant, time);
  return size <= head.mapped ? { knownAt: size, unmapped: 0n } : { knownAt: head.mapped, unmapped: size - head.mapped };
}

/** The size that the ledger had at an instant. */
export async function sizeRecordedBy(session: Session, tenant: number, time: Instant): Promise<bigint> {
  const [row] = await session.rows`
    select batch.first + batch.entries as size from hot.ledger_batch as batch
    where batch.tenant = ${tenant}::int and batch.recorded_at <= ${formatInstant(time)}::timestamptz
    order by batch.first desc limit 1`;
  return (row?.['size'] as bigint | undefined) ?? 0n; // bigint plus integer is bigint
}

/** The size that the ledger had just before an instant. */
export async function sizeRecordedBefore(session: Session, tenant: number, time: Instant): Promise<bigint> {
  return time <= INSTANT_MIN ? 0n : sizeRecordedBy(session, tenant, (time - 1n) as Instant);
}

/** Waits until the entry at a position is in the graph, and within the bound. */
async function waitFor(context: Context, position: bigint | undefined, bound: SizeBound | undefined): Promise<void> {
  if (position === undefined) return;
  const { database, tenant, mapWait } = context;
  const mapped = async (within?: SizeBound): Promise<bigint> =>
    (await database.snapshot((session) => readHead(session, tenant, within))).mapped; // a database that is not there is said at once
  if ((await mapped(bound)) > position) return;
  if (
    (await mapWait.untilMapped(position)) &&
    (bound === undefined || (await mapWait.untilReached(async () => (await mapped(bound)) > position)))
  )
    return;
  throw new Failure('BUSY', 'The graph has not reached that position yet; ask again in a second.', { retryAfterSeconds: 1 });
}
