import { nanosecondsWithin, postgresTime } from '../map/rows.ts';
import { type Asked, type Belief, holds, ours } from './asked.ts';
import type { Hiding } from './hiding.ts';
import { type Piece, sql, words } from './piece.ts';

/** In each statement of a scoped form, for `question` chose that form because there is something to hide. */
function hidden<Result>(read: (hiding: Hiding) => Result): (asked: Asked) => Result {
  return ({ hiding }) => {
    if (hiding === undefined) throw new Error('a statement hides things from somebody who sees all');
    return read(hiding);
  };
}

/** True at the asked times, or now as far as it is known now. */
function countsFor(alias: string, belief: Belief): Piece<Asked> {
  const table = words(alias);
  return sql<Asked>`((${holds(alias, belief)}) or (${ours(alias)} and ${table}.known_to = 9223372036854775807
    and (${table}.valid_from, ${table}.valid_from_ns)
      <= (${hidden(({ present }) => postgresTime(present))}::timestamptz, ${hidden(({ present }) => nanosecondsWithin(present))}::smallint)
    and (${table}.valid_to, ${table}.valid_to_ns)
      > (${hidden(({ present }) => postgresTime(present))}::timestamptz, ${hidden(({ present }) => nanosecondsWithin(present))}::smallint)))`;
}

/** The nodes that are one dataset with a node, itself among them, as a subquery. */
export function sameAs(node: string, belief: Belief): Piece<Asked> {
  const id = words(node);
  return sql<Asked>`(
    select ${id}
    union all
    select own.canonical from hot.identity as own where own.node = ${id} and ${countsFor('own', belief)}
    union all
    select other.node from hot.identity as other where other.canonical = ${id} and ${countsFor('other', belief)}
    union all
    select other.node from hot.identity as own join hot.identity as other on other.canonical = own.canonical and ${countsFor('other', belief)}
    where own.node = ${id} and ${countsFor('own', belief)})`;
}

/** The tags of a dataset, under all of its names: a subquery for `from`, with `field` and `tag`. */
export function tagsOf(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`(
    select label.field, label.tag from hot.facet as tagged
    join hot.facet_content as content on content.tenant = tagged.tenant and content.hash = tagged.content
    cross join lateral hot.tags_of(content.body) as label
    where tagged.node in ${sameAs(node, belief)} and tagged.name = 'tags' and ${countsFor('tagged', belief)})`;
}

/** Whether one of the names fits `deny`, a row of patterns. */
function isCalled(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`exists (select from hot.node as called where ${ours('called')} and called.id in ${sameAs(node, belief)}
    and called.namespace like deny.namespace and called.name like deny.name)`;
}

/** Whether a dataset is hidden from the asker. */
export function isHidden(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`exists (
    select from unnest(${hidden(({ datasets }) => datasets.map(({ namespace }) => namespace))}::text[],
                       ${hidden(({ datasets }) => datasets.map(({ name }) => name))}::text[],
                       ${hidden(({ datasets }) => datasets.map(({ tag }) => tag))}::text[]) as deny (namespace, name, tag)
    where ${isCalled(node, belief)}
      and (deny.tag is null or exists (select from ${tagsOf(node, belief)} as label where label.field is null and label.tag in (deny.tag, '?'))))`;
}

/** Whether a column of a dataset is hidden from the asker: by its own path, or with a field around it. */
export function isColumnHidden(node: string, path: string, belief: Belief): Piece<Asked> {
  const word = words(path);
  return sql<Asked>`exists (
    select from unnest(${hidden(({ columns }) => columns.map(({ namespace }) => namespace))}::text[],
                       ${hidden(({ columns }) => columns.map(({ name }) => name))}::text[],
                       ${hidden(({ columns }) => columns.map(({ tag }) => tag))}::text[],
                       ${hidden(({ columns }) => columns.map(({ column }) => column))}::text[]) as deny (namespace, name, tag, path)
    where (${word} like deny.path or ${word} like deny.path || '.%') and ${isCalled(node, belief)}
      and (deny.tag is null or exists (
        select from ${tagsOf(node, belief)} as label
        where label.tag in (deny.tag, '?') and (label.field is null or label.field = ${word} or starts_with(${word}, label.field || '.')))))`;
}

/** Whether a facet of a dataset or job is hidden from the asker. */
export function isFacetHidden(node: string, facet: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`exists (
    select from unnest(${hidden(({ facets }) => facets.map(({ namespace }) => namespace))}::text[],
                       ${hidden(({ facets }) => facets.map(({ name }) => name))}::text[],
                       ${hidden(({ facets }) => facets.map((each) => each.facet))}::text[]) as deny (namespace, name, facet)
    where ${words(facet)} like deny.facet and ${isCalled(node, belief)})`;
}
