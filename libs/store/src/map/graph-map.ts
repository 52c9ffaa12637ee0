import type { Instant } from '#foundation';
import { BEGINNING, type CountedEvent, END, GraphFold, type NodeId, type Retraction, type Setting } from '#lineage';

import type { Session } from '../sql/session.ts';
import { BeliefWriter } from './belief-writer.ts';
import { CHANGE } from './codes.ts';
import { type Counted, countEvents, type Drafted } from './counted.ts';
import { writeEvents } from './event-writer.ts';
import { Interner } from './interning.ts';
import type { MapMemory } from './memory.ts';
import { type Asked, NeighbourhoodReader } from './neighbourhood.ts';
import { type Loud, loudIn } from './quiet.ts';
import { hexIn, numberIn, OPEN, postgresTime } from './rows.ts';
import { RulingFolder } from './ruling-folder.ts';
import { Rulings } from './rulings.ts';

/** The fold that this program computes. Raised with every change to what the graph is. */
export const FOLD_VERSION = 1;

/** One generation of a tenant's graph, held by the one that may change it. */
export class GraphMap {
  private constructor(
    private readonly session: Session,
    readonly at: { readonly tenant: number; readonly generation: number },
    readonly mapped: bigint,
    private nextRow: bigint,
    private readonly memory: MapMemory,
    private readonly rulings: Rulings,
  ) {}

  /** Takes the lane of a generation, or says that somebody else has it. Held until the transaction ends. */
  static async take(session: Session, at: { readonly tenant: number; readonly generation: number }, memory: MapMemory): Promise<GraphMap | undefined> {
    const [row] = await session.rows`
      select head.mapped, head.next_row from hot.map_head as head
      where head.tenant = ${at.tenant}::int and head.generation = ${at.generation}::int for update skip locked`;
    if (row === undefined) return undefined;
    const mapped = row['mapped'] as bigint; // int8
    if (memory.mapped !== mapped) memory.forget();
    const rulings = memory.rulings ?? (await Rulings.read(session, at, new Interner(session, at, memory)));
    memory.rulings = rulings;
    return new GraphMap(session, at, mapped, row['next_row'] as bigint, memory, rulings);
  }

  /** Folds events, in order of position, none of them a ruling between. */
  async applyEvents(drafts: readonly Drafted[]): Promise<void> {
    const interner = new Interner(this.session, this.at, this.memory);
    const counted = await countEvents(drafts, interner);
    const out = new Set(counted.filter(({ event, by, runName }) => this.rulings.takesOut({ event, by, runName })));
    await writeEvents(this.session, this.at, counted.map((each) => ({ ...each, counts: !out.has(each) })));
    await this.fold(counted.filter((each) => !out.has(each)), interner);
  }

  /** Writes how far the graph has come. The last thing in the transaction. */
  async advance(mapped: bigint): Promise<void> {
    await this.session.rows`
      update hot.map_head as head set mapped = ${mapped}::bigint, next_row = ${this.nextRow}::bigint, fold = ${FOLD_VERSION}::int
      where head.tenant = ${this.at.tenant}::int and head.generation = ${this.at.generation}::int`;
  }

  /** Notes an entry that the fold cannot apply. It blocks nothing and is tried again by the next fold version. */
  async setAside(position: bigint, reason: string): Promise<void> {
    await this.session.rows`
      insert into hot.map_set_aside (tenant, generation, position, reason)
      values (${this.at.tenant}::int, ${this.at.generation}::int, ${position}::bigint, ${reason}) on conflict do nothing`;
  }

  private async fold(counted: readonly Counted[], interner: Interner): Promise<void> {
    const events = counted.map(({ event }) => event);
    const reader = new NeighbourhoodReader(this.session, this.at, this.memory, interner);
    const loud = loudIn(events, this.memory, (speaker) => this.rulings.window(speaker));
    const asked = await this.asked(events, loud, reader);
    const before = await reader.read(asked, (speaker) => this.rulings.window(speaker));

    const fold = new GraphFold(before);
    for (const event of events) {
      fold.add(event);
      fold.settle(event.position + 1n);
    }
    await this.write(fold);
    this.remember(fold, loud);
  }

