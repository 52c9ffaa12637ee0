import type { NodeId } from '#lineage';

import { numberIn, type Row } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question, withEdgesAt } from './asked.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';
import {
  claimIn,
  columnKey,
  columnPoint,
  type Frontier,
  originIn,
  type Point,
  type PointPlace,
  type Step,
  type Stepping,
  viaIn,
} from './walk.ts';

/**
 * Steps from column to column. A statement without a field at one end is of the rows as a whole: it leads on from every column of that dataset, and what
 * is reached as a whole leads on by every column. From a column that is not seen it is stepped as from one that no statement names.
 */
export function columnSteps(transformations: 'DIRECT' | 'ALL', isSeen: (node: NodeId, column: string) => boolean): Stepping {
  return async (asked, { points, direction, after, limit }: Frontier) => {
    const from: Seeds = {
      seeds: points.map(({ node }) => node),
      fields: points.map(({ column }) => column),
      areSeen: points.map(({ node, column }) => column === null || isSeen(node, column)),
      isAll: transformations === 'ALL',
      after: after ?? FIRST,
      limit,
    };
    const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, from);
    return { steps: rows.map((row) => stepIn(row, direction)), cuts: [], ahead: [] };
  };
}

const FIRST: PointPlace = { namespace: '', name: '', kind: 'column', column: null, runId: null };

function stepIn(row: Row, direction: Frontier['direction']): Step {
  const graphNode: GraphNode = graphNodeIn(row);
  const far: Point = columnPoint(graphNode, row['far_field'] as string | null); // text
  const near = columnKey(numberIn(row, 'near'), row['near_field'] as string | null); // text
  const claim = claimIn(row);
  const type = row['type'] as string | null; // text, as the three below
  return {
    far,
    leadsOn: graphNode.kind === 'dataset',
    through: { node: numberIn(row, 'near') as NodeId, column: row['through'] as string | null }, // text
    edge: {
      source: direction === 'upstream' ? far.key : near,
      target: direction === 'upstream' ? near : far.key,
      via: viaIn(row, 'job'),
      kind: claim.mode,
      origin: originIn(row),
      since: claim.since,
      transformation:
        type === null
          ? undefined
          : {
              type,
              subtype: row['subtype'] as string | null,
              description: row['description'] as string | null,
              masking: row['masking'] === true,
            },
      claims: [claim],
    },
  };
}

interface Seeds {
  readonly seeds: readonly NodeId[];
  readonly fields: readonly (string | null)[];
  readonly areSeen: readonly boolean[];
  readonly isAll: boolean;
  readonly after: PointPlace;
  readonly limit: number;
}

/** Null columns sort first: an empty text before every other, and a sign for "some" before every text. */
const fieldOrder = sql<unknown>`coalesce('=' || step.far_field, '')`;

function steps(direction: Frontier['direction'], belief: Belief): Piece<Asked & Seeds> {
  const [nearEnd, farEnd] = direction === 'upstream' ? (['target', 'source'] as const) : (['source', 'target'] as const);
  const [near, far] = [words(nearEnd), words(farEnd)];
  return sql<Asked & Seeds>`
    with point as (
      select seed.node as canonical, seed.field, seed.is_seen
      from unnest(${({ seeds }) => seeds}::bigint[], ${({ fields }) => fields}::text[], ${({ areSeen }) => areSeen}::boolean[]) as seed (node, field, is_seen)
    ), member as (
      select point.canonical as node, point.canonical from point
      union all
      select other.node, other.canonical from point
      join hot.identity as other on other.canonical = point.canonical and ${holds('other', belief)}
    ), dataset as (
      select distinct member.node, member.canonical from member
    ), held as (
      select dataset.canonical as near, edge.${far} as far, edge.via, edge.statement, edge.speaker, edge.mode, edge.origin,
             edge.valid_from as since, edge.valid_from_ns as since_ns
      from dataset ${withEdgesAt(nearEnd, 'dataset.node', { kinds: [4], belief })}
    ), step as (
      select held.*, point.field as near_field, ${canonicalOf('held.far', belief)} as far_node, said.${far}_field as far_field, said.${near}_field as through,
             said.type, said.subtype, said.description, said.masking
      from held
      join hot.statement as said on ${ours('said')} and said.id = held.statement
      join point on point.canonical = held.near and (point.field is null or said.${near}_field is null or point.is_seen and said.${near}_field = point.field)
      where ${({ isAll }) => isAll}::boolean or said.type is distinct from 'INDIRECT'
    )
    select step.*, far.id as node, far.kind, far.namespace, far.name, via.namespace as via_namespace, via.name as via_name
    from step
    join hot.node as far on ${ours('far')} and far.id = step.far_node
    left join hot.node as via on ${ours('via')} and via.id = step.via
    where (far.namespace, far.name, ${fieldOrder}) > (${({ after }) => after.namespace}::text, ${({ after }) => after.name}::text,
           ${({ after }) => (after.column === null ? '' : `=${after.column}`)}::text collate "C")
    order by far.namespace, far.name, ${fieldOrder} collate "C", step.statement, step.mode limit ${({ limit }) => limit}::int`;
}

const UPSTREAM = question<Seeds>((belief) => steps('upstream', belief));
const DOWNSTREAM = question<Seeds>((belief) => steps('downstream', belief));
