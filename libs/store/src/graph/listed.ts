import type { NodeId } from '#lineage';

import { type Asked, type Belief, ours, question } from './asked.ts';
import { isColumnHidden, isFacetHidden, isHidden, isJobFacetHidden, isJobHidden } from './hidden-rows.ts';
import { type Piece, sql } from './piece.ts';

/** What a list may show: a dataset or a job, a column of the one, a facet of either. */
export interface Listed {
  readonly node: NodeId;
  /** `job`: the node is one; `job facet`: one of its facets. */
  readonly part?: { readonly kind: 'column' | 'facet' | 'job' | 'job facet'; readonly name: string } | undefined;
}

/** Whether the conditions that lists are filtered by let something through to the asker, from whom something is hidden. One statement; for whoever judges the conditions. */
export async function isListed(asked: Asked, { node, part }: Listed): Promise<boolean> {
  const [row] = await STATEMENTS[part?.kind ?? 'dataset'](asked, { node, part: part?.name ?? '' });
  return row?.['is_listed'] === true;
}

interface One {
  readonly node: NodeId;
  readonly part: string;
}

const STATEMENTS = {
  dataset: listedUnless((belief) => isHidden('it.node', belief)),
  column: listedUnless((belief) => sql<Asked>`${isHidden('it.node', belief)} or ${isColumnHidden('it.node', 'it.part', belief)}`),
  job: listedUnless(() => ofJob(isJobHidden('job'))),
  'job facet': listedUnless(() => ofJob(isJobFacetHidden('job', 'it.part'))),
  facet: listedUnless((belief) => isFacetHidden('it.node', 'it.part', belief)),
};

/** Names are asked of the row. */
function ofJob(isKept: Piece<Asked>): Piece<Asked> {
  return sql<Asked>`(select ${isKept} from hot.node as job where ${ours('job')} and job.id = it.node)`;
}

function listedUnless(isKept: (belief: Belief) => Piece<Asked>): (asked: Asked, one: One) => Promise<readonly Record<string, unknown>[]> {
  return question<One>(
    (belief) => sql`
      select not (${isKept(belief)}) as is_listed
      from (select ${({ node }) => node}::bigint as node, ${({ part }) => part}::text as part) as it`,
  );
}
