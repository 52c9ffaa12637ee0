import type { Labels } from '#access';
import type { Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';

import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, ours, question } from './asked.ts';
import { sameAs, tagsOf } from './hidden-rows.ts';
import { sql } from './piece.ts';

/** What rules of access ask of some datasets: all of their names and tags, at the asked times and now. One statement, however many. */
export async function labelsOf(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, Labels>> {
  const { allow, deny } = asked.hiding?.rules ?? NO_RULES;
  return read(
    asked,
    nodes,
    [...allow.whole, ...deny.whole, ...deny.columns].some(({ tag }) => tag !== null),
  );
}

/** As `labelsOf`, for rules that are not those of the asker: whether any of them asks for tags, and which instant is present. */
export async function labelsWith(
  asked: Asked,
  nodes: readonly NodeId[],
  { asksTags, present }: { readonly asksTags: boolean; readonly present: Instant },
): Promise<ReadonlyMap<NodeId, Labels>> {
  return read({ ...asked, hiding: { rules: { ...NO_RULES, isOpen: false }, present } }, nodes, asksTags);
}

async function read(asked: Asked, nodes: readonly NodeId[], asksTags: boolean): Promise<ReadonlyMap<NodeId, Labels>> {
  const labels = new Map(nodes.map((node) => [node, new LabelsRead()]));
  for (const row of await LABELS(asked, { nodes, asksTags })) {
    const known = labels.get(numberIn(row, 'id') as NodeId);
    if (known === undefined) continue;
    if (row['tag'] === null) known.names.push({ namespace: textIn(row, 'namespace'), name: textIn(row, 'name') });
    else known.addTag(textIn(row, 'tag'), { field: row['field'] as string | null, isSure: row['sure'] === true }); // text
  }
  return labels;
}

const NO_RULES = { allow: { whole: [], facets: [] }, deny: { whole: [], columns: [], facets: [] } };

class LabelsRead implements Labels {
  readonly names: Name[] = [];
  readonly tags: string[] = [];
  readonly columnTags = new Map<string, string[]>();
  readonly sureTags: string[] = [];
  readonly sureColumnTags = new Map<string, string[]>();

  addTag(tag: string, { field, isSure }: { readonly field: string | null; readonly isSure: boolean }): void {
    const lists = isSure
      ? [this.listFor(field, this.tags, this.columnTags), this.listFor(field, this.sureTags, this.sureColumnTags)]
      : [this.listFor(field, this.tags, this.columnTags)];
    for (const list of lists) list.push(tag);
  }

  private listFor(field: string | null, own: string[], ofColumns: Map<string, string[]>): string[] {
    if (field === null) return own;
    const known = ofColumns.get(field) ?? [];
    ofColumns.set(field, known);
    return known;
  }
}

const LABELS = question<{ readonly nodes: readonly NodeId[]; readonly asksTags: boolean }>(
  (belief) => sql`
    with given as (select distinct asked.id from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id))
    select given.id, called.namespace, called.name, null::text as field, null::text as tag, false as sure
    from given join hot.node as called on ${ours('called')} and called.id in ${sameAs('given.id', belief)}
    union
    select given.id, null, null, label.field, label.tag, label.was and label.is
    from given cross join lateral ${tagsOf('given.id', belief)} as label
    where ${({ asksTags }) => asksTags}::boolean and label.tag is not null`,
);
