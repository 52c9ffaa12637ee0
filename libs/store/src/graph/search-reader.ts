import type { NodeKind } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question } from './asked.ts';
import { isColumnHidden, isFacetHidden, isJobFacetHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { type GraphNode, graphNodeIn, isThere } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';

export type MatchedPart = 'NAME' | 'COLUMN' | 'TAG' | 'DESCRIPTION';

/** A node that answers to a text, by its best match. */
export interface Found {
  readonly node: GraphNode;
  readonly part: MatchedPart;
  readonly matched: string;
  readonly score: number;
}

export interface SearchText {
  readonly text: string;
  /** Undefined: datasets and jobs. */
  readonly kind: NodeKind | undefined;
  readonly limit: number;
}

/** How alike the letters of a word must be: `vitlas` finds `vitals` (0.43), `vita` does not find `salaries`. */
const LIKENESS_MIN = '0.4';
/** Names and words that are looked at, the most alike first. */
const CANDIDATES_MAX = 2_000;

/** What of a node was matched, by code; the place in the list is the code. */
const PARTS: readonly MatchedPart[] = ['NAME', 'COLUMN', 'TAG', 'DESCRIPTION'];

/** The best matches, the best first. Two statements. */
export async function search(asked: Asked, { text, kind, limit }: SearchText): Promise<readonly Found[]> {
  await forgiveSlips(asked);
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const rows = await FOUND(asked, { text, like, kind: kind === undefined ? null : NODE_KIND[kind], limit });
  return rows.map((row) => ({
    node: graphNodeIn(row),
    part: PARTS[numberIn(row, 'part')] ?? 'NAME',
    matched: textIn(row, 'matched'),
    score: numberIn(row, 'score') / 1000,
  }));
}

/** Sets how alike words must be for `<%`, for the rest of the snapshot. One statement. */
export async function forgiveSlips({ session }: Asked): Promise<void> {
  await session.rows`select set_config('pg_trgm.word_similarity_threshold', ${LIKENESS_MIN}, true)`;
}

interface Sought {
  readonly text: string;
  readonly like: string;
  readonly kind: number | null;
  readonly limit: number;
}

/** Thousandths: the very word, else how much of it is alike; a column counts a little less than a name, a description much less. */
function score(column: 'node.name' | 'word.word', weight: string) {
  const [matched, times] = [
    { texts: [column], reads: [] },
    { texts: [weight], reads: [] },
  ];
  return sql<Sought>`round(1000 * ${times} * case
    when lower(${matched}) = lower(${({ text }) => text}::text) then 1.0
    when starts_with(lower(${matched}), lower(${({ text }) => text}::text)) then 0.95
    when ${matched} ilike ${({ like }) => like}::text then 0.9
    else 0.85 * word_similarity(${({ text }) => text}::text, ${matched}) end)::int`;
}

/**
 * Which words of facets the asker may find by. A column that is seen; what a dataset or job is described by. From whom columns are hidden, the tags of a dataset and
 * the descriptions of its columns are too: the word does not tell of which column it is. Very long words are cut, and cannot be judged.
 */
function seenWord(belief: Belief, scope: Scope): Piece<Asked> {
  if (scope === 'whole') return sql<Asked>``;
  return sql<Asked>`
      join hot.node as carrier on ${ours('carrier')} and carrier.id = facet.node
      where not case carrier.kind when 2 then ${isJobFacetHidden('carrier', 'facet.name')} else ${isFacetHidden('facet.node', 'facet.name', belief)} end
        and (carrier.kind <> 1 or ${({ hiding }) => hiding?.rules.deny.columns.length === 0}::boolean or facet.name = 'documentation' and word.kind = 3
          or word.kind = 1 and length(word.word) < 500 and not ${isColumnHidden('facet.node', 'word.word', belief)})`;
}

const FOUND = question<Sought>(
  (belief, scope) => sql`
    with by_name as (
      select node.id as node, 0 as part, node.name as matched, ${score('node.name', '1.0')} as score
      from hot.node as node
      where ${ours('node')} and (node.name ilike ${({ like }) => like}::text or ${({ text }) => text}::text <% node.name)
      order by score desc, node.namespace, node.name, node.kind limit ${() => CANDIDATES_MAX}::int
    ), word as (
      select word.content, word.kind, word.word, ${score('word.word', 'case word.kind when 1 then 0.9 when 2 then 0.9 else 0.6 end')} as score
      from hot.facet_word as word
      where word.tenant = ${({ tenant }) => tenant}::int and (word.word ilike ${({ like }) => like}::text or ${({ text }) => text}::text <% word.word)
      order by score desc, word.content, word.kind, word.place limit ${() => CANDIDATES_MAX}::int
    ), by_word as (
      select facet.node, word.kind::int as part, word.word as matched, word.score
      from word join hot.facet as facet on facet.content = word.content and facet.name in ('schema', 'tags', 'documentation') and ${holds('facet', belief)}${seenWord(belief, scope)}
      limit ${() => 10 * CANDIDATES_MAX}::int
    ), canonical as (
      select ${canonicalOf('hit.node', belief)} as node, hit.part, hit.matched, hit.score
      from (select * from by_name union all select * from by_word) as hit
    ), best as (
      select distinct on (canonical.node) canonical.* from canonical order by canonical.node, canonical.score desc, canonical.part, canonical.matched
    )
    select node.id as node, node.kind, node.namespace, node.name, best.part, best.matched, best.score
    from best join hot.node as node on ${ours('node')} and node.id = best.node
    where (${({ kind }) => kind}::smallint is null or node.kind = ${({ kind }) => kind}::smallint) and ${isThere(belief, scope)}
    order by best.score desc, node.namespace, node.name, node.kind limit ${({ limit }) => limit}::int`,
);
