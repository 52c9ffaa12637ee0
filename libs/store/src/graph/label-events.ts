import type { Instant } from '#foundation';
import type { ShownStatement } from '#labels';
import type { Name, NodeId, NodeKind, RunKey, StatementOrigin, StatementSetId } from '#lineage';

import { named, NODE_KIND, ORIGIN, RUN_TYPE, STATEMENT_KIND } from '../map/codes.ts';
import { instantIn, instantLists, numberIn, optionalNumberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, believed, canonicalOf, holds, ours, question, said } from './asked.ts';
import { sayerOf } from './facet-reader.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';

/** Whose events show that data went into some nodes (`target`), or out of them (`source`). */
export interface Carriers {
  readonly runs: readonly RunKey[];
  readonly declarers: readonly NodeId[];
}

/** Runs, and jobs and datasets that declare, whose statements have one of some nodes at that end. At most `limit`. One statement. */
export async function carriersOf(
  asked: Asked,
  nodes: readonly NodeId[],
  how: { end: 'source' | 'target'; limit: number },
): Promise<Carriers> {
  const rows = nodes.length === 0 ? [] : await CARRIERS[how.end](asked, { nodes, limit: how.limit });
  return {
    runs: rows.flatMap((row) => (optionalNumberIn(row, 'run') as RunKey | undefined) ?? []),
    declarers: rows.flatMap((row) => (optionalNumberIn(row, 'declarer') as NodeId | undefined) ?? []),
  };
}

/** An event of a run, or a declaration. */
export interface CarrierEvent {
  readonly of: number;
  readonly at: Instant;
  readonly position: bigint;
  readonly statements: StatementSetId | undefined;
  readonly type: keyof typeof RUN_TYPE | undefined;
}

/** All events of some runs, in the order of (time, digest). At most `limit`. One statement. */
export async function eventsOfRuns(asked: Asked, runs: readonly RunKey[], limit: number): Promise<readonly CarrierEvent[]> {
  return runs.length === 0 ? [] : (await OF_RUNS(asked, { ids: runs, limit })).map(carrierEventIn);
}

/** All declarations by some jobs and datasets, in the order of (time, digest). At most `limit`. One statement. */
export async function declarationsBy(asked: Asked, speakers: readonly NodeId[], limit: number): Promise<readonly CarrierEvent[]> {
  return speakers.length === 0 ? [] : (await BY_SPEAKERS(asked, { ids: speakers, limit })).map(carrierEventIn);
}

/** What sets of statements hold, with the names of nodes as they are called at the asked time. One statement. */
export async function shownIn(
  asked: Asked,
  sets: readonly StatementSetId[],
): Promise<ReadonlyMap<StatementSetId, readonly ShownStatement[]>> {
  const shown = new Map<StatementSetId, ShownStatement[]>(sets.map((set) => [set, []]));
  for (const row of sets.length === 0 ? [] : await SHOWN(asked, { sets }))
    shown.get(numberIn(row, 'set') as StatementSetId)?.push(shownStatementIn(row));
  return shown;
}

/** An event that says that a dataset changed as a whole. */
export interface ChangingEvent {
  readonly node: NodeId;
  readonly at: Instant;
  readonly position: bigint;
  /** Undefined: of no run. */
  readonly run: RunKey | undefined;
  /** The content of its `lifecycleStateChange` facet. */
  readonly body: string;
}

/** Events of runs, and of datasets alone, that say so of some datasets. At most `limit`, the newest first. One statement. */
export async function changingEvents(asked: Asked, nodes: readonly NodeId[], limit: number): Promise<readonly ChangingEvent[]> {
  const rows = nodes.length === 0 ? [] : await CHANGING(asked, { nodes, limit });
  return rows.map((row) => ({
    node: numberIn(row, 'canonical') as NodeId,
    at: instantIn(row, 'time'),
    position: BigInt(numberIn(row, 'position')),
    run: optionalNumberIn(row, 'run') as RunKey | undefined,
    body: textIn(row, 'body'),
  }));
}

/** A `tags` facet, and while it held. */
export interface TagsHeld {
  readonly node: NodeId;
  /** The name of the dataset that carried it. */
  readonly carrier: NodeId;
  readonly from: Instant;
  readonly to: Instant;
  readonly body: string;
}

/** All `tags` facets that some datasets ever had, or (null) any; at most `limit`. One statement. */
export async function tagsHeld(asked: Asked, nodes: readonly NodeId[] | null, limit: number): Promise<readonly TagsHeld[]> {
  const rows = nodes === null ? await ALL_TAGS(asked, { limit }) : nodes.length === 0 ? [] : await TAGS(asked, { nodes, limit });
  return rows.map((row) => ({
    node: numberIn(row, 'canonical') as NodeId,
    carrier: numberIn(row, 'node') as NodeId,
    from: instantIn(row, 'valid_from'),
    to: instantIn(row, 'valid_to'),
    body: textIn(row, 'body'),
  }));
}

