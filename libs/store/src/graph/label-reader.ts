import type { Labels } from '#access';
import type { Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';

import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, holds, ours, question } from './asked.ts';
import { countsFor, holdsNow, sameAs } from './hidden-rows.ts';
import { NO_RULES } from './hiding.ts';
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
  return read({ ...asked, hiding: { rules: NO_RULES, present } }, nodes, asksTags);
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

/** Which of some columns some datasets have, at the asked times or now, as their schemas name them. One statement. */
export async function columnsAmong(
  asked: Asked,
  nodes: readonly NodeId[],
  columns: readonly string[],
): Promise<ReadonlyMap<NodeId, ReadonlySet<string>>> {
  const known = new Map(nodes.map((node) => [node, new Set<string>()]));
  const scoped = { ...asked, hiding: asked.hiding ?? { rules: { ...NO_RULES, isOpen: true }, present: asked.asOf } };
  for (const row of await COLUMNS(scoped, { nodes, columns })) known.get(numberIn(row, 'id') as NodeId)?.add(textIn(row, 'word'));
  return known;
}

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

const COLUMNS = question<{ readonly nodes: readonly NodeId[]; readonly columns: readonly string[] }>(
  (belief) => sql`
    select distinct given.id, word.word
    from unnest(${({ nodes }) => nodes}::bigint[]) as given (id) cross join lateral ${sameAs('given.id', belief)} as alike (node)
    join hot.facet as facet on facet.node = alike.node and facet.name = 'schema' and ${countsFor('facet', belief)}
    join hot.facet_word as word on word.tenant = ${({ tenant }) => tenant}::int and word.content = facet.content and word.kind = 1
      and word.word = any (${({ columns }) => columns}::text[])`,
);

/** The datasets alike are worked out once, for names and tags: they are most of the work. */
const LABELS = question<{ readonly nodes: readonly NodeId[]; readonly asksTags: boolean }>(
  (belief) => sql`
    with same as materialized (
      select distinct given.id, alike.node
      from unnest(${({ nodes }) => nodes}::bigint[]) as given (id) cross join lateral ${sameAs('given.id', belief)} as alike (node))
    select same.id, called.namespace, called.name, null::text as field, null::text as tag, false as sure
    from same join hot.node as called on ${ours('called')} and called.id = same.node
    union all
    select tagged.id, null, null, label.field, label.tag, bool_or(tagged.was) and bool_or(tagged.is)
    from (
      select same.id, tagged.content, (${holds('tagged', belief)}) as was, ${holdsNow('tagged')} as is
      from same join hot.facet as tagged on tagged.node = same.node and tagged.name = 'tags' and ${countsFor('tagged', belief)}
      where ${({ asksTags }) => asksTags}::boolean
    ) as tagged
    join hot.facet_content as content on content.tenant = ${({ tenant }) => tenant}::int and content.hash = tagged.content
    cross join lateral hot.tags_of(content.body) as label
    where label.tag is not null
    group by tagged.id, label.field, label.tag`,
);
