import { parseInstant } from '#foundation';
import {
  BEGINNING,
  compareNames,
  type CountedEvent,
  END,
  GraphFold,
  type Neighbourhood,
  type NodeId,
  type NodeName,
  type Retraction,
  type RunKey,
  type Setting,
} from '#lineage';

import type { Session } from '../sql/session.ts';
import { MODE } from './codes.ts';
import { Interner } from './interning.ts';
import type { Asked } from './asked.ts';
import type { Lane } from './lane.ts';
import { NeighbourhoodReader } from './neighbourhood.ts';
import type { Place } from './place.ts';
import { numberIn } from './rows.ts';
import type { Rulings } from './rulings.ts';
import { RecordedEvents } from './recorded-events.ts';

type Withdrawal = Exclude<Retraction, { readonly reinstate: string }>;

/** Works out what a ruling changes, with the whole history of what it touches at hand. */
export class RulingFolder {
  private readonly interner: Interner;
  private readonly reader: NeighbourhoodReader;
  private readonly recorded: RecordedEvents;

  private readonly session: Session;
  private readonly at: Place;
  private readonly rulings: Rulings;

  constructor(lane: Lane) {
    this.session = lane.session;
    this.at = lane.at;
    this.rulings = lane.rulings;
    this.interner = new Interner(lane);
    this.reader = new NeighbourhoodReader(lane, this.interner);
    this.recorded = new RecordedEvents(lane.session, lane.at);
  }

  /** Takes events out, or puts them back. A retraction also waits for events that come after it, so one that touches nothing yet is kept too. */
  async retraction(position: bigint, retraction: Retraction): Promise<GraphFold | undefined> {
    await this.session.rows`
      insert into hot.retraction (tenant, generation, position, id, body)
      values (${this.at.tenant}::int, ${this.at.generation}::int, ${position}::bigint, ${'reinstate' in retraction ? retraction.reinstate : retraction.retraction}, ${JSON.stringify(retraction)})`;
    this.rulings.takeRetraction(retraction);
    const withdrawal: Withdrawal | undefined = 'reinstate' in retraction ? this.rulings.retraction(retraction.reinstate) : retraction;
    if (withdrawal === undefined) return undefined; // taken back before it was made

    const named = await this.recorded.namedBy(withdrawal, this.interner);
    const removed = named.filter(({ counts, ...asked }) => counts && this.rulings.takesOut(asked)).map(({ event }) => event);
    const added = named.filter(({ counts, ...asked }) => !counts && !this.rulings.takesOut(asked)).map(({ event }) => event);
    if (removed.length + added.length === 0) return undefined;

    const fold = new GraphFold(await this.wholeHistory([...removed, ...added], removed));
    for (const event of removed) fold.remove(event);
    for (const event of added) fold.add(event);
    await this.recorded.end(removed, position + 1n);
    await this.recorded.restore(added, position + 1n);
    return fold;
  }

  async setting(position: bigint, setting: Setting): Promise<GraphFold> {
    await this.session.rows`
      insert into hot.setting (tenant, generation, position, body)
      values (${this.at.tenant}::int, ${this.at.generation}::int, ${position}::bigint, ${JSON.stringify(setting)})`;
    switch (setting.setting) {
      case 'lineage-window':
        return this.lineageWindow(setting);
      case 'retired':
        return this.retired(setting);
      case 'alias':
        return this.alias(setting);
    }
  }

  private async lineageWindow(setting: Extract<Setting, { readonly setting: 'lineage-window' }>): Promise<GraphFold> {
    const job = setting.job;
    const node = await this.interner.nodes(job === null ? [] : [{ kind: 'job', ...job }]);
    this.rulings.takeSetting(setting, node);
    const speakers =
      job === null ? (await this.speakers()).filter((speaker) => !this.rulings.hasOwnWindow(speaker)) : [node({ kind: 'job', ...job })];
    const fold = new GraphFold(await this.reader.read({ ...NOTHING, loud: loudSince({ speakers }) }));
    for (const speaker of speakers) fold.setWindow(speaker, this.rulings.window(speaker));
    return fold;
  }

