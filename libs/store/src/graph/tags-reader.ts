import type { Instant } from '#foundation';
import type { Level } from '#labels';
import type { NodeId } from '#lineage';

import { FORM, LEVEL, named } from '../map/codes.ts';
import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, question } from './asked.ts';
import { countsFor, isBorne, sameAsEach } from './hidden-rows.ts';
import { NO_RULES } from './hiding.ts';
import { sql } from './piece.ts';

/** What the tags of a dataset say, as it was sent: the content of a `tags` facet, as JSON text. Or a level that its data bear, also where it only came. */
export type NodeMark =
  { readonly node: NodeId; readonly tags: string } | { readonly node: NodeId; readonly level: Level; readonly column: string | null };

/**
 * The tags of some datasets, under all of their names, at the asked times and at present; and which levels their data bear, masked or not, but for what is
 * only inferred. One statement, however many.
 */
export async function marksOf(asked: Asked, nodes: readonly NodeId[], present: Instant): Promise<readonly NodeMark[]> {
  const rows = await MARKS({ ...asked, hiding: { rules: NO_RULES, present } }, { nodes });
  return rows.map((row) => {
    const node = numberIn(row, 'id') as NodeId;
    if (row['body'] !== null) return { node, tags: textIn(row, 'body') };
    return { node, level: named(LEVEL, numberIn(row, 'level')), column: row['field'] as string | null }; // text
  });
}

const MARKS = question<{ readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    with ${sameAsEach(({ nodes }) => nodes, belief)}
    select distinct same.id, content.body, null::text as field, null::smallint as level
    from same
    join hot.facet as tagged on tagged.node = same.node and tagged.name = 'tags' and ${countsFor('tagged', belief)}
    join hot.facet_content as content on content.tenant = ${({ tenant }) => tenant}::int and content.hash = tagged.content
    union all
    select distinct same.id, null, kept.field, kept.level
    from same join hot.label as kept on kept.node = same.node and ${isBorne('kept', belief)} and kept.form < ${() => FORM.inferred}::smallint`,
);