  /** Folds one ruling of an operator: rare, and allowed to read the whole history of what it touches. */
  async applyRuling(position: bigint, ruling: Retraction | Setting): Promise<void> {
    const folder = new RulingFolder(this.session, this.at, this.memory, this.rulings);
    const fold = 'setting' in ruling ? await folder.setting(position, ruling) : await folder.retraction(position, ruling);
    if (fold !== undefined) {
      fold.settle(position + 1n);
      await this.write(fold);
    }
    this.memory.forgetBeliefs();
  }

  private async write(fold: GraphFold): Promise<void> {
    fold.finish();
    const writer = new BeliefWriter(this.session, this.at, this.nextRow);
    await writer.write(fold);
    this.nextRow = writer.nextRow;
    for (const [run, belief] of writer.openRuns) this.memory.runs.set(run, belief);
    await this.writeSets(fold);
  }

  /** Which sets the judged jobs have shown, and when evidence ended them. */
  private async writeSets(fold: GraphFold): Promise<void> {
    const rows = [...fold.observed].flatMap(([speaker, lane]) => [...lane.sets()].map(([set, { ended }]) => ({ speaker, set, ended })));
    if (rows.length === 0) return;
    await this.session.rows`
      insert into hot.speaker_set (tenant, generation, speaker, set, ended, ended_ns)
      select ${this.at.tenant}::int, ${this.at.generation}::int, given.speaker, given.set, given.ended, 0
      from unnest(${rows.map(({ speaker }) => speaker)}::bigint[], ${rows.map(({ set }) => set)}::bigint[], ${rows.map(({ ended }) => postgresTime(ended))}::timestamptz[])
        as given (speaker, set, ended)
      on conflict (tenant, generation, speaker, set) do update set ended = excluded.ended where speaker_set.ended <> excluded.ended`;
  }

  private async asked(events: readonly CountedEvent[], loud: Loud, reader: NeighbourhoodReader): Promise<Asked> {
    const speakers = new Map(loud.speakers);
    const declarers = new Set(events.filter(({ declares }) => declares).map(({ speaker }) => speaker));
    for (const { speaker, isObserved, since } of await reader.speakersTouching(dropsIn(events))) {
      if (isObserved) lower(speakers, speaker, since);
      else declarers.add(speaker);
    }
    for (const { speaker, run, snapshotFrom } of events) if (run !== undefined && snapshotFrom !== undefined) speakers.set(speaker, BEGINNING);
    for (const speaker of await this.withSnapshots([...speakers.keys()])) speakers.set(speaker, BEGINNING);

    const aliased = await this.aliasedIn(events, loud);
    const named = new Set<NodeId>();
    const symlinks = new Set<string>();
    for (const { node, renamedFrom, facets } of events.flatMap(({ nodes }) => nodes)) {
      const content = facets.get('symlinks');
      if (aliased.has(node) && content != null) symlinks.add(content);
      if (aliased.has(node) && renamedFrom !== undefined) named.add(renamedFrom);
    }
    return {
      loud: { ...loud, speakers },
      runs: new Set(events.flatMap(({ run }) => run ?? [])),
      declarers,
      aliased,
      named,
      sets: new Set(events.flatMap(({ speaker, declares, statements }) => (statements !== undefined && (declares || speakers.has(speaker)) ? [statements] : []))),
      symlinks,
    };
  }

  private async withSnapshots(speakers: readonly NodeId[]): Promise<readonly NodeId[]> {
    if (speakers.length === 0) return [];
    const rows = await this.session.rows`
      select distinct observation.speaker from hot.observation as observation
      where observation.tenant = ${this.at.tenant}::int and observation.generation = ${this.at.generation}::int
        and observation.speaker = any (${speakers}::bigint[]) and observation.snapshot_from is not null`;
    return rows.map((row) => numberIn(row, 'speaker') as NodeId);
  }

