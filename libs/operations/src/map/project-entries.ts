import { Failure } from '#foundation';
import { asFailure, GraphMap, GraphStatistics, MapMemory, type Session } from '#store';

import type { Context } from '../context.ts';
import { Law } from '../judge/law.ts';
import { EntriesAhead, type Prepare } from './entries-ahead.ts';
import { prepareEntries, type PreparedEntry, prepareRange, REASON_LENGTH_MAX } from './prepare-entries.ts';

/** Entries in one micro-batch. More saves little (bench/) and makes the first of them wait. */
export const MAP_BATCH_ENTRIES_MAX = 500;

/** Nodes and statements that the events of a micro-batch name, together, unless one event has more: a third of what the map remembers of a kind. */
const MAP_BATCH_NAMES_MAX = 30_000;

/** What one process remembers of the graph it maps, from batch to batch, and what it has prepared of the next one. */
export class Mapper {
  private memory = new MapMemory();
  private readonly statistics: GraphStatistics;
  private readonly ahead: EntriesAhead;

  /** `helpers` prepare ranges in threads of their own; without them the next one is prepared in this. */
  constructor(
    private readonly context: Context,
    helpers: readonly Prepare[] = [],
  ) {
    this.statistics = new GraphStatistics(context.database);
    let turn = 0;
    const prepare: Prepare = (range) => helpers[turn++ % helpers.length]?.(range) ?? prepareRange(context, range);
    this.ahead = new EntriesAhead(prepare, Math.max(helpers.length, 1));
  }

  /**
   * Folds the next entries of the ledger into the live graph and gives how many; 0 when there are none, or when another process has the lane.
   * All of them or none: what a failed batch had learnt is forgotten. An entry that cannot be applied is set aside, and blocks nothing.
   */
  async projectEntries(limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const { tenant } = this.context;
    return this.step(limit, (session, part) =>
      foldNext(this.context, session, { take: GraphMap.takeLive(session, tenant, this.memory), ahead: this.ahead, ...part }),
    );
  }

  /** As `projectEntries`, for a generation that is being built beside the live one. */
  async project(generation: number, limit = MAP_BATCH_ENTRIES_MAX): Promise<number> {
    const at = { tenant: this.context.tenant, generation };
    return this.step(limit, (session, part) =>
      foldNext(this.context, session, { take: GraphMap.take(session, at, this.memory), ahead: this.ahead, ...part }),
    );
  }

  /** A batch with an entry in it that cannot be applied is halved until that entry is alone. */
  private async step(limit: number, fold: Fold): Promise<number> {
    try {
      return await this.commit((session) => fold(session, { limit }));
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
      if (limit > 1) return this.step(Math.floor(limit / 2), fold);
      if (error.mayPass) throw error;
      return this.commit((session) => fold(session, { limit: 1, setAside: error.message }));
    }
  }

  private async commit(work: (session: Session) => Promise<Folded | undefined>): Promise<number> {
    const folded = await this.transaction(work);
    if (folded === undefined) return 0;
    void this.statistics.reached(folded.size);
    return folded.count;
  }

  private async transaction(work: (session: Session) => Promise<Folded | undefined>): Promise<Folded | undefined> {
    try {
      const folded = await this.context.database.transaction(work);
      if (folded !== undefined) this.memory.mapped = folded.size;
      return folded;
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

/** What is wrong is in the entries, and trying them all again would not help. */
class NotApplicable extends Error {
  override readonly name = 'NotApplicable';

  constructor(
    message: string,
    /** They took too long: fewer may not, and one alone is tried again until it does not. */
    readonly mayPass: boolean,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Classes of SQLSTATE that say so: a value that Postgres cannot hold, a limit of Postgres, a statement that took too long. All else may pass. */
const OF_THE_VALUES = /^(22|54|57014)/;
const TOO_SLOW = '57014';

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
  context: Context,
  session: Session,
  { take, limit, setAside, ahead }: Part & { readonly take: Promise<GraphMap | undefined>; readonly ahead?: EntriesAhead },
): Promise<Folded | undefined> {
  const map = await take;
  if (map === undefined) return undefined;
  const range = { from: map.mapped, limit };
  const next = (await ahead?.take(range)) ?? (await prepareEntries(context, session, range));
  const entries = upToWeight(upToRuling(next));
  if (entries.length === 0) return undefined;
  const size = map.mapped + BigInt(entries.length);
  if (next.length === limit) ahead?.start({ from: size, limit }); // there is more to come
  if (setAside === undefined) await applyOrSay({ map, law: await Law.of(context, session, map) }, entries);
  else for (const { position } of entries) await map.setAside(position, setAside);
  await map.advance(size);
  return { size, count: entries.length };
}

/** A ruling is folded alone, because it may touch anything, and a contract, because what comes after it is judged by it: a batch ends before one, or is one. */
function upToRuling(entries: readonly PreparedEntry[]): readonly PreparedEntry[] {
  const at = entries.findIndex(({ kind }) => kind === 'ruling' || kind === 'contract');
  if (at === -1) return entries;
  return at === 0 ? entries.slice(0, 1) : entries.slice(0, at);
}

/** A batch ends before it would name more than the map can remember of it. */
function upToWeight(entries: readonly PreparedEntry[]): readonly PreparedEntry[] {
  let weight = 0;
  const at = entries.findIndex((entry) => {
    if (entry.kind === 'event') weight += entry.drafted.draft.statements.size + entry.drafted.draft.nodes.length;
    return weight > MAP_BATCH_NAMES_MAX;
  });
  return at === -1 ? entries : entries.slice(0, Math.max(at, 1));
}

/** What takes entries in: the graph, and the contracts that are judged by it. */
interface Applying {
  readonly map: GraphMap;
  readonly law: Law;
}

async function applyOrSay(to: Applying, entries: readonly PreparedEntry[]): Promise<void> {
  try {
    await apply(to, entries);
  } catch (error) {
    const cause = asFailure(error); // what a lost connection left is not the fault of the entries
    if (!isOfTheEntries(cause)) throw cause;
    throw new NotApplicable(cause.message.slice(0, REASON_LENGTH_MAX), 'code' in cause && cause.code === TOO_SLOW, { cause });
  }
}

async function apply({ map, law }: Applying, entries: readonly PreparedEntry[]): Promise<void> {
  const [first] = entries;
  if (first?.kind === 'contract') {
    await law.take(first);
    return;
  }
  if (first?.kind === 'ruling') await map.applyRuling(first.position, first.ruling);
  for (const entry of entries) if (entry.kind === 'unusable') await map.setAside(entry.position, entry.reason);
  const drafts = entries.flatMap((entry) => (entry.kind === 'event' ? entry.drafted : []));
  if (drafts.length > 0) await map.applyEvents(drafts);
  await law.judgeTouched();
}
