import type { NodeId, StatementId } from '#lineage';

import { MODE, named, NODE_KIND, ORIGIN } from '../map/codes.ts';
import { instantAt, numberIn, type Row, textIn } from '../map/rows.ts';
import { timestamptz } from '../sql/database.ts';
import { type Asked, type Belief, canonicalOf, edgesAt, holds, ours, question, withEdgesAt } from './asked.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';
import {
  type Claim,
  claimIn,
  type Frontier,
  nodePoint,
  originIn,
  type Point,
  type PointPlace,
  type Step,
  type StepEdge,
  viaIn,
  type WalkDirection,
} from './walk.ts';

/**
 * Steps from datasets to datasets and through the jobs between them, by the end of section 4 of the fold. An edge that holds has both ends present: whatever
 * cuts a node cuts its edges. So nothing here asks for presence.
 */
export async function datasetSteps(asked: Asked, { seeds, direction, after, limit }: StepsAsked): Promise<readonly DatasetStep[]> {
  const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, { seeds, after: after ?? FIRST, limit });
  return rows.map((row) => stepIn(row, direction));
}

/** All steps from some datasets, in no order, in one row; undefined when they are more than `limit`. No passes: their flows tell of them. */
export async function allDatasetSteps(
  asked: Asked,
  { seeds, direction, limit }: Omit<StepsAsked, 'after'>,
): Promise<readonly DatasetStep[] | undefined> {
  const [row] = await (direction === 'upstream' ? PACKED_UPSTREAM : PACKED_DOWNSTREAM)(asked, { seeds, limit: limit + 1 });
  const steps = row === undefined ? [] : unpacked(row, direction);
  return steps.length > limit ? undefined : steps;
}

interface StepsAsked extends Pick<Frontier, 'direction' | 'after' | 'limit'> {
  readonly seeds: readonly NodeId[];
}

/** A step, and what of a job's reading and writing it shows. */
export interface DatasetStep extends Step {
  readonly part: (typeof PART)[keyof typeof PART];
}

/** Sorts before every name. */
const FIRST: PointPlace = { namespace: '', name: '', kind: 'dataset', column: null, runId: null };

/** What a row shows. A pass is the job of a flow; what a job is said to have made from nothing is written, and leads nowhere. */
export const PART = { flow: 1, written: 2, read: 3, pass: 4 } as const;

function stepIn(row: Row, direction: WalkDirection): DatasetStep {
  const far = nodePoint(graphNodeIn(row));
  const part = numberIn(row, 'part') as DatasetStep['part']; // the statement gives no other
  if (part === PART.pass) return { far, edge: undefined, leadsOn: false, part };
  const [source, target] = [String(numberIn(row, 'source')), String(numberIn(row, 'target'))];
  return stepOf({ far, part, source, target, via: viaIn(row, 'job'), claim: claimIn(row), origin: originIn(row) }, direction);
}

interface Shown extends Pick<StepEdge, 'source' | 'target' | 'via' | 'origin'>, Pick<DatasetStep, 'far' | 'part'> {
  readonly claim: Claim;
}

function stepOf({ far, part, source, target, via, claim, origin }: Shown, direction: WalkDirection): DatasetStep {
  const edge: StepEdge = { source, target, via, kind: claim.mode, origin, since: claim.since, transformation: undefined, claims: [claim] };
  return { far, edge, leadsOn: part !== towardsJob(direction), part };
}

/** The part that leads from a dataset to a job: what wrote it, or what reads it. */
export function towardsJob(direction: WalkDirection): DatasetStep['part'] {
  return direction === 'upstream' ? PART.written : PART.read;
}

interface SeedsAlone {
  readonly seeds: readonly NodeId[];
}

interface Bounded extends SeedsAlone {
  readonly limit: number;
}

interface Seeds extends Bounded {
  readonly after: PointPlace;
}

/** All names of the datasets to step from; of a job its one name. */
export function members(belief: Belief): Piece<Asked & { readonly seeds: readonly NodeId[] }> {
  return sql<Asked & { readonly seeds: readonly NodeId[] }>`
    select seed.id as node, seed.id as canonical from unnest(${({ seeds }) => seeds}::bigint[]) as seed (id)
    union all
    select other.node, other.canonical from unnest(${({ seeds }) => seeds}::bigint[]) as seed (id)
    join hot.identity as other on other.canonical = seed.id and ${holds('other', belief)}`;
}