/** The events by which some `tags` facets came to hold, by the names that carry them; undefined where none counts any more. In their order. One statement. */
export async function tagEvents(
  asked: Asked,
  tags: readonly { readonly node: NodeId; readonly since: Instant }[],
): Promise<readonly (bigint | undefined)[]> {
  const { at, ns: within } = instantLists(tags.map(({ since }) => since));
  const rows = tags.length === 0 ? [] : await TAG_EVENTS(asked, { nodes: tags.map(({ node }) => node), at, within });
  const found = new Map(rows.map((row) => [numberIn(row, 'ordinal') - 1, BigInt(numberIn(row, 'position'))]));
  return tags.map((_, index) => found.get(index));
}

/** The names of some nodes. One statement. */
export async function nodesNamed(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, GraphNode>> {
  const rows = nodes.length === 0 ? [] : await NODES(asked, { nodes });
  return new Map(rows.map(graphNodeIn).map((each) => [each.node, each]));
}

/** How a run is called. */
export interface RunNamed {
  readonly job: Name;
  readonly runId: string;
}

/** The names of some runs. One statement. */
export async function runsNamed(asked: Asked, runs: readonly RunKey[]): Promise<ReadonlyMap<RunKey, RunNamed>> {
  const rows = runs.length === 0 ? [] : await RUNS(asked, { runs });
  return new Map(
    rows.map((row) => [
      numberIn(row, 'id') as RunKey,
      { job: { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') }, runId: textIn(row, 'run_id') },
    ]),
  );
}

export function carrierEventIn(row: Row): CarrierEvent {
  const type = optionalNumberIn(row, 'type');
  return {
    of: numberIn(row, 'of'),
    at: instantIn(row, 'time'),
    position: BigInt(numberIn(row, 'position')),
    statements: optionalNumberIn(row, 'statements') as StatementSetId | undefined,
    type: type === undefined ? undefined : named(RUN_TYPE, type),
  };
}

function shownStatementIn(row: Row): ShownStatement {
  const origin = optionalNumberIn(row, 'origin');
  const type = row['type'] as string | null; // text, as subtype and description
  return {
    kind: named(STATEMENT_KIND, numberIn(row, 'kind')),
    origin: origin === undefined ? null : named<StatementOrigin>(ORIGIN, origin),
    source: (optionalNumberIn(row, 'source') as NodeId | undefined) ?? null,
    sourceColumn: row['source_field'] as string | null, // text
    target: numberIn(row, 'target') as NodeId,
    targetKind: named<NodeKind>(NODE_KIND, numberIn(row, 'target_kind')),
    targetColumn: row['target_field'] as string | null, // text
    transformation:
      type === null
        ? null
        : {
            type,
            subtype: row['subtype'] as string | null,
            description: row['description'] as string | null,
            masking: row['masking'] === true,
          },
  };
}

const NODES = question<{ readonly nodes: readonly NodeId[] }>(
  () => sql`
    select node.id as node, node.kind, node.namespace, node.name from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)
    join hot.node as node on ${ours('node')} and node.id = asked.id`,
);

const RUNS = question<{ readonly runs: readonly RunKey[] }>(
  () => sql`
    select run.id, run.run_id, job.namespace, job.name from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    join hot.run as run on ${ours('run')} and run.id = asked.id
    join hot.node as job on ${ours('job')} and job.id = run.job`,
);

interface OfNodes {
  readonly nodes: readonly NodeId[];
  readonly limit: number;
}

/** All names of the asked nodes. */
export function members(belief: Belief): Piece<Asked & OfNodes> {
  return sql<Asked & OfNodes>`
    select asked.id as node, asked.id as canonical from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)
    union
    select other.node, other.canonical from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)
    join hot.identity as other on other.canonical = asked.id and ${holds('other', belief)}`;
}

const CARRIERS = { source: carriers('source'), target: carriers('target') };

function carriers(end: 'source' | 'target') {
  return question<OfNodes>(
    (belief) => sql<Asked & OfNodes>`
      with member as (${members(belief)}), event as (
        select member.node, o.run, o.speaker, o.declares, o.statements
        from member
        join hot.mention as m on m.node = member.node and ${said('m', belief)}
        join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.position = m.position and o.statements is not null
      ), carrying as (
        select shown.node, shown.statements from (select distinct event.node, event.statements from event) as shown
        where exists (
          select from hot.statement_set as held cross join unnest(held.members) as within (id)
          join hot.statement as st on ${ours('st')} and st.id = within.id
          where ${ours('held')} and held.id = shown.statements and st.${words(end)} = shown.node
        )
      )
      select distinct event.run, case when event.run is null then event.speaker end as declarer
      from event join carrying on carrying.node = event.node and carrying.statements = event.statements
      where event.run is not null or event.declares
      limit ${({ limit }) => limit}::int`,
  );
}

interface Ids {
  readonly ids: readonly number[];
  readonly limit: number;
}

function carrierEvents(of: 'run' | 'speaker', belief: Belief): Piece<Asked & Ids> {
  return sql<Asked & Ids>`
    select o.${words(of)} as of, o.time, o.time_ns, o.position, o.statements, o.type
    from unnest(${({ ids }) => ids}::bigint[]) as asked (id)
    join hot.observation as o on o.${words(of)} = asked.id and ${said('o', belief)} and ${words(of === 'run' ? 'true' : 'o.declares and o.run is null')}
    order by o.time, o.time_ns, o.digest limit ${({ limit }) => limit}::int`;
}

const OF_RUNS = question<Ids>((belief) => carrierEvents('run', belief));
const BY_SPEAKERS = question<Ids>((belief) => carrierEvents('speaker', belief));

const SHOWN = question<{ readonly sets: readonly StatementSetId[] }>(
  (belief) => sql`
    select held.id as set, st.kind, st.origin, ${canonicalOf('st.source', belief)} as source, st.source_field, ${canonicalOf('st.target', belief)} as target,
           node.kind as target_kind, st.target_field, st.type, st.subtype, st.description, st.masking
    from unnest(${({ sets }) => sets}::bigint[]) as asked (id)
    join hot.statement_set as held on ${ours('held')} and held.id = asked.id
    cross join unnest(held.members) as within (id)
    join hot.statement as st on ${ours('st')} and st.id = within.id
    join hot.node as node on ${ours('node')} and node.id = st.target`,
);

const CHANGING = question<OfNodes>(
  (belief) => sql<Asked & OfNodes>`
    with member as (${members(belief)})
    select member.canonical, m.time, m.time_ns, m.position, o.run, content.body
    from member
    join hot.node as dataset on ${ours('dataset')} and dataset.id = member.node and dataset.kind = 1
    join hot.mention as m on m.node = member.node and ${said('m', belief)}
    join hot.facet_set as carried on ${ours('carried')} and carried.id = m.facets and 'lifecycleStateChange' = any (carried.names)
    join hot.facet_content as content on content.tenant = m.tenant
      and content.hash = carried.contents[array_position(carried.names, 'lifecycleStateChange')]
    join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.position = m.position
    where o.run is not null or o.kind = 3
    order by m.time desc, m.time_ns desc, m.position desc limit ${({ limit }) => limit}::int`,
);

const TAGS = question<OfNodes>(
  (belief) => sql<Asked & OfNodes>`
    with member as (${members(belief)})
    select member.canonical, facet.node, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns, content.body
    from member
    join hot.node as dataset on ${ours('dataset')} and dataset.id = member.node and dataset.kind = 1
    join hot.facet as facet on facet.node = member.node and facet.name = 'tags' and ${ours('facet')} and ${believed('facet', belief)}
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    where (facet.valid_from, facet.valid_from_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
    limit ${({ limit }) => limit}::int`,
);

const TAG_EVENTS = question<{ readonly nodes: readonly NodeId[]; readonly at: readonly string[]; readonly within: readonly number[] }>(
  (belief) => sql`
    select given.ordinal, sayer.position
    from unnest(${({ nodes }) => nodes}::bigint[], ${({ at }) => at}::timestamptz[], ${({ within }) => within}::smallint[])
      with ordinality as given (node, time, time_ns, ordinal)
    join hot.facet as facet on ${ours('facet')} and ${believed('facet', belief)} and facet.node = given.node and facet.name = 'tags'
      and facet.valid_from = given.time and facet.valid_from_ns = given.time_ns
    cross join lateral (${sayerOf('facet', belief)}) as sayer`,
);

const ALL_TAGS = question<{ readonly limit: number }>(
  (belief) => sql`
    select ${canonicalOf('facet.node', belief)} as canonical, facet.node, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns, content.body
    from hot.facet as facet
    join hot.node as node on ${ours('node')} and node.id = facet.node and node.kind = 1
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    where facet.name = 'tags' and ${ours('facet')} and ${believed('facet', belief)}
      and (facet.valid_from, facet.valid_from_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
    limit ${({ limit }) => limit}::int`,
);
