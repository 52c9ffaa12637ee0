import { hidesNames } from '#access';
import type { NodeKind } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { numberIn, textIn } from '../map/rows.ts';
import { type Asked, type Belief, holds, ours, question } from './asked.ts';
import { isColumnHidden, isFacetHidden, isJobFacetHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { type GraphNode, graphNodeIn, joinedThere } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';

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
/** Names that answer, the most alike first, out of those that the asker may see. */
const CANDIDATES_MAX = 2_000;
/** As many words: several of one dataset may answer, of which the best is taken. */
const WORDS_MAX = 10 * CANDIDATES_MAX;

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
 * Which words of facets the asker may find by. A column that is seen; what a dataset or job is described by. From whom columns are hidden, the tags and
 * descriptions of a dataset and of its columns are too: the word does not tell of which column it is, and a description of all may be of one. From whom
 * anything is, so are those of a job: they may speak of it. Very long words are cut, and cannot be judged.
 */
function isSeenWord(belief: Belief, scope: Scope): Piece<Asked> {
  if (scope === 'whole') return sql<Asked>`true`;
  return sql<Asked>`not case carrier.kind when 2 then ${isJobFacetHidden('carrier', 'facet.name')} else ${isFacetHidden('facet.node', 'facet.name', belief)} end
        and (carrier.kind = 2 and ${({ hiding }) => hiding === undefined || !hidesNames(hiding.rules)}::boolean
          or carrier.kind = 1 and ${({ hiding }) => hiding?.rules.deny.columns.length === 0}::boolean
          or carrier.kind = 1 and word.kind = 1 and length(word.word) < 500 and not ${isColumnHidden('facet.node', 'word.word', belief)})`;
}

/** By kind: of what is not meant nothing is looked at. */
function isMeant(node: 'node' | 'carrier'): Piece<Sought> {
  return sql<Sought>`(${({ kind }) => kind}::smallint is null or ${words(node)}.kind = ${({ kind }) => kind}::smallint)`;
}

/** The best are looked at first, one after the other, until there are enough that the asker may see. */
const FOUND = question<Sought>(
  (belief, scope) => sql`
    with by_name as (
      select node.*, 0 as part, hit.matched, hit.score
      from (
        select node.id as node, node.name as matched, ${score('node.name', '1.0')} as score
        from hot.node as node
        where ${ours('node')} and ${isMeant('node')} and (node.name ilike ${({ like }) => like}::text or ${({ text }) => text}::text <% node.name)
        order by score desc, node.namespace, node.name, node.kind offset 0
      ) as hit ${joinedThere('hit.node', belief, scope)}
      limit ${() => CANDIDATES_MAX}::int
    ), by_word as (
      select node.*, word.kind::int as part, word.word as matched, word.score
      from (
        select word.content, word.kind, word.word, ${score('word.word', 'case word.kind when 1 then 0.9 when 2 then 0.9 else 0.6 end')} as score
        from hot.facet_word as word
        where word.tenant = ${({ tenant }) => tenant}::int and (word.word ilike ${({ like }) => like}::text or ${({ text }) => text}::text <% word.word)
        order by score desc, word.content, word.kind, word.place offset 0
      ) as word
      join hot.facet as facet on facet.content = word.content and facet.name in ('schema', 'tags', 'documentation') and ${holds('facet', belief)}
      join hot.node as carrier on ${ours('carrier')} and carrier.id = facet.node and ${isMeant('carrier')}
      ${joinedThere('facet.node', belief, scope)}
      where ${isSeenWord(belief, scope)} limit ${() => WORDS_MAX}::int
    ), best as (
      select distinct on (hit.id) hit.* from (select * from by_name union all select * from by_word) as hit
      order by hit.id, hit.score desc, hit.part, hit.matched
    )
    select best.id as node, best.kind, best.namespace, best.name, best.part, best.matched, best.score
    from best order by best.score desc, best.namespace, best.name, best.kind limit ${({ limit }) => limit}::int`,
);