/** What an edge's row says of itself. */
const CLAIM = sql<unknown>`edge.statement, edge.speaker, edge.mode, edge.origin, edge.valid_from as since, edge.valid_from_ns as since_ns`;
const STEP_CLAIM = sql<unknown>`statement, speaker, mode, origin, since, since_ns`;

/** The steps by the names of what they lead to, after a place. */
const ORDERED = sql<Asked & Seeds>`
  select step.*, far.id as node, far.kind, far.namespace, far.name, via.namespace as via_namespace, via.name as via_name
  from step
  join hot.node as far on ${ours('far')} and far.id = step.far
  left join hot.node as via on ${ours('via')} and via.id = step.via
  where (far.namespace, far.name, far.kind) > (${({ after }) => after.namespace}::text, ${({ after }) => after.name}::text,
                                               ${({ after }) => (after.kind === 'job' ? NODE_KIND.job : NODE_KIND.dataset)}::smallint)
  order by far.namespace, far.name, far.kind, step.part, step.statement, step.mode limit ${({ limit }) => limit}::int`;

// `not in` is a look into a hash of what no null is in; `not exists` would be planned for one row, and compare each with each.

function upstream(belief: Belief): Piece<Asked & SeedsAlone> {
  return sql<Asked & SeedsAlone>`
    with member as (${members(belief)}
    ), flow as (
      select member.canonical as target, edge.source, edge.via, ${CLAIM}
      from member ${withEdgesAt('target', 'member.node', { kinds: [3], belief })}
    ), written as (
      select member.canonical as target, edge.source as job, ${CLAIM}
      from member ${withEdgesAt('target', 'member.node', { kinds: [2], belief })}
      where (member.canonical, edge.source) not in (select flow.target, flow.via from flow where flow.via is not null)
    ), told as (
      select writer.job from (select distinct written.job from written) as writer
      where exists (${edgesAt('via', 'writer.job', { kinds: [3], belief, also: sql<Asked>`and edge.origin = 1` })})
    ), output as (
      select * from written where written.job not in (select told.job from told)
    ), read as (
      select ${canonicalOf('edge.source', belief)} as source, reader.job, ${CLAIM}
      from (select output.job from output union select member.node from member) as reader
      ${withEdgesAt('target', 'reader.job', { kinds: [1], belief })}
    ), step (part, far, source, target, via, statement, speaker, mode, origin, since, since_ns) as (
      select 1, origin_of.source, origin_of.source, flow.target, flow.via, ${STEP_CLAIM}
      from flow cross join lateral (select ${canonicalOf('flow.source', belief)} as source) as origin_of where flow.source is not null
      union all
      select 2, flow.via, flow.via, flow.target, flow.via, ${STEP_CLAIM} from flow where flow.source is null and flow.via is not null
      union all
      select 2, output.job, output.job, output.target, output.job, ${STEP_CLAIM} from output
      union all
      select 3, read.source, read.source, read.job, read.job, ${STEP_CLAIM} from read
      union all
      select distinct 4, flow.via, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::smallint, null::smallint, null::timestamptz, null::smallint
      from flow where flow.via is not null
    )`;
}

function downstream(belief: Belief): Piece<Asked & SeedsAlone> {
  return sql<Asked & SeedsAlone>`
    with member as (${members(belief)}
    ), flow as (
      select member.canonical as source, edge.target, edge.via, ${CLAIM}
      from member ${withEdgesAt('source', 'member.node', { kinds: [3], belief })}
    ), read as (
      select member.canonical as source, edge.target as job, ${CLAIM}
      from member ${withEdgesAt('source', 'member.node', { kinds: [1], belief })}
    ), told as (
      select reader.job, edge.origin, ${canonicalOf('edge.target', belief)} as target
      from (select distinct read.job from read) as reader
      ${withEdgesAt('via', 'reader.job', { kinds: [3], belief })}
    ), written as (
      select writer.job, writer.is_passed, ${canonicalOf('edge.target', belief)} as target, ${CLAIM}
      from (select read.job, true as is_passed from read union select member.node, false from member) as writer
      ${withEdgesAt('source', 'writer.job', { kinds: [2], belief })}
    ), output as (
      select * from written
      where not written.is_passed
        or (written.job not in (select told.job from told where told.origin = 1) and (written.job, written.target) not in (select told.job, told.target from told))
    ), step (part, far, source, target, via, statement, speaker, mode, origin, since, since_ns) as (
      select 1, led.target, flow.source, led.target, flow.via, ${STEP_CLAIM}
      from flow cross join lateral (select ${canonicalOf('flow.target', belief)} as target) as led
      union all
      select 2, output.target, output.job, output.target, output.job, ${STEP_CLAIM} from output
      union all
      select 3, read.job, read.source, read.job, read.job, ${STEP_CLAIM} from read
      union all
      select distinct 4, flow.via, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::smallint, null::smallint, null::timestamptz, null::smallint
      from flow where flow.via is not null
    )`;
}

