import {
  isEnd,
  BEGINNING,
  type LifecycleClaim,
  type Neighbourhood,
  type NodeId,
  Past,
  type RunBelief,
  type RunKey,
  type StatementId,
  type StoredLane,
  type StoredObserved,
} from '#lineage';

import type { Asked } from './asked.ts';
import { named, RUN_TYPE } from './codes.ts';
import { IdentityReader } from './identity-reader.ts';
import type { Interner } from './interning.ts';
import type { Lane } from './lane.ts';
import { NodeReader } from './node-reader.ts';
import { PastReader } from './past-reader.ts';
import { hexIn, instantIn, numberIn, OPEN, optionalInstantIn, optionalNumberIn, type Row } from './rows.ts';
import { SpeakerReader } from './speaker-reader.ts';

/** What was read, and the way to read what the fold then asks. */
interface Reading {
  readonly neighbourhood: Neighbourhood;
  /** Looks up what the fold has asked. Whether it had: then it is to fold again. */
  readonly answer: () => Promise<boolean>;
}

/** Reads the part of the graph that a batch may change: whole sets at a time, a fixed number of statements however large the batch. */
export class NeighbourhoodReader {
  readonly speakers: SpeakerReader;
  private readonly nodes: NodeReader;
  private readonly identity: IdentityReader;

  constructor(
    private readonly lane: Lane,
    interner: Interner,
  ) {
    this.speakers = new SpeakerReader(lane);
    this.nodes = new NodeReader(lane);
    this.identity = new IdentityReader(lane, interner);
  }

  /** Of a ruling: all that it may touch is read at once, so nothing is asked later. */
  async read(asked: Asked): Promise<Neighbourhood> {
    return (await this.begin(asked)).neighbourhood;
  }

  async begin(asked: Asked): Promise<Reading> {
    const nodeSince = new Map([...asked.loud.nodes].map(([node, since]) => [node, asked.aliased.has(node) ? BEGINNING : since]));
    for (const node of asked.aliased) nodeSince.set(node, BEGINNING);
    const nodes = await this.nodes.read(nodeSince, asked.batch?.events ?? []);
    const whole = await this.speakers.whole(asked.batch === undefined ? [...asked.loud.speakers.keys()] : []);
    const declared = await this.speakers.declared(asked.declarers);
    const runs = await this.runs(new Set([...asked.runs, ...completedIn([...whole.values()])]));

    const touched = [...(asked.batch?.touched.values() ?? [])].flatMap((statements) => [...statements]);
    const statements = await this.speakers.statementsIn([...whole.values(), ...declared.values()], asked.sets);
    const bounds = new Bounds(this.speakers, this.identity);
    await bounds.take(nodeSince.keys(), [...statements, ...touched]);
    const identifiers = await this.identity.identifiers(nodes, asked);
    const named = new Set([...asked.named, ...[...identifiers.values()].flat()]);
    const past = new Past();

    const neighbourhood: Neighbourhood = {
      nodes,
      whole,
      declared,
      runs,
      observed: await this.observed(asked, runs),
      past,
      windows: (speaker) => this.lane.rulings.window(speaker),
      members: (set) => this.speakers.membersOf(set),
      ends: (statement) => bounds.ends.get(statement) ?? [],
      aliased: asked.aliased,
      ...(await this.identity.read({ ...asked, named })),
      identifiers: (content) => identifiers.get(content) ?? [],
      cuts: bounds.cuts,
      runEvents: () => [],
    };
    const answers = new PastReader(this.lane, past, [...asked.runs]);
    const answer = async (): Promise<boolean> => {
      const { any, sets } = await answers.answer();
      await bounds.take([], await this.speakers.statementsIn([], sets));
      return any;
    };
    return { neighbourhood, answer };
  }

  private async observed(
    { loud, batch, runs }: Asked,
    known: ReadonlyMap<RunKey, { readonly value: RunBelief }>,
  ): Promise<Map<NodeId, StoredObserved>> {
    if (batch === undefined) return new Map();
    const ended = [...runs].filter((run) => known.get(run)?.value.end !== undefined); // others have no COMPLETE
    const completions = await this.speakers.completions(ended);
    return new Map(
      [...loud.speakers].map(([speaker, since]) => [
        speaker,
        {
          speaker,
          since,
          completions: completions.get(speaker) ?? [],
          hasSnapshots: batch.withSnapshots.has(speaker),
          touched: batch.touched.get(speaker) ?? [],
        },
      ]),
    );
  }

  private async runs(asked: ReadonlySet<RunKey>): Promise<Map<RunKey, { readonly row: bigint; readonly value: RunBelief }>> {
    const found = new Map<RunKey, { readonly row: bigint; readonly value: RunBelief }>();
    const missing: RunKey[] = [];
    for (const run of asked) {
      const known = this.lane.memory.runs.get(run);
      if (known === undefined) missing.push(run);
      else found.set(run, known);
    }
    if (missing.length === 0) return found;
    const { session, at } = this.lane;
    const rows = await session.rows`
      select belief.row, belief.run, belief.began, belief.began_ns, belief.active_from, belief.active_from_ns, belief.ended, belief.ended_ns, belief.end_digest, belief.end_type
      from unnest(${missing}::bigint[]) as asked (run)
      join hot.run_belief as belief on belief.tenant = ${at.tenant}::int and belief.generation = ${at.generation}::int and belief.run = asked.run
        and belief.known_to = ${OPEN}::bigint`;
    for (const row of rows) found.set(numberIn(row, 'run') as RunKey, { row: BigInt(numberIn(row, 'row')), value: runBeliefOf(row) });
    return found;
  }
}

/** The ends of statements, and what cut them: read once each, as they come to be known. */
class Bounds {
  readonly ends = new Map<StatementId, readonly NodeId[]>();
  readonly cuts: LifecycleClaim[] = [];
  private readonly nodes = new Set<NodeId>();

  constructor(
    private readonly speakers: SpeakerReader,
    private readonly identity: IdentityReader,
  ) {}

  async take(nodes: Iterable<NodeId>, statements: Iterable<StatementId>): Promise<void> {
    const ends = await this.speakers.ends(new Set([...statements].filter((statement) => !this.ends.has(statement))));
    for (const [statement, nodesAt] of ends) this.ends.set(statement, nodesAt);
    const added = new Set([...nodes, ...[...ends.values()].flat()].filter((node) => !this.nodes.has(node)));
    for (const node of added) this.nodes.add(node);
    this.cuts.push(...(await this.identity.lifecycle(added, 'DROP')));
  }
}

function completedIn(lanes: readonly StoredLane[]): readonly RunKey[] {
  return lanes.flatMap(({ observations }) =>
    observations.flatMap(({ run, type }) => (run !== undefined && type === 'COMPLETE' ? [run] : [])),
  );
}

function runBeliefOf(row: Row): RunBelief {
  const ended = optionalInstantIn(row, 'ended');
  const endType = optionalNumberIn(row, 'end_type');
  const type = endType === undefined ? undefined : named(RUN_TYPE, endType);
  return {
    began: instantIn(row, 'began'),
    activeFrom: optionalInstantIn(row, 'active_from'),
    end: ended === undefined || !isEnd(type) ? undefined : { time: ended, digest: hexIn(row, 'end_digest'), type },
  };
}
