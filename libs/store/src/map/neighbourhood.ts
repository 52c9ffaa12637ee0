import type { Instant } from '#foundation';
import {
  BEGINNING,
  type ClaimKey,
  type CountedEvent,
  type LifecycleClaim,
  type Name,
  type Neighbourhood,
  type NodeId,
  type Observation,
  type RunBelief,
  type RunKey,
  type StatementId,
  type StatementSetId,
  type StoredInterval,
  type StoredLane,
  type StoredNode,
} from '#lineage';

import type { Session } from '../sql/session.ts';
import { ALIAS, CHANGE, MODE, named, RUN_TYPE } from './codes.ts';
import { identifiersIn } from './counted.ts';
import type { Interner } from './interning.ts';
import type { MapMemory } from './memory.ts';
import type { Loud } from './quiet.ts';
import { hexIn, instantIn, instantLists, intervalIn, numberIn, OPEN, optionalInstantIn, optionalNumberIn, type Row, textIn } from './rows.ts';

/** What a batch asks to be read. */
export interface Asked {
  readonly loud: Loud;
  /** Runs whose belief a batch changes. */
  readonly runs: ReadonlySet<RunKey>;
  /** Jobs and datasets that declare. */
  readonly declarers: ReadonlySet<NodeId>;
  /** Nodes whose other names may change: read from the beginning of time. */
  readonly aliased: ReadonlySet<NodeId>;
  /** Nodes that the batch names as a previous or alternative name. */
  readonly named: ReadonlySet<NodeId>;
  /** Sets of statements that the batch shows, of speakers that are read. */
  readonly sets: ReadonlySet<StatementSetId>;
  /** Content hashes of `symlinks` facets that the batch brings. */
  readonly symlinks: ReadonlySet<string>;
}

/** Reads the part of the graph that a batch may change: whole sets at a time, a fixed number of statements however large the batch. */
export class NeighbourhoodReader {
  constructor(
    private readonly session: Session,
    private readonly at: { readonly tenant: number; readonly generation: number },
    private readonly memory: MapMemory,
    private readonly interner: Interner,
  ) {}

  async read(asked: Asked, windows: Neighbourhood['windows']): Promise<Neighbourhood> {
    const nodeSince = new Map([...asked.loud.nodes].map(([node, since]) => [node, asked.aliased.has(node) ? BEGINNING : since]));
    for (const node of asked.aliased) nodeSince.set(node, BEGINNING);
    const nodes = await this.nodes(nodeSince);
    const observed = await this.observed(asked.loud.speakers);
    const declared = await this.declared(asked.declarers);
    const completedRuns = [...observed.values()].flatMap(({ observations }) => observations.flatMap(({ run, type }) => (run !== undefined && type === 'COMPLETE' ? [run] : [])));
    const runs = await this.runs(new Set([...asked.runs, ...completedRuns]));

    const statements = await this.statementsIn([...observed.values(), ...declared.values()], asked.sets);
    const ends = await this.ends(statements);
    const cutNodes = new Set([...ends.values()].flat());
    for (const node of nodeSince.keys()) cutNodes.add(node);
    const contents = await this.identifiers(nodes, asked);
    const identity = await this.identity({ ...asked, named: new Set([...asked.named, ...[...contents.values()].flat()]) });

    return {
      nodes, runs, observed, declared, windows,
      members: (set) => this.membersOf(set),
      ends: (statement) => ends.get(statement) ?? [],
      aliased: asked.aliased,
      ...identity,
      identifiers: (content) => contents.get(content) ?? [],
      cuts: await this.lifecycle(cutNodes, 'DROP'),
      runEvents: () => [],
    };
  }

