import type { NodeId } from '#lineage';

import { numberIn } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question, withEdgesAt } from './asked.ts';
import { type Piece, sql, words } from './piece.ts';
import type { WalkDirection } from './walk.ts';

export interface Reach {
  readonly seeds: readonly NodeId[];
  readonly direction: WalkDirection;
  /** Levels from the seeds; 1: the seeds alone. */
  readonly levels: number;
  /** Datasets and jobs that are looked at, each once for every level at which it is found. */
  readonly limit: number;
}

/**
 * Datasets that a walk may come to, by one statement: those within the bounds. It gives some too many, for it does not ask whether a job says more exactly
 * what came from what; those past its limit are missing. A hint where to look, never an answer.
 */
export async function datasetReach(asked: Asked, { direction, ...reach }: Reach): Promise<readonly NodeId[]> {
  const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, reach);
  return rows.map((row) => numberIn(row, 'node') as NodeId);
}

type Bounds = Omit<Reach, 'direction'>;

/** From dataset to job and from job to dataset is half a level each; a flow is a whole one. A job is passed once a level, however many datasets lead to it. */
function reached(direction: WalkDirection, belief: Belief): Piece<Asked & Bounds> {
  const [near, far] = direction === 'upstream' ? (['target', 'source'] as const) : (['source', 'target'] as const);
  return sql<Asked & Bounds>`
    with recursive reached (node, halves) as (
      select seed.id, 0 from unnest(${({ seeds }) => seeds}::bigint[]) as seed (id)
      union
      select next.node, next.halves
      from reached cross join lateral (
        select ${canonicalOf(direction === 'upstream' ? 'edge.source' : 'edge.target', belief)} as node,
               reached.halves + case edge.kind when 3 then 2 else 1 end as halves
        from (
          select reached.node
          union all
          select other.node from hot.identity as other where other.canonical = reached.node and ${holds('other', belief)}
        ) as member
        ${withEdgesAt(near, 'member.node', { kinds: [1, 2, 3], belief })}
        where edge.${words(far)} is not null
      ) as next
      where next.halves <= 2 * (${({ levels }) => levels}::int - 1)
    )
    select distinct dataset.id as node
    from (select reached.node from reached limit ${({ limit }) => limit}::int) as looked
    join hot.node as dataset on ${ours('dataset')} and dataset.id = looked.node and dataset.kind = 1`;
}

const UPSTREAM = question<Bounds>((belief) => reached('upstream', belief));
const DOWNSTREAM = question<Bounds>((belief) => reached('downstream', belief));
