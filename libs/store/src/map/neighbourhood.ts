import { BEGINNING, type Neighbourhood, type RunBelief, type RunKey } from '#lineage';

import type { Asked } from './asked.ts';
import { named, RUN_TYPE } from './codes.ts';
import { IdentityReader } from './identity-reader.ts';
import type { Interner } from './interning.ts';
import type { Lane } from './lane.ts';
import { NodeReader } from './node-reader.ts';
import { hexIn, instantIn, numberIn, OPEN, optionalInstantIn, optionalNumberIn, type Row } from './rows.ts';
import { SpeakerReader } from './speaker-reader.ts';

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

  async read(asked: Asked): Promise<Neighbourhood> {
    const nodeSince = new Map([...asked.loud.nodes].map(([node, since]) => [node, asked.aliased.has(node) ? BEGINNING : since]));
    for (const node of asked.aliased) nodeSince.set(node, BEGINNING);
    const nodes = await this.nodes.read(nodeSince);
    const observed = await this.speakers.observed(asked.loud.speakers);
    const declared = await this.speakers.declared(asked.declarers);
    const completed = [...observed.values()].flatMap(({ observations }) =>
      observations.flatMap(({ run, type }) => (run !== undefined && type === 'COMPLETE' ? [run] : [])),
    );

    const ends = await this.speakers.ends(await this.speakers.statementsIn([...observed.values(), ...declared.values()], asked.sets));
    const cutNodes = new Set([...[...ends.values()].flat(), ...nodeSince.keys()]);
    const identifiers = await this.identity.identifiers(nodes, asked);
    const named = new Set([...asked.named, ...[...identifiers.values()].flat()]);

    return {
      nodes,
      observed,
      declared,
      runs: await this.runs(new Set([...asked.runs, ...completed])),
      windows: (speaker) => this.lane.rulings.window(speaker),
      members: (set) => this.speakers.membersOf(set),
      ends: (statement) => ends.get(statement) ?? [],
      aliased: asked.aliased,
      ...(await this.identity.read({ ...asked, named })),
      identifiers: (content) => identifiers.get(content) ?? [],
      cuts: await this.identity.lifecycle(cutNodes, 'DROP'),
      runEvents: () => [],
    };
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
      from hot.run_belief as belief
      where belief.tenant = ${at.tenant}::int and belief.generation = ${at.generation}::int and belief.run = any (${missing}::bigint[]) and belief.known_to = ${OPEN}::bigint`;
    for (const row of rows) found.set(numberIn(row, 'run') as RunKey, { row: BigInt(numberIn(row, 'row')), value: runBeliefOf(row) });
    return found;
  }
}

function runBeliefOf(row: Row): RunBelief {
  const ended = optionalInstantIn(row, 'ended');
  const endType = optionalNumberIn(row, 'end_type');
  const type = endType === undefined ? undefined : named(RUN_TYPE, endType);
  const isEnd = type === 'COMPLETE' || type === 'FAIL' || type === 'ABORT';
  return {
    began: instantIn(row, 'began'),
    activeFrom: optionalInstantIn(row, 'active_from'),
    end: ended === undefined || !isEnd ? undefined : { time: ended, digest: hexIn(row, 'end_digest'), type },
  };
}
