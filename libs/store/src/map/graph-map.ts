import type { Instant } from '#foundation';
import { type CountedEvent, END, GraphFold, type Neighbourhood, type NodeId, type NodeName, type Retraction, type Setting } from '#lineage';

import type { Session } from '../sql/session.ts';
import { BeliefWriter } from './belief-writer.ts';
import { Asking } from './asking.ts';
import { countEvents, type Drafted } from './counted.ts';
import { writeEvents } from './event-writer.ts';
import { Interner } from './interning.ts';
import type { Lane } from './lane.ts';
import type { MapMemory } from './memory.ts';
import { NeighbourhoodReader } from './neighbourhood.ts';
import type { Place } from './place.ts';
import { type Loud, loudIn } from './quiet.ts';
import type { Row } from './rows.ts';
import { RulingFolder } from './ruling-folder.ts';
import { Rulings } from './rulings.ts';
import { SpeakerSets } from './speaker-sets.ts';
import { type Touch, touchesOf, type Watch } from './watch.ts';

/** The fold that this program computes. Raised with every change to what the graph is. */
export const FOLD_VERSION = 1;

/** One generation of a tenant's graph, held by the one that may change it. */
export class GraphMap {
  /** Where what was folded in this transaction may have changed a verdict. */
  readonly touches: Touch[] = [];
  private readonly session: Session;
  private readonly interner: Interner;

  private constructor(
    private readonly lane: Lane,
    /** The graph's size when the lane was taken. */
    readonly mapped: bigint,
    private nextRow: bigint,
  ) {
    this.session = lane.session;
    this.interner = new Interner(lane);
  }

  /** Takes the lane of a generation, or says that somebody else has it. Held until the transaction ends. */
  static async take(session: Session, at: Place, memory: MapMemory): Promise<GraphMap | undefined> {
    const [row] = await session.rows`
      select head.generation, head.mapped, head.next_row from hot.map_head as head
      where head.tenant = ${at.tenant}::int and head.generation = ${at.generation}::int for update skip locked`;
    return row === undefined ? undefined : GraphMap.held(session, at.tenant, { row, memory });
  }

  /** As `take`, for the generation that is live when the lock is had, if this program's fold made it: by two folds it would be no function of its events. */
  static async takeLive(session: Session, tenant: number, memory: MapMemory): Promise<GraphMap | undefined> {
    const [row] = await session.rows`
      select head.generation, head.mapped, head.next_row from hot.map_head as head
      where head.tenant = ${tenant}::int and head.live and head.fold = ${FOLD_VERSION}::int for update skip locked`;
    return row === undefined ? undefined : GraphMap.held(session, tenant, { row, memory });
  }

  private static async held(session: Session, tenant: number, { row, memory }: { row: Row; memory: MapMemory }): Promise<GraphMap> {
    const at = { tenant, generation: row['generation'] as number }; // int4
    const mapped = row['mapped'] as bigint; // int8
    memory.holdFor(at.generation, mapped);
    const interner = new Interner({ session, at, memory });
    memory.rulings ??= await Rulings.read(session, at, (names) => interner.nodes(names));
    return new GraphMap({ session, at, memory, rulings: memory.rulings }, mapped, row['next_row'] as bigint);
  }

  /** Which graph it is. */
  get at(): Place {
    return this.lane.at;
  }

  /** What is known of contracts; undefined: nobody has looked yet. Kept for the next transaction. */
  get watch(): Watch | undefined {
    return this.lane.memory.watch;
  }

  set watch(watch: Watch | undefined) {
    this.lane.memory.watch = watch;
  }

  /** The nodes of some names, which no event need have spoken of yet. */
  async nodesOf(names: readonly NodeName[]): Promise<readonly NodeId[]> {
    return names.map(await this.interner.nodes(names));
  }

  /** Folds events, in order of position, none of them a ruling between. */
  async applyEvents(drafts: readonly Drafted[]): Promise<void> {
    const counted = await countEvents(drafts, this.interner);
    const judged = counted.map((each) => ({ ...each, counts: !this.lane.rulings.takesOut(each) }));
    const folded = await this.fold(judged.filter(({ counts }) => counts).map(({ event }) => event));
    await writeEvents(this.session, this.lane.at, judged); // only now: the fold must not find the batch in the past that it reads
    await this.remember(folded);
  }

