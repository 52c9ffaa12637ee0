import type { Instant } from '#foundation';
import {
  BEGINNING,
  type Completed,
  type NodeId,
  type Observation,
  type RunKey,
  type StatementId,
  type StatementSetId,
  type StoredInterval,
  type StoredLane,
} from '#lineage';

import { MODE, named, RUN_TYPE } from './codes.ts';
import type { Lane } from './lane.ts';
import { hexIn, instantIn, instantLists, intervalIn, numberIn, OPEN, optionalInstantIn, optionalNumberIn, type Row } from './rows.ts';

/** Reads what jobs and datasets showed and declared, and the edges that rest on it. */
export class SpeakerReader {
  constructor(private readonly lane: Pick<Lane, 'session' | 'at' | 'memory'>) {}

  /** The whole history of jobs: for rulings. */
  async whole(speakers: readonly NodeId[]): Promise<Map<NodeId, StoredLane>> {
    if (speakers.length === 0) return new Map();
    const { session, at } = this.lane;
    const lanes = lanesOf(speakers);
    const rows = await session.rows`
      select observation.speaker, observation.run, observation.type, observation.time, observation.time_ns, observation.digest, observation.statements,
             observation.snapshot_from, observation.snapshot_from_ns
      from unnest(${speakers}::bigint[]) as asked (speaker)
      join hot.observation as observation on observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int
        and observation.speaker = asked.speaker and observation.run is not null and observation.known_to = ${OPEN}::bigint`;
    for (const row of rows) lanes.get(numberIn(row, 'speaker') as NodeId)?.observations.push(observationOf(row));
    await this.edges(lanes, MODE.observed);
    return lanes;
  }

  /** The COMPLETE events of runs, by their job. */
  async completions(runs: readonly RunKey[]): Promise<ReadonlyMap<NodeId, readonly Completed[]>> {
    if (runs.length === 0) return new Map();
    const { session, at } = this.lane;
    const rows = await session.rows`
      select observation.speaker, observation.run, observation.time, observation.time_ns from unnest(${runs}::bigint[]) as asked (run)
      join hot.observation as observation on observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int
        and observation.run = asked.run and observation.type = ${RUN_TYPE.COMPLETE}::smallint and observation.known_to = ${OPEN}::bigint`;
    const completions = new Map<NodeId, Completed[]>();
    for (const row of rows) {
      const speaker = numberIn(row, 'speaker') as NodeId;
      const completed = { run: numberIn(row, 'run') as RunKey, at: instantIn(row, 'time') };
      completions.set(speaker, [...(completions.get(speaker) ?? []), completed]);
    }
    return completions;
  }

  async declared(asked: ReadonlySet<NodeId>): Promise<Map<NodeId, StoredLane>> {
    if (asked.size === 0) return new Map();
    const { session, at } = this.lane;
    const lanes = lanesOf([...asked]);
    const rows = await session.rows`
      select observation.speaker, observation.run, observation.type, observation.time, observation.time_ns, observation.digest, observation.statements,
             observation.snapshot_from, observation.snapshot_from_ns
      from unnest(${[...asked]}::bigint[]) as asked (speaker)
      join hot.observation as observation on observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int
        and observation.speaker = asked.speaker and observation.declares and observation.known_to = ${OPEN}::bigint`;
    for (const row of rows) lanes.get(numberIn(row, 'speaker') as NodeId)?.observations.push(observationOf(row));
    await this.edges(lanes, MODE.declared);
    return lanes;
  }

