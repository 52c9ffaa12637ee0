import { Failure } from '#foundation';
import {
  alone,
  beginGeneration,
  disown,
  FOLD_VERSION,
  type Generation,
  generationsOf,
  GraphMap,
  holdGenerations,
  LedgerReader,
  MapMemory,
  removeGeneration,
  type Session,
  setAsideIn,
  switchLive,
} from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { missingPeriodKeys } from '../key-check.ts';
import { keepLabelsOf, type LabelTurn } from '../keep-labels.ts';
import { recordActIn } from '../record-act.ts';
import { compareGraphs, type Comparison } from './compare-graphs.ts';
import { noGraph } from './live-graph.ts';
import { rebuiltAct } from './rebuilt-act.ts';
import { foldNext, MAP_BATCH_ENTRIES_MAX, Mapper } from './project-entries.ts';

/** How a rebuild is wished for. */
export interface ReplayWishes {
  /** Begin anew, though an interrupted rebuild could be gone on with. */
  readonly anew?: boolean;
  /** Keep the graph that was live until the switch. */
  readonly keepOld?: boolean;
  /** Keep a rebuilt graph that differs from the live one, to be looked at. */
  readonly keepDifferent?: boolean;
  /** Switch to the rebuilt graph although it differs from the live one: the ledger is the truth. */
  readonly acceptDifferences?: boolean;
  /** Waited for. What it throws ends the rebuild as a power cut would. */
  readonly onProgress?: (progress: ReplayProgress) => void | Promise<void>;
}

/** What a rebuild does at the moment, and how far it has come. */
export interface ReplayProgress {
  readonly doing:
    'removing what an earlier rebuild left' | 'rebuilding' | 'comparing' | 'following labels' | 'switching' | 'removing the old graph';
  /** Entries that are in the rebuilt graph, of `size` in the ledger. */
  readonly mapped: bigint;
  readonly size: bigint;
}

export interface Replayed {
  /** Whether the rebuilt graph is the live one now. */
  readonly isSwitched: boolean;
  readonly foldVersion: number;
  /** Of the graph that was live. */
  readonly foldVersionBefore: number;
  readonly size: bigint;
  /** Where an interrupted rebuild was gone on with; 0: it began anew. */
  readonly continuedAt: bigint;
  /** Undefined when another fold version made the live graph: then they may differ. */
  readonly comparison: Comparison | undefined;
  /** Entries that this fold version could not apply. */
  readonly setAside: number;
  /** The number of a graph that was kept beside the live one. */
  readonly kept: number | undefined;
}

/**
 * Builds the graph anew from the ledger, beside the live one; compares both when the same fold version made them; and makes the new one live, in one
 * transaction, with an entry of the ledger that tells it. Stopped at any moment, it leaves the live graph as it is and is gone on with by the next call. Throws BUSY when another does it now.
 */
export async function replay(context: Context, principal: Principal, wishes: ReplayWishes = {}): Promise<Replayed> {
  requireAdmin(context, principal, 'rebuild the graph');
  const turn = await alone(context.database, `replay of tenant ${context.tenant}`, () => new Replay(context, principal, wishes).run());
  if (turn === undefined) throw new Failure('BUSY', 'Another process is rebuilding the graph; let it finish, or end it.');
  return turn.result;
}

class Replay {
  private readonly mapper: Mapper;

  constructor(
    private readonly context: Context,
    private readonly principal: Principal,
    private readonly wishes: ReplayWishes,
  ) {
    this.mapper = new Mapper(context);
  }

  async run(): Promise<Replayed> {
    const before = await this.live();
    if (before.fold !== FOLD_VERSION) await this.requireAllKeys();
    const built = await this.begin(before);
    await this.catchUp(built.generation);

    const comparison = before.fold === FOLD_VERSION ? await this.compare(built.generation) : undefined;
    const isRefused = comparison?.differences !== undefined && this.wishes.acceptDifferences !== true;
    if (isRefused) return this.leave(built, { before, comparison });

    await this.catchUp(built.generation);
    await this.followLabels(built.generation);
    const old = await this.switchTo(built.generation, comparison);
    const outcome = await this.outcome(built, { before, comparison });
    if (this.wishes.keepOld === true) return { ...outcome, kept: old };
    await this.tell('removing the old graph', { mapped: outcome.size, size: outcome.size });
    await removeGeneration(this.context.database, { tenant: this.context.tenant, generation: old });
    return outcome;
  }

  /** The graph to build: the one that was interrupted, or a new one. What else stands about is removed. */
  private async begin(live: Generation): Promise<Generation> {
    const { database, tenant } = this.context;
    const all = await database.snapshot((session) => generationsOf(session, tenant));
    const unfinished = all.filter(({ generation }) => generation > live.generation);
    const usable = unfinished.filter(({ fold, mapped }) => fold === FOLD_VERSION && mapped > 0n && this.wishes.anew !== true).at(-1);
    const useless = [...unfinished, ...all.filter(({ isLive, mapped }) => !isLive && mapped === 0n)].filter((each) => each !== usable);
    for (const { generation } of new Set(useless)) {
      await this.tell('removing what an earlier rebuild left', { mapped: 0n, size: live.mapped });
      await removeGeneration(database, { tenant, generation });
    }
    if (usable !== undefined) return usable;
    const generation = await database.transaction((session) => beginGeneration(session, tenant));
    return { generation, fold: FOLD_VERSION, mapped: 0n, isLive: false };
  }

