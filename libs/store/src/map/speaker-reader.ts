import type { Instant } from '#foundation';
import {
  BEGINNING,
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

  async observed(asked: ReadonlyMap<NodeId, Instant>): Promise<Map<NodeId, StoredLane>> {
    if (asked.size === 0) return new Map();
    const { session, at } = this.lane;
    const ids = [...asked.keys()];
    const since = instantLists([...asked.values()]);
    const lanes = new Map<NodeId, LaneParts>(
      [...asked].map(([speaker, from]) => [speaker, { since: from, observations: [], lastSeen: new Map(), edges: new Map() }]),
    );

    const observations = await session.rows`
      select observation.speaker, observation.run, observation.type, observation.time, observation.time_ns, observation.digest, observation.statements,
             observation.snapshot_from, observation.snapshot_from_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[], ${since.ns}::smallint[]) as asked (speaker, since, since_ns)
      join hot.observation as observation on observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int
        and observation.speaker = asked.speaker and observation.run is not null and observation.known_to = ${OPEN}::bigint
        and (observation.time, observation.time_ns) >= (asked.since, asked.since_ns)`;
    for (const row of observations) lanes.get(numberIn(row, 'speaker') as NodeId)?.observations.push(observationOf(row));

    const sets = await session.rows`
      select asked.speaker, seen.set, seen.ended, last.time, last.time_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[], ${since.ns}::smallint[]) as asked (speaker, since, since_ns)
      join hot.speaker_set as seen on seen.tenant = ${at.tenant}::int and seen.generation = ${at.generation}::int and seen.speaker = asked.speaker and (seen.ended, seen.ended_ns) >= (asked.since, asked.since_ns)
      cross join lateral (
        select observation.time, observation.time_ns from hot.observation as observation
        where observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int and observation.speaker = asked.speaker
          and observation.statements = seen.set and observation.run is not null and observation.known_to = ${OPEN}::bigint
          and (observation.time, observation.time_ns) < (asked.since, asked.since_ns)
        order by observation.time desc, observation.time_ns desc limit 1
      ) as last`;
    for (const row of sets)
      lanes.get(numberIn(row, 'speaker') as NodeId)?.lastSeen.set(numberIn(row, 'set') as StatementSetId, instantIn(row, 'time'));
    await this.edges(lanes, MODE.observed);
    return lanes;
  }

  async declared(asked: ReadonlySet<NodeId>): Promise<Map<NodeId, StoredLane>> {
    if (asked.size === 0) return new Map();
    const { session, at } = this.lane;
    const lanes = new Map<NodeId, LaneParts>(
      [...asked].map((speaker) => [speaker, { since: BEGINNING, observations: [], lastSeen: new Map(), edges: new Map() }]),
    );
    const rows = await session.rows`
      select observation.speaker, observation.run, observation.type, observation.time, observation.time_ns, observation.digest, observation.statements,
             observation.snapshot_from, observation.snapshot_from_ns
      from hot.observation as observation
      where observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int and observation.speaker = any (${[...asked]}::bigint[])
        and observation.declares and observation.known_to = ${OPEN}::bigint`;
    for (const row of rows) lanes.get(numberIn(row, 'speaker') as NodeId)?.observations.push(observationOf(row));
    await this.edges(lanes, MODE.declared);
    return lanes;
  }

  /** Jobs and datasets that ever named these nodes: for rulings, which may bring back edges that held nowhere. Reads the nodes' whole history. */
  async speakersNaming(nodes: Iterable<NodeId>): Promise<readonly { readonly speaker: NodeId; readonly isObserved: boolean }[]> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select distinct observation.speaker, observation.run is not null as is_observed from hot.mention as mention
      join hot.observation as observation on observation.tenant = mention.tenant and observation.generation = mention.generation and observation.position = mention.position
      where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = any (${[...nodes]}::bigint[])`;
    return rows.map((row) => ({ speaker: numberIn(row, 'speaker') as NodeId, isObserved: row['is_observed'] === true }));
  }

  /** Jobs and datasets whose edges touch these nodes at or after an instant. */
  async speakersTouching(
    cuts: ReadonlyMap<NodeId, Instant>,
  ): Promise<readonly { readonly speaker: NodeId; readonly isObserved: boolean; readonly since: Instant }[]> {
    const { session, at } = this.lane;
    if (cuts.size === 0) return [];
    const since = instantLists([...cuts.values()]);
    const rows = await session.rows`
      select distinct edge.speaker, edge.mode, cut.node from unnest(${[...cuts.keys()]}::bigint[], ${since.at}::timestamptz[]) as cut (node, since)
      join hot.edge as edge on edge.tenant = ${at.tenant}::int and edge.generation = ${at.generation}::int and edge.known_to = ${OPEN}::bigint
        and edge.valid_to >= cut.since and (edge.source = cut.node or edge.target = cut.node or edge.via = cut.node)`;
    return rows.map((row) => ({
      speaker: numberIn(row, 'speaker') as NodeId,
      isObserved: numberIn(row, 'mode') === MODE.observed,
      since: cuts.get(numberIn(row, 'node') as NodeId) ?? BEGINNING,
    }));
  }

  /** Every statement that the lanes may hold. Brings into memory the members of every set. */
  async statementsIn(lanes: readonly StoredLane[], shown: ReadonlySet<StatementSetId>): Promise<ReadonlySet<StatementId>> {
    const sets = new Set(shown);
    const statements = new Set<StatementId>();
    for (const { observations, lastSeen, edges } of lanes) {
      for (const statement of edges.keys()) statements.add(statement);
      for (const set of lastSeen.keys()) sets.add(set);
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
    const since = instantLists([...lanes.values()].map(({ since }) => since));
    const rows = await session.rows`
      select edge.row, edge.speaker, edge.statement, edge.valid_from, edge.valid_from_ns, edge.valid_to, edge.valid_to_ns
      from unnest(${[...lanes.keys()]}::bigint[], ${since.at}::timestamptz[]) as asked (speaker, since)
      join hot.edge as edge on edge.tenant = ${at.tenant}::int and edge.generation = ${at.generation}::int and edge.speaker = asked.speaker and edge.mode = ${mode}::smallint
        and edge.known_to = ${OPEN}::bigint and edge.valid_to >= asked.since`;
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
      select set.id, array_to_json(set.members) as members from hot.statement_set as set
      where set.tenant = ${at.tenant}::int and set.generation = ${at.generation}::int and set.id = any (${missing}::bigint[])`;
    for (const row of rows) this.lane.memory.members.set(numberIn(row, 'id') as StatementSetId, row['members'] as StatementId[]);
  }
}

interface LaneParts extends StoredLane {
  readonly observations: Observation[];
  readonly lastSeen: Map<StatementSetId, Instant>;
  readonly edges: Map<StatementId, StoredInterval<true>[]>;
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