  private async retired({ node: name, at }: Extract<Setting, { readonly setting: 'retired' }>): Promise<GraphFold> {
    const node = (await this.interner.nodes([name]))(name);
    const instant = at === null ? undefined : parseInstant(at)?.instant;
    const touching = await this.reader.speakers.speakersNaming([node]);
    const asked: Asked = {
      ...NOTHING,
      loud: loudSince({ nodes: [node], speakers: touching.filter(({ isObserved }) => isObserved).map(({ speaker }) => speaker) }),
      declarers: new Set(touching.filter(({ isObserved }) => !isObserved).map(({ speaker }) => speaker)),
    };
    const fold = new GraphFold(await this.reader.read(asked));
    fold.retire(node, instant);
    await this.session.rows`
      delete from hot.retired as retired where retired.tenant = ${this.at.tenant}::int and retired.generation = ${this.at.generation}::int and retired.node = ${node}::bigint`;
    if (instant !== undefined) await this.recorded.retire(node, instant);
    return fold;
  }

  private async alias({ pair, joined }: Extract<Setting, { readonly setting: 'alias' }>): Promise<GraphFold> {
    const names = [...pair].sort(compareNames).map((name): NodeName => ({ kind: 'dataset', ...name }));
    const node = await this.interner.nodes(names);
    const [left, right] = names.map(node) as [NodeId, NodeId]; // a pair has two
    const fold = new GraphFold(await this.reader.read({ ...NOTHING, aliased: new Set([left, right]) }));
    if (left !== right) fold.alias(left, right, joined ? [{ from: BEGINNING, to: END, value: true }] : []);
    return fold;
  }

  private async speakers(): Promise<readonly NodeId[]> {
    const rows = await this.session.rows`
      select distinct edge.speaker from hot.edge as edge
      where edge.tenant = ${this.at.tenant}::int and edge.generation = ${this.at.generation}::int and edge.mode = ${MODE.observed}::smallint`;
    return rows.map((row) => numberIn(row, 'speaker') as NodeId);
  }

  private async wholeHistory(events: readonly CountedEvent[], removed: readonly CountedEvent[]): Promise<Neighbourhood> {
    const nodes = new Set(events.flatMap((event) => event.nodes.map(({ node }) => node)));
    const previous = events.flatMap((event) => event.nodes.flatMap(({ renamedFrom }) => renamedFrom ?? []));
    const speakers = new Set(events.filter(({ run }) => run !== undefined).map(({ speaker }) => speaker));
    const declarers = new Set(events.filter(({ declares }) => declares).map(({ speaker }) => speaker));
    const dropped = events.flatMap((event) => event.nodes.flatMap(({ node, change }) => (change === 'DROP' ? [node] : [])));
    for (const { speaker, isObserved } of await this.reader.speakers.speakersNaming(dropped))
      (isObserved ? speakers : declarers).add(speaker);
    const runs = new Set(events.flatMap(({ run }) => run ?? []));

    const before = await this.reader.read({
      loud: loudSince({ nodes: [...nodes], speakers: [...speakers] }),
      runs,
      declarers,
      aliased: nodes,
      named: new Set(previous),
      sets: new Set(events.flatMap(({ statements }) => statements ?? [])),
      symlinks: new Set(events.flatMap((event) => event.nodes.flatMap(({ facets }) => facets.get('symlinks') ?? []))),
    });
    const gone = new Set(removed.map(({ position }) => position));
    const left = await this.recorded.ofRuns(runs);
    return { ...before, runEvents: (run) => (left.get(run) ?? []).filter(({ position }) => !gone.has(position)) };
  }
}

const NOTHING: Asked = {
  loud: loudSince({}),
  runs: new Set<RunKey>(),
  declarers: new Set(),
  aliased: new Set(),
  named: new Set(),
  sets: new Set(),
  symlinks: new Set(),
};

function loudSince({
  nodes = [],
  speakers = [],
}: {
  readonly nodes?: readonly NodeId[];
  readonly speakers?: readonly NodeId[];
}): Asked['loud'] {
  return {
    nodes: new Map(nodes.map((node) => [node, BEGINNING])),
    speakers: new Map(speakers.map((speaker) => [speaker, BEGINNING])),
    quietSpeakers: new Map(),
  };
}
