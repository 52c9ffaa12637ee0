import type { NodeId } from '#lineage';

import { numberIn } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, question } from './asked.ts';
import { sql, words } from './piece.ts';
import type { WalkDirection } from './walk.ts';

export interface Reach {
  readonly seeds: readonly NodeId[];
  readonly direction: WalkDirection;
  /** Levels from the seeds; 1: the seeds alone. */
  readonly levels: number;
  /** Datasets that are looked at, each once for every level at which it is found. */
  readonly limit: number;
}

/**
 * The datasets that a walk may come to, the nearest first, by one statement: at least those within the bounds. It holds some too many, for it does not ask
 * whether a job says more exactly what came from what; and those past its limit are missing. A hint where to look, never an answer.
 */
export async function datasetReach(asked: Asked, { direction, ...reach }: Reach): Promise<readonly NodeId[]> {
  const rows = await (direction === 'upstream' ? UPSTREAM : DOWNSTREAM)(asked, reach);
  return rows.map((row) => numberIn(row, 'node') as NodeId);
}

type Bounds = Omit<Reach, 'direction'>;

function reached(direction: WalkDirection, belief: Belief) {
  const [near, far] = direction === 'upstream' ? [words('target'), words('source')] : [words('source'), words('target')];
  const [towardsJob, fromJob] = direction === 'upstream' ? [words('2'), words('1')] : [words('1'), words('2')];
  return sql<Asked & Bounds>`
    with recursive reached (node, level) as (
      select seed.id, 1 from unnest(${({ seeds }) => seeds}::bigint[]) as seed (id)
      union
      select next.node, reached.level + 1
      from reached cross join lateral (
        with member as (
          select reached.node
          union all
          select other.node from hot.identity as other where other.canonical = reached.node and ${holds('other', belief)}
        )
        select ${canonicalOf(direction === 'upstream' ? 'far.source' : 'far.target', belief)} as node
        from member
        join hot.edge as near on near.${near} = member.node and near.kind = ${towardsJob} and ${holds('near', belief)}
        join hot.edge as far on far.${near} = near.${far} and far.kind = ${fromJob} and ${holds('far', belief)}
        union all
        select ${canonicalOf(direction === 'upstream' ? 'flow.source' : 'flow.target', belief)}
        from member join hot.edge as flow on flow.${near} = member.node and flow.kind = 3 and flow.source is not null and ${holds('flow', belief)}
      ) as next
      where reached.level < ${({ levels }) => levels}::int
    )
    select distinct looked.node from (select reached.node from reached limit ${({ limit }) => limit}::int) as looked`;
}

const UPSTREAM = question<Bounds>((belief) => reached('upstream', belief));
const DOWNSTREAM = question<Bounds>((belief) => reached('downstream', belief));