  /** Nodes whose aliases may change: a rename, the making of a name that was renamed away, or symlinks other than those in force. */
  private async aliasedIn(events: readonly CountedEvent[], loud: Loud): Promise<ReadonlySet<NodeId>> {
    const aliased = new Set<NodeId>();
    const renamedAway = new Set<NodeId>();
    const created = new Set<NodeId>();
    const linked = new Map<NodeId, { contents: Set<string | null>; earliest: Instant }>();
    for (const { time, nodes } of events) {
      for (const { node, change, renamedFrom, facets } of nodes) {
        if (change === 'RENAME') aliased.add(node);
        if (renamedFrom !== undefined) renamedAway.add(renamedFrom);
        if (change === 'CREATE') created.add(node);
        const content = facets.get('symlinks');
        if (content === undefined || !loud.nodes.has(node)) continue;
        const links = linked.get(node) ?? { contents: new Set(), earliest: time };
        linked.set(node, { contents: links.contents.add(content), earliest: time < links.earliest ? time : links.earliest });
      }
    }
    for (const node of await this.renamedAmong(created)) aliased.add(node);
    for (const node of created) if (renamedAway.has(node)) aliased.add(node);
    const inForce = await this.symlinksInForce([...linked.keys()]);
    for (const [node, { contents, earliest }] of linked) {
      const now = inForce.get(node);
      if (contents.size !== 1 || now === undefined || !contents.has(now.content) || earliest < now.lastTime) aliased.add(node);
    }
    return aliased;
  }

  private async renamedAmong(created: ReadonlySet<NodeId>): Promise<readonly NodeId[]> {
    if (created.size === 0) return [];
    const rows = await this.session.rows`
      select distinct mention.renamed_from from hot.mention as mention
      where mention.tenant = ${this.at.tenant}::int and mention.generation = ${this.at.generation}::int and mention.change = ${CHANGE.RENAME}::smallint
        and mention.renamed_from = any (${[...created]}::bigint[])`;
    return rows.map((row) => numberIn(row, 'renamed_from') as NodeId);
  }

  private async symlinksInForce(nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, { readonly content: string; readonly lastTime: Instant }>> {
    if (nodes.length === 0) return new Map();
    const rows = await this.session.rows`
      select facet.node, facet.content, last.time from hot.facet as facet
      cross join lateral (select max(mention.time) as time from hot.mention as mention where mention.tenant = facet.tenant and mention.generation = facet.generation
                          and mention.node = facet.node and mention.known_to = ${OPEN}::bigint) as last
      where facet.tenant = ${this.at.tenant}::int and facet.generation = ${this.at.generation}::int and facet.node = any (${nodes}::bigint[])
        and facet.name = 'symlinks' and facet.valid_to = 'infinity' and facet.known_to = ${OPEN}::bigint`;
    return new Map(rows.map((row) => [numberIn(row, 'node') as NodeId, { content: hexIn(row, 'content'), lastTime: (row['time'] as bigint) as Instant }]));
  }

  /** Keeps what the batch taught, for the next one. Only right when the transaction commits: `memory.mapped` says for which size it is. */
  private remember(fold: GraphFold, loud: Loud): void {
    const { memory } = this;
    for (const [node, state] of loud.quietNodes) memory.nodes.set(node, state);
    for (const [speaker, state] of loud.quietSpeakers) memory.speakers.set(speaker, state);
    for (const [node, cell] of fold.nodes) {
      const open = new Map<string, { readonly content: string; readonly from: Instant }>();
      for (const [name, { timeline }] of cell.facets) {
        const last = timeline.intervals.at(-1);
        if (last?.to === END) open.set(name, { content: last.value, from: last.from });
      }
      const isPresent = cell.presence.intervals.at(-1)?.to === END;
      memory.nodes.set(node, { lastTime: cell.lastTime ?? BEGINNING, isPresent, lastCut: fold.lastCut(node), open });
    }
    for (const [speaker, lane] of fold.observed) {
      if (lane.hasSnapshots || lane.lastTime === undefined) memory.speakers.delete(speaker);
      else memory.speakers.set(speaker, { lastTime: lane.lastTime, lastSeen: new Map([...lane.sets()].flatMap(([set, { ended, lastSeen }]) => (ended === END ? [[set, lastSeen]] : []))) });
    }
  }
}

/** The earliest drop of each node in the batch. */
function dropsIn(events: readonly CountedEvent[]): ReadonlyMap<NodeId, Instant> {
  const drops = new Map<NodeId, Instant>();
  for (const { time, nodes } of events) {
    for (const { node, change } of nodes) {
      if (change === 'DROP') lower(drops, node, time);
    }
  }
  return drops;
}

function lower<Key>(since: Map<Key, Instant>, key: Key, time: Instant): void {
  const known = since.get(key);
  if (known === undefined || time < known) since.set(key, time);
}
