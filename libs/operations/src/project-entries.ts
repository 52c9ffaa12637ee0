import { Failure, hex } from '#foundation';
import { draftEvent, readRetraction, readSetting } from '#lineage';
import { parseEvent } from '#openlineage';
import { exactValue, type JsonValue, readJson } from '#record';
import { type Drafted, GraphMap, type LedgerEntry, LedgerReader, MapMemory, type Session } from '#store';

import type { Context } from './context.ts';
import { EVENT_DEPTH_MAX } from './receive-event.ts';

/** Entries in one micro-batch. More saves little (bench/) and makes the first of them wait. */
export const MAP_BATCH_ENTRIES_MAX = 500;
/** What is told of why an entry was set aside. */
const REASON_LENGTH_MAX = 2_000;

/** What one process remembers of the graph it maps, from batch to batch. */
export class Mapper {
  private memory = new MapMemory();

  constructor(private readonly context: Context) {}

  /**
   * Folds the next entries of the ledger into the live graph and gives how many; 0 when there are none, or when another process has the lane.
   * All of them or none: what a failed batch had learnt is forgotten. An entry that cannot be applied is set aside, and blocks nothing.
   */
  async projectEntries(limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const { tenant } = this.context;
    return this.step(limit, (session, part) =>
      foldNext(this.context, session, { take: GraphMap.takeLive(session, tenant, this.memory), ...part }),
    );
  }

  /** As `projectEntries`, for a generation that is being built beside the live one. */
  async project(generation: number, limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const at = { tenant: this.context.tenant, generation };
    return this.step(limit, (session, part) => foldNext(this.context, session, { take: GraphMap.take(session, at, this.memory), ...part }));
  }

  /** A batch with an entry in it that cannot be applied is halved until that entry is alone. */
  private async step(limit: number, fold: Fold): Promise<number> {
    try {
      return await this.commit((session) => fold(session, { limit }));
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
      if (limit > 1) return this.step(Math.floor(limit / 2), fold);
      return this.commit((session) => fold(session, { limit: 1, setAside: error.message }));
    }
  }

  private async commit(work: (session: Session) => Promise<Folded | undefined>): Promise<number> {
    try {
      const folded = await this.context.database.transaction(work);
      if (folded === undefined) return 0;
      this.memory.mapped = folded.size;
      return folded.count;
    } catch (error) {
      this.memory = new MapMemory();
      throw error;
    }
  }
}

/** How many entries to fold at most; with `setAside`, why the next one is not. */
interface Part {
  readonly limit: number;
  readonly setAside?: string;
}

type Fold = (session: Session, part: Part) => Promise<Folded | undefined>;

/** What is wrong is in the entries, and trying again would not help. */
class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** Classes of SQLSTATE that say so: a value that Postgres cannot hold, a limit of Postgres. All else may pass. */
const OF_THE_VALUES = /^(22|54)/;

function isOfTheEntries(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof Failure) return false;
  return 'code' in error ? OF_THE_VALUES.test(String(error.code)) : true;
}

/** What one micro-batch came to: the graph's new size. */
interface Folded {
  readonly size: bigint;
  readonly count: number;
}

/** Folds the next entries into the generation whose lane is taken, in a transaction of the caller's. Undefined: no lane, or no entries. */
export async function foldNext(
  { tenant, keys }: Context,
  session: Session,
  { take, limit, setAside }: Part & { readonly take: Promise<GraphMap | undefined> },
): Promise<Folded | undefined> {
  const map = await take;
  if (map === undefined) return undefined;
  const entries = upToRuling(await new LedgerReader(session, tenant, keys).from(map.mapped, limit));
  if (entries.length === 0) return undefined;
  if (setAside === undefined) await applyOrSay(map, entries);
  else for (const { position } of entries) await map.setAside(position, setAside);
  const size = map.mapped + BigInt(entries.length);
  await map.advance(size);
  return { size, count: entries.length };
}

/** A ruling is folded alone, because it may touch anything: a batch ends before one, or is one. */
function upToRuling(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const at = entries.findIndex(({ kind }) => kind === 'retraction' || kind === 'setting');
  if (at === -1) return entries;
  return at === 0 ? entries.slice(0, 1) : entries.slice(0, at);
}

async function applyOrSay(map: GraphMap, entries: readonly LedgerEntry[]): Promise<void> {
  try {
    await apply(map, entries);
  } catch (error) {
    throw isOfTheEntries(error) ? new NotApplicable(error.message.slice(0, REASON_LENGTH_MAX), { cause: error }) : error;
  }
}

async function apply(map: GraphMap, entries: readonly LedgerEntry[]): Promise<void> {
  const [first] = entries;
  if (first?.kind === 'retraction' || first?.kind === 'setting') {
    await applyRuling(map, first);
    return;
  }
  const drafts: Drafted[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'event') continue; // no fact of lineage
    const drafted = draft(entry);
    if ('reason' in drafted) await map.setAside(entry.position, drafted.reason);
    else drafts.push(drafted);
  }
  if (drafts.length > 0) await map.applyEvents(drafts);
}

async function applyRuling(map: GraphMap, { position, kind, frame }: LedgerEntry): Promise<void> {
  if (frame?.form !== 'json') {
    await map.setAside(position, 'the ruling has no body any more');
    return;
  }
  await map.applyRuling(position, kind === 'setting' ? readSetting(frame.text) : readRetraction(frame.text));
}

/** An event worked out from its recorded body, or why it cannot be. */
function draft({ position, by, frame }: LedgerEntry): Drafted | { readonly reason: string } {
  if (frame?.form !== 'json') return { reason: 'the event has no body any more' };
  const digest = hex(frame.digest);
  if (frame.isExact) {
    const reading = readJson(Buffer.from(frame.text), { depthMax: EVENT_DEPTH_MAX });
    if (reading.kind !== 'json') return { reason: 'the recorded body is not JSON any more' };
    const { value, textOf } = exactValue(reading.canonical);
    const parsed = parseEvent(value);
    return parsed.kind === 'event'
      ? { position, by, draft: draftEvent(parsed.event, digest, textOf) }
      : { reason: reasonOf(parsed.problems) };
  }
  const parsed = parseEvent(JSON.parse(frame.text) as JsonValue); // recorded after it was read as JSON
  return parsed.kind === 'event' ? { position, by, draft: draftEvent(parsed.event, digest) } : { reason: reasonOf(parsed.problems) };
}

function reasonOf(problems: readonly { readonly pointer: string; readonly message: string }[]): string {
  return problems
    .map(({ pointer, message }) => `${pointer}: ${message}`)
    .join('; ')
    .slice(0, REASON_LENGTH_MAX);
}