  /** Jobs and datasets that ever named these nodes: for rulings, which may bring back edges that held nowhere. Reads the nodes' whole history. */
  async speakersNaming(nodes: Iterable<NodeId>): Promise<readonly { readonly speaker: NodeId; readonly isObserved: boolean }[]> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select distinct observation.speaker, observation.run is not null as is_observed from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.mention as mention on mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node
      join hot.observation as observation on observation.tenant = mention.tenant and observation.generation = mention.generation and observation.position = mention.position`;
    return rows.map((row) => ({ speaker: numberIn(row, 'speaker') as NodeId, isObserved: row['is_observed'] === true }));
  }

  /** Edges that touch these nodes at or after an instant, and whose they are. */
  async edgesTouching(
    cuts: ReadonlyMap<NodeId, Instant>,
  ): Promise<
    readonly { readonly speaker: NodeId; readonly isObserved: boolean; readonly statement: StatementId; readonly since: Instant }[]
  > {
    const { session, at } = this.lane;
    if (cuts.size === 0) return [];
    const since = instantLists([...cuts.values()]);
    const rows = await session.rows`
      select distinct edge.speaker, edge.mode, edge.statement, cut.node from unnest(${[...cuts.keys()]}::bigint[], ${since.at}::timestamptz[]) as cut (node, since)
      join hot.edge as edge on edge.tenant = ${at.tenant}::int and edge.generation = ${at.generation}::int and edge.known_to = ${OPEN}::bigint
        and edge.valid_to >= cut.since and (edge.source = cut.node or edge.target = cut.node or edge.via = cut.node)`;
    return rows.map((row) => ({
      speaker: numberIn(row, 'speaker') as NodeId,
      isObserved: numberIn(row, 'mode') === MODE.observed,
      statement: numberIn(row, 'statement') as StatementId,
      since: cuts.get(numberIn(row, 'node') as NodeId) ?? BEGINNING,
    }));
  }

  /** Every statement that the lanes may hold. Brings into memory the members of every set. */
  async statementsIn(lanes: readonly StoredLane[], shown: Iterable<StatementSetId>): Promise<ReadonlySet<StatementId>> {
    const sets = new Set(shown);
    const statements = new Set<StatementId>();
    for (const { observations, edges } of lanes) {
      for (const statement of edges.keys()) statements.add(statement);
      for (const observation of observations) if (observation.statements !== undefined) sets.add(observation.statements);
    }
    await this.readMembers([...sets].filter((set) => !this.lane.memory.members.has(set)));
    for (const set of sets) for (const statement of this.membersOf(set)) statements.add(statement);
    return statements;
  }

  /** The nodes at the ends of statements, the job between them too. */
  async ends(statements: ReadonlySet<StatementId>): Promise<Map<StatementId, readonly NodeId[]>> {
    const { session, at } = this.lane;
    if (statements.size === 0) return new Map();
    const rows = await session.rows`
      select statement.id, statement.source, statement.target, statement.via
      from unnest(${[...statements]}::bigint[]) as asked (id)
      join hot.statement as statement on statement.tenant = ${at.tenant}::int and statement.generation = ${at.generation}::int and statement.id = asked.id`;
    return new Map(
      rows.map((row) => {
        const ends = ['source', 'target', 'via'].flatMap((column) => optionalNumberIn(row, column) ?? []) as NodeId[];
        return [numberIn(row, 'id') as StatementId, [...new Set(ends)]];
      }),
    );
  }

  membersOf(set: StatementSetId): readonly StatementId[] {
    const members = this.lane.memory.members.get(set);
    if (members === undefined) throw new Error(`the members of set ${set} were not read`);
    return members;
  }

  private async edges(lanes: ReadonlyMap<NodeId, LaneParts>, mode: number): Promise<void> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select edge.row, edge.speaker, edge.statement, edge.valid_from, edge.valid_from_ns, edge.valid_to, edge.valid_to_ns
      from unnest(${[...lanes.keys()]}::bigint[]) as asked (speaker)
      join hot.edge as edge on edge.tenant = ${at.tenant}::int and edge.generation = ${at.generation}::int
        and edge.speaker = asked.speaker and edge.mode = ${mode}::smallint and edge.known_to = ${OPEN}::bigint`;
    for (const row of rows) {
      const edges = lanes.get(numberIn(row, 'speaker') as NodeId)?.edges;
      const statement = numberIn(row, 'statement') as StatementId;
      edges?.set(statement, [...(edges.get(statement) ?? []), intervalIn(row, true)]);
    }
  }

  private async readMembers(missing: readonly StatementSetId[]): Promise<void> {
    const { session, at } = this.lane;
    if (missing.length === 0) return;
    const rows = await session.rows`
      select set.id, array_to_json(set.members) as members from unnest(${missing}::bigint[]) as asked (id)
      join hot.statement_set as set on set.tenant = ${at.tenant}::int and set.generation = ${at.generation}::int and set.id = asked.id`;
    for (const row of rows) this.lane.memory.members.set(numberIn(row, 'id') as StatementSetId, row['members'] as StatementId[]);
  }
}

interface LaneParts extends StoredLane {
  readonly observations: Observation[];
  readonly edges: Map<StatementId, StoredInterval<true>[]>;
}

function lanesOf(speakers: readonly NodeId[]): Map<NodeId, LaneParts> {
  return new Map(speakers.map((speaker) => [speaker, { observations: [], edges: new Map() }]));
}

export function observationOf(row: Row): Observation {
  const type = optionalNumberIn(row, 'type');
  return {
    time: instantIn(row, 'time'),
    digest: hexIn(row, 'digest'),
    run: optionalNumberIn(row, 'run') as RunKey | undefined,
    type: type === undefined ? undefined : named(RUN_TYPE, type),
    statements: optionalNumberIn(row, 'statements') as StatementSetId | undefined,
    snapshotFrom: optionalInstantIn(row, 'snapshot_from'),
  };
}
