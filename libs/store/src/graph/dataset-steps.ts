import type { NodeId } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { numberIn, type Row } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question } from './asked.ts';
import { graphNodeIn } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';
import { claimIn, type Frontier, nodePoint, originIn, type PointPlace, type Step, type StepEdge, type Stepping, viaIn } from './walk.ts';

/**
 * Steps from datasets to datasets and through the jobs between them, by the end of section 4 of the fold. An edge that holds has both ends present: whatever
 * cuts a node cuts its edges. So nothing here asks for presence.
 */
export const datasetSteps: Stepping = async (asked, { points, direction, after, limit }: Frontier) => {
  const seeds = points.map(({ node }) => node);
  const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, { seeds, after: after ?? FIRST, limit });
  return { steps: rows.map((row) => stepIn(row, direction)), cuts: [] };
};

/** Sorts before every name. */
const FIRST: PointPlace = { namespace: '', name: '', kind: 'dataset', column: null, runId: null };

/** What a row shows. A pass is the job of a flow; what a job is said to have made from nothing is written, and leads nowhere. */
const PART = { flow: 1, written: 2, read: 3, pass: 4 } as const;

function stepIn(row: Row, direction: Frontier['direction']): Step {
  const far = nodePoint(graphNodeIn(row));
  const part = numberIn(row, 'part');
  if (part === PART.pass) return { far, edge: undefined, leadsOn: false };
  const claim = claimIn(row);
  const edge: StepEdge = {
    source: String(numberIn(row, 'source')),
    target: String(numberIn(row, 'target')),
    via: viaIn(row, 'job'),
    kind: claim.mode,
    origin: originIn(row),
    since: claim.since,
    transformation: undefined,
    claims: [claim],
  };
  const towardsJob = direction === 'upstream' ? PART.written : PART.read;
  return { far, edge, leadsOn: part !== towardsJob };
}

interface Seeds {
  readonly seeds: readonly NodeId[];
  readonly after: PointPlace;
  readonly limit: number;
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

const UPSTREAM = question<Seeds>(
  (belief) => sql`
    with member as (${members(belief)}
    ), flow as (
      select member.canonical as target, edge.source, edge.via, ${CLAIM}
      from member join hot.edge as edge on edge.target = member.node and edge.kind = 3 and ${holds('edge', belief)}
    ), written as (
      select member.canonical as target, edge.source as job, ${CLAIM}
      from member join hot.edge as edge on edge.target = member.node and edge.kind = 2 and ${holds('edge', belief)}
      where not exists (select from flow where flow.target = member.canonical and flow.via = edge.source)
    ), told as (
      select writer.job from (select distinct written.job from written) as writer
      where exists (select from hot.edge as edge where edge.via = writer.job and edge.kind = 3 and edge.origin = 1 and ${holds('edge', belief)})
    ), output as (
      select * from written where not exists (select from told where told.job = written.job)
    ), read as (
      select ${canonicalOf('edge.source', belief)} as source, reader.job, ${CLAIM}
      from (select output.job from output union select member.node from member) as reader
      join hot.edge as edge on edge.target = reader.job and edge.kind = 1 and ${holds('edge', belief)}
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
    )
    ${ORDERED}`,
);

const DOWNSTREAM = question<Seeds>(
  (belief) => sql`
    with member as (${members(belief)}
    ), flow as (
      select member.canonical as source, edge.target, edge.via, ${CLAIM}
      from member join hot.edge as edge on edge.source = member.node and edge.kind = 3 and ${holds('edge', belief)}
    ), read as (
      select member.canonical as source, edge.target as job, ${CLAIM}
      from member join hot.edge as edge on edge.source = member.node and edge.kind = 1 and ${holds('edge', belief)}
    ), told as (
      select reader.job, edge.origin, ${canonicalOf('edge.target', belief)} as target
      from (select distinct read.job from read) as reader
      join hot.edge as edge on edge.via = reader.job and edge.kind = 3 and ${holds('edge', belief)}
    ), written as (
      select writer.job, writer.is_passed, ${canonicalOf('edge.target', belief)} as target, ${CLAIM}
      from (select read.job, true as is_passed from read union select member.node, false from member) as writer
      join hot.edge as edge on edge.source = writer.job and edge.kind = 2 and ${holds('edge', belief)}
    ), output as (
      select * from written
      where not written.is_passed
        or not exists (select from told where told.job = written.job and (told.origin = 1 or told.target = written.target))
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
    )
    ${ORDERED}`,
);
