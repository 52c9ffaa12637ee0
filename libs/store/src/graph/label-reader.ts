import { heldWord, type Labels, type LabelsAsked } from '#access';
import type { Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';

import { FORM, LEVEL, named } from '../map/codes.ts';
import { numberIn, postgresTime, type Row, textIn } from '../map/rows.ts';
import { type Asked, holds, ours, question } from './asked.ts';
import { countsFor, countsWithin, holdsNow, isBorne, isBorneWithin, sameAsEach, sameAsEachBy, type SpanOfTime } from './hidden-rows.ts';
import { NO_RULES } from './hiding.ts';
import { type Piece, sql } from './piece.ts';

/**
 * As `labelsWith`, as far as it is known now, of all that counted at any instant of a span: half-open, and of whole microseconds. The nodes need not be canonical.
 */
export async function labelsWithin(
  asked: Asked,
  nodes: readonly NodeId[],
  {
    asks: what,
    present,
    from,
    to,
  }: { readonly asks: LabelsAsked; readonly present: Instant; readonly from: Instant; readonly to: Instant },
): Promise<ReadonlyMap<NodeId, Labels>> {
  const scoped = { ...asked, hiding: { rules: NO_RULES, present }, begins: postgresTime(from), ends: postgresTime(to) };
  return labelsIn(nodes, await LABELS_WITHIN(scoped, { ...scoped, nodes, asksTags: what.tags, asksHeld: what.held }));
}

/** What rules of access ask of some datasets: all of their names, and of their tags and what their data bear as much as is asked for, at the asked times and at present. One statement, however many. */
export async function labelsWith(
  asked: Asked,
  nodes: readonly NodeId[],
  { asks: what, present }: { readonly asks: LabelsAsked; readonly present: Instant },
): Promise<ReadonlyMap<NodeId, Labels>> {
  const scoped = { ...asked, hiding: { rules: NO_RULES, present } };
  return labelsIn(nodes, await LABELS(scoped, { nodes, asksTags: what.tags, asksHeld: what.held }));
}

function labelsIn(nodes: readonly NodeId[], rows: readonly Row[]): ReadonlyMap<NodeId, Labels> {
  const labels = new Map(nodes.map((node) => [node, new LabelsRead()]));
  for (const row of rows) {
    const known = labels.get(numberIn(row, 'id') as NodeId);
    if (known === undefined) continue;
    const field = row['field'] as string | null; // text
    if (row['level'] !== null) known.addHeld(heldWord(named(LEVEL, numberIn(row, 'level')), named(FORM, numberIn(row, 'form'))), field);
    else if (row['tag'] === null) known.names.push({ namespace: textIn(row, 'namespace'), name: textIn(row, 'name') });
    else known.addTag(textIn(row, 'tag'), { field, isSure: row['sure'] === true });
  }
  return labels;
}

/** Of a facet, as `hot.words_of` keeps them: words beyond so many are left out, and what of a word is beyond so many characters. */
const WORDS_MAX = 10_000;
export const WORD_LENGTH_MAX = 500;

/** What schemas name of the columns that are looked for. */
interface ColumnsNamed {
  readonly paths: ReadonlySet<string>;
  /** A schema of it names more than is kept of it. */
  readonly isCut: boolean;
}

/** Which of some columns some datasets have, and which within them, at the asked times or now, as their schemas name them. One statement, one row a dataset. */
export async function columnsAmong(
  asked: Asked,
  nodes: readonly NodeId[],
  columns: readonly string[],
): Promise<ReadonlyMap<NodeId, ColumnsNamed>> {
  const scoped = { ...asked, hiding: asked.hiding ?? { rules: { ...NO_RULES, isOpen: true }, present: asked.asOf } };
  const rows = await COLUMNS(scoped, { nodes, columns });
  return new Map(
    rows.map((row) => [
      numberIn(row, 'id') as NodeId,
      { paths: new Set(row['words'] as readonly string[]), isCut: row['is_cut'] === true }, // text[]
    ]),
  );
}

class LabelsRead implements Labels {
  readonly names: Name[] = [];
  readonly tags: string[] = [];
  readonly columnTags = new Map<string, string[]>();
  readonly sureTags: string[] = [];
  readonly sureColumnTags = new Map<string, string[]>();
  readonly held: string[] = [];
  readonly columnHeld = new Map<string, string[]>();

  addHeld(word: string, field: string | null): void {
    this.listFor(field, this.held, this.columnHeld).push(word);
  }

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
    with ${sameAsEach(({ nodes }) => nodes, belief)}, schema as (
      select distinct same.id, facet.content
      from same join hot.facet as facet on facet.node = same.node and facet.name = 'schema' and ${countsFor('facet', belief)}
    ), found as (
      select schema.id, array_agg(distinct word.word) as words
      from schema join hot.facet_word as word on word.tenant = ${({ tenant }) => tenant}::int and word.content = schema.content and word.kind = 1
        and (word.word = any (${({ columns }) => columns}::text[])
          or exists (select from unnest(${({ columns }) => columns}::text[]) as asked (path) where starts_with(word.word, asked.path || '.')))
      group by schema.id
    ), cut as (
      select schema.id
      from schema cross join lateral (
        select sum(last.place) as words from (values (1), (2), (3)) as each (kind) cross join lateral (
          select word.place from hot.facet_word as word
          where word.tenant = ${({ tenant }) => tenant}::int and word.content = schema.content and word.kind = each.kind
          order by word.place desc limit 1
        ) as last
      ) as counted
      where counted.words >= ${() => WORDS_MAX}::int
    )
    select given.id, coalesce(found.words, array[]::text[]) as words, given.id in (select cut.id from cut) as is_cut
    from given left join found on found.id = given.id`,
);

interface LabelsQuestion {
  readonly nodes: readonly NodeId[];
  readonly asksTags: boolean;
  readonly asksHeld: boolean;
}

const LABELS = question<LabelsQuestion>((belief) =>
  labelsPiece<Asked & LabelsQuestion>({
    same: sameAsEach(({ nodes }) => nodes, belief),
    isTagged: countsFor('tagged', belief),
    wasTagged: holds('tagged', belief),
    isKept: isBorne('kept', belief),
  }),
);

const LABELS_WITHIN = question<LabelsQuestion & SpanOfTime>(() =>
  labelsPiece<Asked & LabelsQuestion & SpanOfTime>({
    same: sameAsEachBy<Asked & LabelsQuestion & SpanOfTime>(({ nodes }) => nodes, countsWithin),
    isTagged: countsWithin('tagged'),
    wasTagged: holdsNow('tagged'), // sure: nobody asks
    isKept: isBorneWithin('kept'),
  }),
);

/** What counts, in a statement of labels. */
interface Counting<Question> {
  readonly same: Piece<Question>;
  readonly isTagged: Piece<Question>;
  readonly wasTagged: Piece<Question>;
  readonly isKept: Piece<Question>;
}

/** The datasets alike are worked out once, for names, tags and what is held, and so is what each content says that many of them have: these are most of the work. */
function labelsPiece<Question extends Asked & LabelsQuestion>({ same, isTagged, wasTagged, isKept }: Counting<Question>): Piece<Question> {
  return sql<Question>`
    with ${same},
    tagged as materialized (
      select same.id, tagged.content, bool_or(${wasTagged}) as was, bool_or(${holdsNow('tagged')}) as is
      from same join hot.facet as tagged on tagged.node = same.node and tagged.name = 'tags' and ${isTagged}
      where ${({ asksTags }) => asksTags}::boolean
      group by same.id, tagged.content
    ),
    said as materialized (
      select content.hash, label.field, label.tag
      from hot.facet_content as content cross join lateral hot.tags_of(content.body) as label
      where content.tenant = ${({ tenant }) => tenant}::int and content.hash in (select tagged.content from tagged) and label.tag is not null
    )
    select same.id, called.namespace, called.name, null::text as field, null::text as tag, false as sure, null::smallint as level, null::smallint as form
    from same join hot.node as called on ${ours('called')} and called.id = same.node
    union all
    select tagged.id, null, null, said.field, said.tag, bool_or(tagged.was) and bool_or(tagged.is), null, null
    from tagged join said on said.hash = tagged.content
    group by tagged.id, said.field, said.tag
    union all
    select distinct same.id, null, null, kept.field, null, false, kept.level, kept.form
    from same join hot.label as kept on kept.node = same.node and ${isKept}
    where ${({ asksHeld }) => asksHeld}::boolean`;
}