  /** Writes how far the graph has come. The last thing in the transaction. */
  async advance(mapped: bigint): Promise<void> {
    await this.session.rows`
      update hot.map_head as head set mapped = ${mapped}::bigint, next_row = ${this.nextRow}::bigint
      where head.tenant = ${this.lane.at.tenant}::int and head.generation = ${this.lane.at.generation}::int`;
  }

  /** Notes an entry that the fold cannot apply. It blocks nothing and is tried again by the next fold version. */
  async setAside(position: bigint, reason: string): Promise<void> {
    await this.session.rows`
      insert into hot.map_set_aside (tenant, generation, position, reason)
      values (${this.lane.at.tenant}::int, ${this.lane.at.generation}::int, ${position}::bigint, ${reason}) on conflict do nothing`;
  }

  private async fold(events: readonly CountedEvent[]): Promise<Folded> {
    const reader = new NeighbourhoodReader(this.lane, this.interner);
    const loud = loudIn(events, this.lane.memory, (speaker) => this.lane.rulings.window(speaker));
    const asked = await new Asking(this.lane, reader.speakers).asked(events, loud);
    const { neighbourhood, answer } = await reader.begin(asked);

    let fold = folded(neighbourhood, events);
    // Each time with more of the past: mostly twice or three times. An end is sure, for nothing is asked twice and the past is finite.
    while (await answer()) fold = folded(neighbourhood, events);
    await this.write(fold);
    return { fold, loud: asked.loud };
  }

  /** Folds one ruling of an operator: rare, and allowed to read the whole history of what it touches. */
  async applyRuling(position: bigint, ruling: Retraction | Setting): Promise<void> {
    const folder = new RulingFolder(this.lane);
    const fold = 'setting' in ruling ? await folder.setting(position, ruling) : await folder.retraction(position, ruling);
    if (fold !== undefined) {
      fold.settle(position + 1n);
      await this.write(fold);
    }
    this.lane.memory.forgetBeliefs();
  }

  private async write(fold: GraphFold): Promise<void> {
    fold.finish();
    if (this.watch !== undefined) this.touches.push(...touchesOf(fold, this.watch));
    const writer = new BeliefWriter(this.session, this.lane.at, this.nextRow);
    await writer.write(fold);
    this.nextRow = writer.nextRow;
    for (const [run, belief] of writer.openRuns) this.lane.memory.runs.set(run, belief);
    await this.writeSets(fold);
  }

  /** Which sets the judged jobs have shown, and when evidence ended them. */
  private async writeSets(fold: GraphFold): Promise<void> {
    const rows = [...fold.whole].flatMap(([speaker, lane]) => [...lane.sets()].map(([set, ended]) => ({ speaker, set, ended })));
    if (rows.length > 0) await new SpeakerSets(this.session, this.lane.at).write(rows);
  }

  /** Keeps what the batch taught, for the next one. Only right when the transaction commits: `memory.mapped` says for which size it is. */
  private async remember({ fold, loud }: Folded): Promise<void> {
    const { memory, rulings } = this.lane;
    for (const [speaker, state] of loud.quietSpeakers) memory.speakers.set(speaker, state);
    for (const [node, cell] of fold.nodes) {
      const open = new Map<string, { readonly content: string; readonly from: Instant }>();
      for (const [name, { timeline }] of cell.facets) {
        const last = timeline.intervals.at(-1);
        if (last?.to === END) open.set(name, { content: last.value, from: last.from });
      }
      const present = cell.presence.intervals.at(-1);
      memory.nodes.set(node, { presentFrom: present?.to === END ? present.from : undefined, lastCut: fold.lastCut(node), open });
    }

    const sets = new SpeakerSets(this.session, this.lane.at);
    await sets.refresh(
      [...fold.observed].flatMap(([speaker, lane]) => [...lane.sets].map((set) => ({ speaker, set, window: rulings.window(speaker) }))),
    );
    for (const speaker of fold.observed.keys()) memory.speakers.delete(speaker);
    const plain = [...fold.observed].flatMap(([speaker, lane]) => (lane.hasSnapshots ? [] : [speaker]));
    for (const [speaker, state] of await sets.open(plain)) memory.speakers.set(speaker, state);
  }
}

/** A folded batch. */
interface Folded {
  readonly fold: GraphFold;
  readonly loud: Loud;
}

/** Each event settled on its own: every size in between can be asked for. */
function folded(before: Neighbourhood, events: readonly CountedEvent[]): GraphFold {
  const fold = new GraphFold(before);
  for (const event of events) {
    fold.add(event);
    fold.settle(event.position + 1n);
  }
  return fold;
}