  /** Folds until what is left would be one batch, however much comes meanwhile; all of it when nothing comes. */
  private async catchUp(generation: number): Promise<void> {
    for (let target = -1n; ;) {
      const reached = await this.reached(generation);
      await this.tell('rebuilding', reached);
      if (reached.mapped < target) {
        if ((await this.mapper.project(generation)) === 0) throw new Failure('BUSY', 'Something else holds the rebuilt graph; try again.');
        continue;
      }
      if (reached.mapped === reached.size) return;
      if (target >= 0n && reached.size - target < BigInt(MAP_BATCH_ENTRIES_MAX)) return;
      target = reached.size;
    }
  }

  private async compare(generation: number): Promise<Comparison> {
    const { database, tenant } = this.context;
    const all = await database.snapshot((session) => generationsOf(session, tenant));
    const [live, rebuilt] = [all.find(({ isLive }) => isLive), all.find((each) => each.generation === generation)];
    if (live === undefined || rebuilt === undefined) throw noGraph();
    await this.tell('comparing', await this.reached(generation));
    return compareGraphs(this.context, { live, rebuilt });
  }

  /** Whom rules by classification concern is answered as far as labels are kept: they are, before anybody is sent to this graph. */
  private async followLabels(generation: number): Promise<void> {
    for (let hasMore = true; hasMore;) {
      await this.tell('following labels', await this.reached(generation));
      ({ hasMore } = await this.context.database.transaction((session) => this.labelTurn(session, generation)));
    }
  }

  private async labelTurn(session: Session, generation: number): Promise<LabelTurn> {
    const graph = (await generationsOf(session, this.context.tenant)).find((each) => each.generation === generation);
    if (graph === undefined) throw noGraph();
    return keepLabelsOf(this.context, session, { graph });
  }

  /** Nobody maps while this transaction holds both lanes; the last entries are folded in it, and their labels followed, so that no reader is ever sent back. The entry that tells of it commits with it. */
  private async switchTo(generation: number, comparison: Comparison | undefined): Promise<number> {
    const { context, principal } = this;
    await this.tell('switching', await this.reached(generation));
    return context.database.transactionClosedByWork(async (session) => {
      const all = await holdGenerations(session, context.tenant);
      const live = all.find(({ isLive }) => isLive);
      const built = all.find((each) => each.generation === generation);
      if (live === undefined || built === undefined) throw noGraph();

      const memory = new MapMemory();
      for (let mapped = built.mapped; mapped < live.mapped;) {
        const take = GraphMap.take(session, { tenant: context.tenant, generation }, memory);
        const folded = await foldNext(context, session, { take, limit: MAP_BATCH_ENTRIES_MAX });
        if (folded === undefined) throw new Error('the ledger is shorter than the live graph');
        mapped = memory.mapped = folded.size;
      }
      while ((await this.labelTurn(session, generation)).hasMore);
      await switchLive(session, { tenant: context.tenant, generation });
      if (this.wishes.keepOld !== true) await disown(session, { tenant: context.tenant, generation: live.generation });
      const act = rebuiltAct(context, principal, { before: live, generation, size: live.mapped, comparison });
      await recordActIn(context, session, { by: principal.id, act });
      return live.generation;
    });
  }

  /** The live graph stays. */
  private async leave(built: Generation, { before, comparison }: Found): Promise<Replayed> {
    const outcome = await this.outcome(built, { before, comparison });
    if (this.wishes.keepDifferent === true) return { ...outcome, isSwitched: false, kept: built.generation };
    await removeGeneration(this.context.database, { tenant: this.context.tenant, generation: built.generation });
    return { ...outcome, isSwitched: false };
  }

  private async outcome({ generation, mapped: continuedAt }: Generation, { before, comparison }: Found): Promise<Replayed> {
    const { tenant } = this.context;
    const { mapped } = await this.reached(generation);
    const { count: setAside } = await this.context.database.snapshot((session) => setAsideIn(session, { tenant, generation }, 1));
    const versions = { foldVersion: FOLD_VERSION, foldVersionBefore: before.fold };
    return { isSwitched: true, ...versions, size: mapped, continuedAt, comparison, setAside, kept: undefined };
  }

  private async live(): Promise<Generation> {
    const all = await this.context.database.snapshot((session) => generationsOf(session, this.context.tenant));
    const live = all.find(({ isLive }) => isLive);
    if (live === undefined) throw noGraph();
    return live;
  }

  private async reached(generation: number): Promise<{ readonly mapped: bigint; readonly size: bigint }> {
    const { database, tenant, keys } = this.context;
    return database.snapshot(async (session) => {
      const built = (await generationsOf(session, tenant)).find((each) => each.generation === generation);
      return { mapped: built?.mapped ?? 0n, size: await new LedgerReader(session, tenant, keys).size() };
    });
  }

  /** Between fold versions nothing is compared, so what could not be opened would be lost unnoticed. */
  private async requireAllKeys(): Promise<void> {
    const missing = await missingPeriodKeys(this.context);
    if (missing === 0) return;
    const message = `The key file lacks ${missing} keys that entries are sealed with: without them the rebuilt graph would lack those entries. Bring keys.jsonl back from its backup.`;
    throw new Failure('STORE_UNAVAILABLE', message);
  }

  private async tell(doing: ReplayProgress['doing'], { mapped, size }: { readonly mapped: bigint; readonly size: bigint }): Promise<void> {
    await this.wishes.onProgress?.({ doing, mapped, size });
  }
}

interface Found {
  /** The graph that was live when the rebuild began. */
  readonly before: Generation;
  readonly comparison: Comparison | undefined;
}