  /** The nodes at the ends of statements, the job between them too. */
  private async ends(statements: ReadonlySet<StatementId>): Promise<Map<StatementId, readonly NodeId[]>> {
    const { session, at } = this;
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

  /** Jobs and datasets whose edges touch these nodes at or after an instant. */
  async speakersTouching(cuts: ReadonlyMap<NodeId, Instant>): Promise<readonly { readonly speaker: NodeId; readonly isObserved: boolean; readonly since: Instant }[]> {
    const { session, at } = this;
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

  private async nodes(asked: ReadonlyMap<NodeId, Instant>): Promise<Map<NodeId, StoredNode>> {
    const found = new Map<NodeId, NodeParts>([...asked].map(([node, since]) => [node, { since, sightings: [], cuts: [], presence: [], facets: new Map() }]));
    if (asked.size === 0) return found;
    const { session, at } = this;
    const [ids, since] = [[...asked.keys()], instantLists([...asked.values()])];

    const mentions = await session.rows`
      select mention.node, mention.time, mention.time_ns, mention.digest, mention.change, facets.names, facets.contents
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.mention as mention on mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node
        and mention.time >= asked.since and mention.known_to = ${OPEN}::bigint
      left join hot.facet_set as facets on facets.tenant = mention.tenant and facets.generation = mention.generation and facets.id = mention.facets`;
    for (const row of mentions) takeMention(partsOf(found, row), row);

    const retired = await session.rows`
      select retired.node, retired.at as time, retired.at_ns as time_ns from hot.retired as retired
      where retired.tenant = ${at.tenant}::int and retired.generation = ${at.generation}::int and retired.node = any (${ids}::bigint[])`;
    for (const row of retired) partsOf(found, row).cuts.push({ time: instantIn(row, 'time'), digest: RETIRED });

    const presence = await session.rows`
      select presence.row, presence.node, presence.valid_from, presence.valid_from_ns, presence.valid_to, presence.valid_to_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.presence as presence on presence.tenant = ${at.tenant}::int and presence.generation = ${at.generation}::int and presence.node = asked.node
        and presence.known_to = ${OPEN}::bigint and presence.valid_to >= asked.since`;
    for (const row of presence) partsOf(found, row).presence.push(intervalIn(row, true));

    const facets = await session.rows`
      select facet.row, facet.node, facet.name, facet.content, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.facet as facet on facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node
        and facet.known_to = ${OPEN}::bigint and facet.valid_to >= asked.since`;
    for (const row of facets) facetOf(partsOf(found, row), textIn(row, 'name')).intervals.push(intervalIn(row, hexIn(row, 'content')));
    return found;
  }

  private async observed(asked: ReadonlyMap<NodeId, Instant>): Promise<Map<NodeId, StoredLane>> {
    if (asked.size === 0) return new Map();
    const { session, at } = this;
    const ids = [...asked.keys()];
    const since = instantLists([...asked.values()]);
    const lanes = new Map<NodeId, LaneParts>([...asked].map(([speaker, from]) => [speaker, { since: from, observations: [], lastSeen: new Map(), edges: new Map() }]));

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
      join hot.speaker_set as seen on seen.tenant = ${at.tenant}::int and seen.generation = ${at.generation}::int and seen.speaker = asked.speaker and seen.ended >= asked.since
      cross join lateral (
        select observation.time, observation.time_ns from hot.observation as observation
        where observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int and observation.speaker = asked.speaker
          and observation.statements = seen.set and observation.run is not null and observation.known_to = ${OPEN}::bigint
          and (observation.time, observation.time_ns) < (asked.since, asked.since_ns)
        order by observation.time desc, observation.time_ns desc limit 1
      ) as last`;
    for (const row of sets) lanes.get(numberIn(row, 'speaker') as NodeId)?.lastSeen.set(numberIn(row, 'set') as StatementSetId, instantIn(row, 'time'));
    await this.edges(lanes, MODE.observed);
    return lanes;
  }

  private async declared(asked: ReadonlySet<NodeId>): Promise<Map<NodeId, StoredLane>> {
    if (asked.size === 0) return new Map();
    const { session, at } = this;
    const lanes = new Map<NodeId, LaneParts>([...asked].map((speaker) => [speaker, { since: BEGINNING, observations: [], lastSeen: new Map(), edges: new Map() }]));
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

  private async edges(lanes: ReadonlyMap<NodeId, LaneParts>, mode: number): Promise<void> {
    const { session, at } = this;
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

  private async runs(asked: ReadonlySet<RunKey>): Promise<Map<RunKey, { readonly row: bigint; readonly value: RunBelief }>> {
    const found = new Map<RunKey, { readonly row: bigint; readonly value: RunBelief }>();
    const missing: RunKey[] = [];
    for (const run of asked) {
      const known = this.memory.runs.get(run);
      if (known === undefined) missing.push(run);
      else found.set(run, known);
    }
    if (missing.length === 0) return found;
    const { session, at } = this;
    const rows = await session.rows`
      select belief.row, belief.run, belief.began, belief.began_ns, belief.active_from, belief.active_from_ns, belief.ended, belief.ended_ns, belief.end_digest, belief.end_type
      from hot.run_belief as belief
      where belief.tenant = ${at.tenant}::int and belief.generation = ${at.generation}::int and belief.run = any (${missing}::bigint[]) and belief.known_to = ${OPEN}::bigint`;
    for (const row of rows) found.set(numberIn(row, 'run') as RunKey, { row: BigInt(numberIn(row, 'row')), value: runBeliefOf(row) });
    return found;
  }

  /** Every statement that the lanes may hold. Brings into memory the members of every set. */
  private async statementsIn(lanes: readonly StoredLane[], shown: ReadonlySet<StatementSetId>): Promise<ReadonlySet<StatementId>> {
    const sets = new Set(shown);
    const statements = new Set<StatementId>();
    for (const { observations, lastSeen, edges } of lanes) {
      for (const statement of edges.keys()) statements.add(statement);
      for (const set of lastSeen.keys()) sets.add(set);
      for (const observation of observations) if (observation.statements !== undefined) sets.add(observation.statements);
    }
    await this.readMembers([...sets].filter((set) => !this.memory.members.has(set)));
    for (const set of sets) for (const statement of this.membersOf(set)) statements.add(statement);
    return statements;
  }

  private async readMembers(missing: readonly StatementSetId[]): Promise<void> {
    const { session, at } = this;
    if (missing.length === 0) return;
    const rows = await session.rows`
      select set.id, array_to_json(set.members) as members from hot.statement_set as set
      where set.tenant = ${at.tenant}::int and set.generation = ${at.generation}::int and set.id = any (${missing}::bigint[])`;
    for (const row of rows) this.memory.members.set(numberIn(row, 'id') as StatementSetId, row['members'] as StatementId[]);
  }

  private membersOf(set: StatementSetId): readonly StatementId[] {
    const members = this.memory.members.get(set);
    if (members === undefined) throw new Error(`the members of set ${set} were not read`);
    return members;
  }

  private async identity(asked: Asked): Promise<Pick<Neighbourhood, 'aliases' | 'canonical' | 'renames' | 'creations' | 'nameOf'>> {
    if (asked.aliased.size === 0) return { aliases: [], canonical: new Map(), renames: [], creations: [], nameOf: () => NOBODY };
    const { session, at } = this;
    const aliases = await session.rows`
      with recursive joined (node) as (
        select unnest(${[...asked.aliased, ...asked.named]}::bigint[])
        union
        select case when alias.left_node = joined.node then alias.right_node else alias.left_node end
        from joined join hot.alias as alias on alias.tenant = ${at.tenant}::int and alias.generation = ${at.generation}::int and alias.known_to = ${OPEN}::bigint
          and (alias.left_node = joined.node or alias.right_node = joined.node)
      )
      select alias.row, alias.kind, alias.left_node, alias.right_node, alias.valid_from, alias.valid_from_ns, alias.valid_to, alias.valid_to_ns
      from hot.alias as alias where alias.tenant = ${at.tenant}::int and alias.generation = ${at.generation}::int and alias.known_to = ${OPEN}::bigint
        and alias.left_node in (select joined.node from joined)`;
    const everybody = new Set([...asked.aliased, ...asked.named]);
    const pairs = new Map<string, { kind: keyof typeof ALIAS; left: NodeId; right: NodeId; intervals: StoredInterval<true>[] }>();
    for (const row of aliases) {
      const [kind, left, right] = [named(ALIAS, numberIn(row, 'kind')), numberIn(row, 'left_node') as NodeId, numberIn(row, 'right_node') as NodeId];
      everybody.add(left).add(right);
      const pair = pairs.get(`${kind} ${left} ${right}`) ?? { kind, left, right, intervals: [] };
      pair.intervals.push(intervalIn(row, true));
      pairs.set(`${kind} ${left} ${right}`, pair);
    }
    const names = await this.names(everybody);
    return {
      aliases: [...pairs.values()],
      canonical: await this.canonical(everybody),
      renames: await this.lifecycle(everybody, 'RENAME'),
      creations: await this.lifecycle(everybody, 'CREATE'),
      nameOf: (node) => names.get(node) ?? NOBODY,
    };
  }

  private async canonical(nodes: ReadonlySet<NodeId>): Promise<Map<NodeId, readonly StoredInterval<NodeId>[]>> {
    const { session, at } = this;
    const rows = await session.rows`
      select identity.row, identity.node, identity.canonical, identity.valid_from, identity.valid_from_ns, identity.valid_to, identity.valid_to_ns
      from hot.identity as identity
      where identity.tenant = ${at.tenant}::int and identity.generation = ${at.generation}::int and identity.node = any (${[...nodes]}::bigint[]) and identity.known_to = ${OPEN}::bigint`;
    const canonical = new Map<NodeId, StoredInterval<NodeId>[]>();
    for (const row of rows) {
      const node = numberIn(row, 'node') as NodeId;
      canonical.set(node, [...(canonical.get(node) ?? []), intervalIn(row, numberIn(row, 'canonical') as NodeId)]);
    }
    return canonical;
  }

  private async names(nodes: ReadonlySet<NodeId>): Promise<ReadonlyMap<NodeId, Name>> {
    const { session, at } = this;
    const rows = await session.rows`
      select node.id, node.namespace, node.name from hot.node as node
      where node.tenant = ${at.tenant}::int and node.generation = ${at.generation}::int and node.id = any (${[...nodes]}::bigint[])`;
    return new Map(rows.map((row) => [numberIn(row, 'id') as NodeId, { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') }]));
  }

  private async lifecycle(nodes: ReadonlySet<NodeId>, change: keyof typeof CHANGE): Promise<LifecycleClaim[]> {
    const { session, at } = this;
    if (nodes.size === 0) return [];
    const rows = await session.rows`
      select mention.node, mention.time, mention.time_ns, mention.digest, mention.renamed_from from hot.mention as mention
      where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = any (${[...nodes]}::bigint[])
        and mention.change = ${CHANGE[change]}::smallint and mention.known_to = ${OPEN}::bigint`;
    const claims = rows.map((row): LifecycleClaim => {
      const renamedFrom = optionalNumberIn(row, 'renamed_from') as NodeId | undefined;
      const claim = { node: numberIn(row, 'node') as NodeId, time: instantIn(row, 'time'), digest: hexIn(row, 'digest') };
      return renamedFrom === undefined ? claim : { ...claim, renamedFrom };
    });
    return change === 'DROP' ? [...claims, ...(await this.retired(nodes))] : claims;
  }

  private async retired(nodes: ReadonlySet<NodeId>): Promise<LifecycleClaim[]> {
    const { session, at } = this;
    const rows = await session.rows`
      select retired.node, retired.at, retired.at_ns from hot.retired as retired
      where retired.tenant = ${at.tenant}::int and retired.generation = ${at.generation}::int and retired.node = any (${[...nodes]}::bigint[])`;
    return rows.map((row) => ({ node: numberIn(row, 'node') as NodeId, time: instantIn(row, 'at'), digest: RETIRED }));
  }

  /** Which nodes each `symlinks` value of the aliased nodes names, stored or brought. */
  private async identifiers(nodes: ReadonlyMap<NodeId, StoredNode>, { aliased, symlinks }: Asked): Promise<Map<string, readonly NodeId[]>> {
    const hashes = new Set(symlinks);
    for (const node of aliased) for (const { content } of nodes.get(node)?.facets.get('symlinks')?.claims ?? []) if (content !== null) hashes.add(content);
    return this.identifiersOf(hashes);
  }

  private async identifiersOf(hashes: ReadonlySet<string>): Promise<Map<string, readonly NodeId[]>> {
    if (hashes.size === 0) return new Map();
    const { session, at } = this;
    const rows = await session.rows`
      select content.hash, content.body from unnest(${[...hashes]}::text[]) as asked (hash)
      join hot.facet_content as content on content.tenant = ${at.tenant}::int and content.hash = decode(asked.hash, 'hex')`;
    const named = rows.map((row) => [hexIn(row, 'hash'), identifiersIn(textIn(row, 'body'))] as const);
    const node = await this.interner.nodes(named.flatMap(([, names]) => names));
    return new Map(named.map(([hash, names]) => [hash, names.map(node)]));
  }
}

/** The digest under which a retirement cuts: sorts after every real digest's first letters and is none. */
export const RETIRED = 'retired';

const NOBODY: Name = { namespace: '', name: '' };

interface NodeParts {
  readonly since: Instant;
  readonly sightings: ClaimKey[];
  readonly cuts: ClaimKey[];
  readonly presence: StoredInterval<true>[];
  readonly facets: Map<string, FacetParts>;
}

interface FacetParts {
  readonly claims: (ClaimKey & { readonly content: string | null })[];
  readonly intervals: StoredInterval<string>[];
}

interface LaneParts extends StoredLane {
  readonly observations: Observation[];
  readonly lastSeen: Map<StatementSetId, Instant>;
  readonly edges: Map<StatementId, StoredInterval<true>[]>;
}

function partsOf(found: ReadonlyMap<NodeId, NodeParts>, row: Row): NodeParts {
  const parts = found.get(numberIn(row, 'node') as NodeId);
  if (parts === undefined) throw new Error('a row of a node that was not asked for');
  return parts;
}

function facetOf({ facets }: NodeParts, name: string): FacetParts {
  let parts = facets.get(name);
  if (parts === undefined) facets.set(name, (parts = { claims: [], intervals: [] }));
  return parts;
}

function takeMention(parts: NodeParts, row: Row): void {
  const claim = { time: instantIn(row, 'time'), digest: hexIn(row, 'digest') };
  if (claim.time < parts.since) return; // the statement compares microseconds
  if (optionalNumberIn(row, 'change') === CHANGE.DROP) parts.cuts.push(claim);
  else parts.sightings.push(claim);
  if (row['names'] === null) return;
  const [names, contents] = [row['names'] as string[], row['contents'] as (Buffer | null)[]]; // the columns of facet_set
  names.forEach((name, index) => facetOf(parts, name).claims.push({ ...claim, content: contents[index]?.toString('hex') ?? null }));
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

export function runBeliefOf(row: Row): RunBelief {
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

/** The earliest instant at which an event may change the edges of its job. */
export function reachOf({ time, snapshotFrom }: CountedEvent): Instant {
  return snapshotFrom !== undefined && snapshotFrom < time ? snapshotFrom : time;
}
