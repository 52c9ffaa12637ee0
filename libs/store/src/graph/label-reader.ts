import type { Labels } from '#access';
import type { Name, NodeId } from '#lineage';

import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, ours, question } from './asked.ts';
import { sameAs, tagsOf } from './hidden-rows.ts';
import { sql } from './piece.ts';

/** What rules of access ask of some datasets: all of their names and tags, at the asked times and now. One statement, however many. */
export async function labelsOf(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, Labels>> {
  const { datasets = [], columns = [] } = asked.hiding ?? {};
  const asksTags = [...datasets, ...columns].some(({ tag }) => tag !== null);
  const labels = new Map(
    nodes.map((node) => [node, { names: [] as Name[], tags: [] as string[], columnTags: new Map<string, string[]>() }]),
  );
  for (const row of await LABELS(asked, { nodes, asksTags })) {
    const known = labels.get(numberIn(row, 'id') as NodeId);
    if (known === undefined) continue;
    const field = row['field'] as string | null; // text
    if (row['tag'] === null) known.names.push({ namespace: textIn(row, 'namespace'), name: textIn(row, 'name') });
    else if (field === null) known.tags.push(textIn(row, 'tag'));
    else known.columnTags.set(field, [...(known.columnTags.get(field) ?? []), textIn(row, 'tag')]);
  }
  return labels;
}

const LABELS = question<{ readonly nodes: readonly NodeId[]; readonly asksTags: boolean }>(
  (belief) => sql`
    with given as (select distinct asked.id from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id))
    select given.id, called.namespace, called.name, null::text as field, null::text as tag
    from given join hot.node as called on ${ours('called')} and called.id in ${sameAs('given.id', belief)}
    union
    select given.id, null, null, label.field, label.tag
    from given cross join lateral ${tagsOf('given.id', belief)} as label
    where ${({ asksTags }) => asksTags}::boolean and label.tag is not null`,
);
