import { hex } from '#foundation';
import { draftEvent, readRetraction, readSetting } from '#lineage';
import { parseEvent } from '#openlineage';
import { exactValue, type JsonValue, readJson } from '#record';
import { type Drafted, GraphMap, type LedgerEntry, LedgerReader, MapMemory, type Session } from '#store';

import type { Context } from './context.ts';
import { EVENT_DEPTH_MAX } from './receive-event.ts';

/** Entries in one micro-batch. More saves little (bench/) and makes the first of them wait. */
export const MAP_BATCH_ENTRIES_MAX = 500;

/** What one process remembers of the graph it maps, from batch to batch. */
export class Mapper {
  private memory = new MapMemory();

  constructor(private readonly context: Context) {}

  /**
   * Folds the next entries of the ledger into the live graph and gives how many; 0 when there are none, or when another process has the lane.
   * All of them or none: what a failed batch had learnt is forgotten.
   */
  async projectEntries(limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const { tenant } = this.context;
    return this.step((session) => foldNext(this.context, session, { take: GraphMap.takeLive(session, tenant, this.memory), limit }));
  }

  /** As `projectEntries`, for a generation that is being built beside the live one. */
  async project(generation: number, limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const at = { tenant: this.context.tenant, generation };
    return this.step((session) => foldNext(this.context, session, { take: GraphMap.take(session, at, this.memory), limit }));
  }

  private async step(fold: (session: Session) => Promise<Folded | undefined>): Promise<number> {
    try {
      const folded = await this.context.database.transaction(fold);
      if (folded === undefined) return 0;
      this.memory.mapped = folded.size;
      return folded.count;
    } catch (error) {
      this.memory = new MapMemory();
      throw error;
    }
  }
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
  { take, limit }: { readonly take: Promise<GraphMap | undefined>; readonly limit: number },
): Promise<Folded | undefined> {
  const map = await take;
  if (map === undefined) return undefined;
  const entries = upToRuling(await new LedgerReader(session, tenant, keys).from(map.mapped, limit));
  if (entries.length === 0) return undefined;
  await apply(map, entries);
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
    .slice(0, 2000);
}