const UPSTREAM = question<Seeds>((belief) => sql<Asked & Seeds>`${upstream(belief)} ${ORDERED}`);
const DOWNSTREAM = question<Seeds>((belief) => sql<Asked & Seeds>`${downstream(belief)} ${ORDERED}`);

/** As one text each for steps and names: to read a row of so many columns takes the client longer than it takes Postgres to find it. */
const PACKED = sql<Asked & Bounded>`
  , packed as materialized (select step.* from step where step.part <> 4 limit ${({ limit }) => limit}::int)
  select (select string_agg(concat(packed.part, ',', packed.far, ',', packed.source, ',', packed.target, ',', packed.via, ',', packed.statement, ',',
                                   packed.speaker, ',', packed.mode, ',', packed.origin, ',', packed.since, ',', packed.since_ns), ';') from packed) as steps,
         (select json_agg(json_build_array(node.id, node.kind, node.namespace, node.name))::text
          from (select packed.far as id from packed union select packed.via from packed) as shown join hot.node as node on ${ours('node')} and node.id = shown.id) as names`;

const PACKED_UPSTREAM = question<Bounded>((belief) => sql<Asked & Bounded>`${upstream(belief)} ${PACKED}`);
const PACKED_DOWNSTREAM = question<Bounded>((belief) => sql<Asked & Bounded>`${downstream(belief)} ${PACKED}`);

/** What PACKED wrote. */
function unpacked(row: Row, direction: WalkDirection): readonly DatasetStep[] {
  if (row['steps'] === null) return [];
  const nodes = nodesIn(textIn(row, 'names'));
  const sinceOf = remembering(timestamptz);
  return textIn(row, 'steps')
    .split(';')
    .map((text): DatasetStep => {
      const fields = text.split(',') as unknown as PackedFields;
      const far = nodes.get(fields[1])?.point;
      if (far === undefined) throw new Error(`the graph has an edge to ${fields[1]}, and no such node`);
      const claim: Claim = {
        statement: Number(fields[5]) as StatementId,
        speaker: Number(fields[6]) as NodeId,
        mode: named(MODE, Number(fields[7])),
        since: instantAt(sinceOf(fields[9]), Number(fields[10])),
      };
      const part = Number(fields[0]) as DatasetStep['part'];
      const origin = fields[8] === '' ? 'io' : named(ORIGIN, Number(fields[8]));
      return stepOf({ far, part, source: fields[2], target: fields[3], via: nodes.get(fields[4])?.node, claim, origin }, direction);
    });
}

/** Numbers as texts; part, far, source, target, via, statement, speaker, mode, origin, since and its nanoseconds. `via` and `origin` may be empty. */
type PackedFields = readonly [string, string, string, string, string, string, string, string, string, string, string];

interface Known {
  readonly node: GraphNode;
  readonly point: Point;
}

/** Nodes by their numbers. */
function nodesIn(names: string): ReadonlyMap<string, Known> {
  const nodes = JSON.parse(names) as readonly (readonly [NodeId, number, string, string])[]; // as PACKED builds it
  return new Map(
    nodes.map(([id, kind, namespace, name]) => {
      const node: GraphNode = { node: id, kind: named(NODE_KIND, kind), namespace, name };
      return [String(id), { node, point: nodePoint(node) }];
    }),
  );
}

function remembering<Result>(work: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = work(text);
    known.set(text, result);
    return result;
  };
}
