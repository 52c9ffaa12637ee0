import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, question } from './asked.ts';
import { countsFor } from './hidden-rows.ts';
import { NO_RULES } from './hiding.ts';
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

/** Set by set: asked dataset by dataset, as `sameAs` does, a thousand of them took ten times as long (2026-11-22). */
const TAGS = question<{ readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    with given as materialized (select asked.id from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)),
    canonical as materialized (
      select given.id, given.id as node from given
      union select given.id, own.canonical from given join hot.identity as own on own.node = given.id and ${countsFor('own', belief)}
    ),
    same as materialized (
      select canonical.id, canonical.node from canonical
      union select canonical.id, other.node from canonical join hot.identity as other on other.canonical = canonical.node and ${countsFor('other', belief)}
    )
    select distinct same.id, content.body
    from same
    join hot.facet as tagged on tagged.node = same.node and tagged.name = 'tags' and ${countsFor('tagged', belief)}
    join hot.facet_content as content on content.tenant = ${({ tenant }) => tenant}::int and content.hash = tagged.content`,
);
