import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, question } from './asked.ts';
import { countsFor, sameAs } from './hidden-rows.ts';
import { sql } from './piece.ts';

/** What the tags of a dataset say, as it was sent. */
export interface NodeTags {
  readonly node: NodeId;
  /** The content of a `tags` facet, as JSON text. */
  readonly body: string;
}

/** The tags of some datasets, under all of their names, at the asked times and at present. One statement, however many. */
export async function tagsOfNodes(asked: Asked, nodes: readonly NodeId[], present: Instant): Promise<readonly NodeTags[]> {
  const rows = await TAGS({ ...asked, hiding: { rules: NO_RULES, present } }, { nodes });
  return rows.map((row) => ({ node: numberIn(row, 'id') as NodeId, body: textIn(row, 'body') }));
}

const NO_RULES = { allow: { whole: [], facets: [] }, deny: { whole: [], columns: [], facets: [] }, isOpen: false };

const TAGS = question<{ readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    select distinct given.id, content.body
    from unnest(${({ nodes }) => nodes}::bigint[]) as given (id)
    cross join lateral (
      select tagged.content from hot.facet as tagged
      where tagged.node in ${sameAs('given.id', belief)} and tagged.name = 'tags' and ${countsFor('tagged', belief)}
    ) as tagged
    join hot.facet_content as content on content.tenant = ${({ tenant }) => tenant}::int and content.hash = tagged.content`,
);
