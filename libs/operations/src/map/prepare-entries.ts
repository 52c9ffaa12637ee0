import { setImmediate as nextTurn } from 'node:timers/promises';

import { type Contract, readContract } from '#contracts';
import { Failure, hex } from '#foundation';
import { draftEvent, readRetraction, readSetting, type Retraction, type Setting } from '#lineage';
import { parseEvent } from '#openlineage';
import { exactValue, readJson } from '#record';
import { type Drafted, type LedgerEntry, LedgerReader, type Session } from '#store';

import type { Context } from '../context.ts';
import { contractText } from '../judge/contract-acts.ts';
import { EVENT_DEPTH_MAX, eventTexts } from '../receive/event-texts.ts';

/** What is told of why an entry was set aside. */
export const REASON_LENGTH_MAX = 2_000;
/** Entries worked out before the thread sees to what Postgres has answered meanwhile: some milliseconds. */
const ENTRIES_A_TURN = 16;
/** How the remarks of an event say that its producer could not see everything. Inside a text of JSON the quotes would be escaped. */
const EXTRACTION_ERRORS = '"extractionErrors":true';

/** An entry of the ledger, worked out as far as it goes without the graph: plain data, so that it can be handed from thread to thread. */
export type PreparedEntry =
  | { readonly kind: 'event'; readonly position: bigint; readonly drafted: Drafted }
  | { readonly kind: 'ruling'; readonly position: bigint; readonly ruling: Retraction | Setting }
  | { readonly kind: 'contract'; readonly position: bigint; readonly contract: Contract }
  /** No fact of lineage. */
  | { readonly kind: 'other'; readonly position: bigint }
  /** What cannot be folded. */
  | { readonly kind: 'unusable'; readonly position: bigint; readonly reason: string };

/** At most `limit` entries from a position on. */
export interface LedgerRange {
  readonly from: bigint;
  readonly limit: number;
}

/** The next entries from a position on, in order, worked out. */
export async function prepareEntries(
  { tenant, keys }: Context,
  session: Session,
  { from, limit }: LedgerRange,
): Promise<readonly PreparedEntry[]> {
  const entries = await new LedgerReader(session, tenant, keys).from(from, limit);
  const prepared: PreparedEntry[] = [];
  for (const entry of entries) {
    prepared.push(preparedEntry(entry));
    if (prepared.length % ENTRIES_A_TURN === 0) await nextTurn();
  }
  return prepared;
}

/** As `prepareEntries`, in a transaction of its own. */
export async function prepareRange(context: Context, range: LedgerRange): Promise<readonly PreparedEntry[]> {
  return context.database.snapshot((session) => prepareEntries(context, session, range));
}

function preparedEntry(entry: LedgerEntry): PreparedEntry {
  const { position, kind, frame } = entry;
  if (kind !== 'event' && kind !== 'retraction' && kind !== 'setting' && kind !== 'contract') return { kind: 'other', position };
  try {
    if (kind === 'contract') return preparedContract(entry);
    if (kind !== 'event') {
      if (frame?.form !== 'json') return { kind: 'unusable', position, reason: 'the ruling has no body any more' };
      return { kind: 'ruling', position, ruling: kind === 'setting' ? readSetting(frame.text) : readRetraction(frame.text) };
    }
    const drafted = draft(entry);
    return 'reason' in drafted ? { kind: 'unusable', position, reason: drafted.reason } : { kind: 'event', position, drafted };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Failure) throw error;
    return { kind: 'unusable', position, reason: error.message.slice(0, REASON_LENGTH_MAX) };
  }
}

function preparedContract(entry: LedgerEntry): PreparedEntry {
  const { position } = entry;
  const text = contractText(entry);
  if (text === undefined) return { kind: 'unusable', position, reason: 'the contract has no body any more' };
  const reading = readContract(text);
  return reading.kind === 'contract'
    ? { kind: 'contract', position, contract: reading.contract }
    : { kind: 'unusable', position, reason: reasonOf(reading.problems) };
}

/** An event worked out from its recorded body, or why it cannot be. */
function draft({ position, by, remarks, frame }: LedgerEntry): Drafted | { readonly reason: string } {
  if (frame?.form !== 'json') return { reason: 'the event has no body any more' };
  const digest = hex(frame.digest);
  const event = { position, by, hasExtractionErrors: remarks.includes(EXTRACTION_ERRORS) };
  if (frame.isExact) {
    const reading = readJson(Buffer.from(frame.text), { depthMax: EVENT_DEPTH_MAX });
    if (reading.kind !== 'json') return { reason: 'the recorded body is not JSON any more' };
    const { value, textOf } = exactValue(reading.canonical);
    const parsed = parseEvent(value);
    return parsed.kind === 'event'
      ? { ...event, draft: draftEvent(parsed.event, digest, { facetText: textOf }) }
      : { reason: reasonOf(parsed.problems) };
  }
  const { value, shape } = eventTexts.value(frame.text); // recorded after it was read as JSON
  const parsed = parseEvent(value);
  return parsed.kind === 'event' ? { ...event, draft: draftEvent(parsed.event, digest, shape) } : { reason: reasonOf(parsed.problems) };
}

function reasonOf(problems: readonly { readonly pointer: string; readonly message: string }[]): string {
  return problems
    .map(({ pointer, message }) => `${pointer}: ${message}`)
    .join('; ')
    .slice(0, REASON_LENGTH_MAX);
}
