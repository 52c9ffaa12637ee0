import type { NodeId } from '#lineage';

import { numberIn, type Row } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question, withEdgesAt } from './asked.ts';
import { members } from './dataset-steps.ts';
import { isJobHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { graphNodeIn } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';
import { claimIn, type Frontier, nodePoint, type PointPlace, type Step, type Stepping, viaIn } from './walk.ts';

/**
 * Steps from job to job through the datasets that one writes and the other reads. What a job does inside plays no part: whoever reads what another wrote
 * depends on it. A flow that names a job at one end counts as that job's reading or writing.
 */
export const jobSteps: Stepping = async (asked, { points, direction, after, limit }: Frontier) => {
  const seeds = points.map(({ node }) => node);
  const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, { seeds, after: after ?? FIRST, limit });
  return { steps: rows.map((row) => stepIn(row, direction)), cuts: [], ahead: [] };
};

const FIRST: PointPlace = { namespace: '', name: '', kind: 'job', column: null, runId: null };

function stepIn(row: Row, direction: Frontier['direction']): Step {
  const far = nodePoint(graphNodeIn(row));
  const near = String(numberIn(row, 'near'));
  const farClaim = claimIn(row);
  const claims = row['near_statement'] === null ? [farClaim] : [farClaim, claimIn(row, 'near_')];
  return {
    far,
    leadsOn: true,
    edge: {
      source: direction === 'upstream' ? far.key : near,
      target: direction === 'upstream' ? near : far.key,
      via: viaIn(row, 'dataset'),
      kind: claims.every(({ mode }) => mode === 'observed') ? 'observed' : 'declared',
      origin: 'io',
      // Both halves hold: since the later one does.
      since: claims.reduce((latest, { since }) => (since > latest ? since : latest), farClaim.since),
      transformation: undefined,
      claims,
    },
  };
}

interface Seeds {
  readonly seeds: readonly NodeId[];
  readonly after: PointPlace;
  readonly limit: number;
}

/**
 * `near` is the end of an edge that looks to the jobs we stand on, `far` the other. Upstream: what they read (kind 1, near is its target), and who writes
 * that (kind 2, whose target it is).
 */
function steps(direction: Frontier['direction'], belief: Belief, scope: Scope): Piece<Asked & Seeds> {
  const also = saidBySeen(scope);
  const [near, end] = direction === 'upstream' ? (['target', 'source'] as const) : (['source', 'target'] as const);
  const [nearKind, farKind] = direction === 'upstream' ? [1, 2] : [2, 1];
  const far = words(end);
  return sql<Asked & Seeds>`
    with member as (${members(belief)}
    ), touched as (
      select member.canonical as near, ${canonicalOf(direction === 'upstream' ? 'edge.source' : 'edge.target', belief)} as dataset,
             edge.statement, edge.speaker, edge.mode, edge.valid_from as since, edge.valid_from_ns as since_ns
      from member ${withEdgesAt(near, 'member.node', { kinds: [nearKind, 3], belief, also })}
      join hot.node as job on ${ours('job')} and job.id = member.node and job.kind = 2
      join hot.node as used on ${ours('used')} and used.id = edge.${far} and used.kind = 1
      union all
      select seed.id, seed.id, null, null, null, null, null from unnest(${({ seeds }) => seeds}::bigint[]) as seed (id)
    ), held as (
      select distinct touched.dataset as node, touched.dataset from touched
      union
      select other.node, other.canonical from touched join hot.identity as other on other.canonical = touched.dataset and ${holds('other', belief)}
    ), other_end as (
      select held.dataset, edge.${far} as far, edge.statement, edge.speaker, edge.mode, edge.valid_from as since, edge.valid_from_ns as since_ns
      from held ${withEdgesAt(near, 'held.node', { kinds: [farKind, 3], belief, also })}
    ), step as (
      select touched.near, touched.statement as near_statement, touched.speaker as near_speaker, touched.mode as near_mode, touched.since as near_since,
             touched.since_ns as near_since_ns, other_end.far, nullif(touched.dataset, touched.near) as via,
             other_end.statement, other_end.speaker, other_end.mode, other_end.since, other_end.since_ns
      from touched join other_end on other_end.dataset = touched.dataset
    )
    select step.*, far.id as node, far.kind, far.namespace, far.name, via.namespace as via_namespace, via.name as via_name
    from step
    join hot.node as far on ${ours('far')} and far.id = step.far and far.kind = 2
    left join hot.node as via on ${ours('via')} and via.id = step.via
    where (far.namespace, far.name) > (${({ after }) => after.namespace}::text, ${({ after }) => after.name}::text)
    order by far.namespace, far.name, step.statement, step.mode, step.near_statement, step.near_mode limit ${({ limit }) => limit}::int`;
}

/** A flow that names a job at one end may be another job's word: that of one that is hidden from the asker is not heard. */
function saidBySeen(scope: Scope): Piece<Asked> {
  if (scope === 'whole') return sql<Asked>``;
  return sql<Asked>`
      and (edge.via is null or exists (select from hot.node as sayer where ${ours('sayer')} and sayer.id = edge.via and not ${isJobHidden('sayer')}))`;
}

const UPSTREAM = question<Seeds>((belief, scope) => steps('upstream', belief, scope));
const DOWNSTREAM = question<Seeds>((belief, scope) => steps('downstream', belief, scope));
