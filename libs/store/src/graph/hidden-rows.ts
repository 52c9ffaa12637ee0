import type { RowRule, RowRules } from '#access';
import type { NodeId } from '#lineage';

import { nanosecondsWithin, postgresTime } from '../map/rows.ts';
import { type Asked, type Belief, believed, holds, ours } from './asked.ts';
import type { Hiding, Scope } from './hiding.ts';
import { type Piece, sql, words } from './piece.ts';

/** In each statement of a scoped form, for `question` chose that form because there is something to hide. */
function hidden<Result>(read: (hiding: Hiding) => Result): (asked: Asked) => Result {
  return ({ hiding }) => {
    if (hiding === undefined) throw new Error('a statement hides things from somebody who sees all');
    return read(hiding);
  };
}

/** Ours, believed and true now, as far as it is known now. */
export function holdsNow(alias: string): Piece<Asked> {
  const table = words(alias);
  return sql<Asked>`(${ours(alias)} and ${table}.known_to = 9223372036854775807
    and (${table}.valid_from, ${table}.valid_from_ns)
      <= (${hidden(({ present }) => postgresTime(present))}::timestamptz, ${hidden(({ present }) => nanosecondsWithin(present))}::smallint)
    and (${table}.valid_to, ${table}.valid_to_ns)
      > (${hidden(({ present }) => postgresTime(present))}::timestamptz, ${hidden(({ present }) => nanosecondsWithin(present))}::smallint))`;
}

/** True at the asked times, or now as far as it is known now. */
export function countsFor(alias: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`((${holds(alias, belief)}) or ${holdsNow(alias)})`;
}

/** A half-open span of event time, as Postgres takes it: microseconds. */
export interface SpanOfTime {
  readonly begins: string;
  readonly ends: string;
}

/** True at any instant of a span, or now, as far as it is known now. */
export function countsWithin(alias: string): Piece<Asked & SpanOfTime> {
  return sql<Asked & SpanOfTime>`((${ours(alias)} and ${believed(alias, 'current')} and ${overlaps(alias)}) or ${holdsNow(alias)})`;
}

function overlaps(alias: string): Piece<SpanOfTime> {
  const table = words(alias);
  return sql<SpanOfTime>`(${table}.valid_from < ${({ ends }) => ends}::timestamptz
    and (${table}.valid_to, ${table}.valid_to_ns) > (${({ begins }) => begins}::timestamptz, 0::smallint))`;
}

/** The nodes that are one dataset with a node, itself among them, as a subquery. */
function sameAs(node: string, belief: Belief): Piece<Asked> {
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

/**
 * The nodes that are one dataset with each of some nodes, itself among them, as expressions for `with`: the last is `same (id, node)`. Found set by set: asked node
 * by node, as `sameAs` does, a thousand of them took ten times as long (2026-11-22).
 */
export function sameAsEach<Question extends Asked>(read: (question: Question) => readonly NodeId[], belief: Belief): Piece<Question> {
  return sameAsEachBy<Question>(read, (alias) => countsFor(alias, belief));
}

/** As `sameAsEach`, by which names count as one. */
export function sameAsEachBy<Question extends Asked>(
  read: (question: Question) => readonly NodeId[],
  counts: (alias: string) => Piece<Question>,
): Piece<Question> {
  return sql<Question>`given as materialized (select asked.id from unnest(${read}::bigint[]) as asked (id)),
    canonical as materialized (
      select given.id, given.id as node from given
      union select given.id, own.canonical from given join hot.identity as own on own.node = given.id and ${counts('own')}
    ),
    same as materialized (
      select canonical.id, canonical.node from canonical
      union select canonical.id, other.node from canonical join hot.identity as other on other.canonical = canonical.node and ${counts('other')}
    )`;
}

/** The tags of a dataset, under all of its names, and when they are there: a subquery for `from`, with `field`, `tag`, `was` (at the asked times) and `is` (now). */
function tagsOf(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`(
    select label.field, label.tag, bool_or(tagged.was) as was, bool_or(tagged.is) as is
    from (
      select tagged.content, (${holds('tagged', belief)}) as was, ${holdsNow('tagged')} as is from hot.facet as tagged
      where tagged.node in ${sameAs(node, belief)} and tagged.name = 'tags' and ${countsFor('tagged', belief)}
    ) as tagged
    join hot.facet_content as content on content.tenant = ${({ tenant }) => tenant}::int and content.hash = tagged.content
    cross join lateral hot.tags_of(content.body) as label
    group by label.field, label.tag)`;
}

/**
 * Whether data bore a label at the asked time or bear it now, as it is known now or was believed at the asked size. Labels of now that are told of an earlier
 * time count for it: a tag may come later than the data.
 */
export function isBorne(alias: string, belief: Belief): Piece<Asked> {
  const table = words(alias);
  const at = (time: Piece<Asked>): Piece<Asked> =>
    sql<Asked>`(${table}.valid_from, ${table}.valid_from_ns) <= (${time}) and (${table}.valid_to, ${table}.valid_to_ns) > (${time})`;
  const asked = sql<Asked>`${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint`;
  const present = sql<Asked>`${hidden((hiding) => postgresTime(hiding.present))}::timestamptz, ${hidden((hiding) => nanosecondsWithin(hiding.present))}::smallint`;
  return sql<Asked>`${ours(alias)} and (${table}.known_to = 9223372036854775807 or (${believed(alias, belief)})) and ((${at(asked)}) or (${at(present)}))`;
}

/** Whether data bore a label at any instant of a span or bear it now, as it is known now. */
export function isBorneWithin(alias: string): Piece<Asked & SpanOfTime> {
  return sql<Asked & SpanOfTime>`${ours(alias)} and ${believed(alias, 'current')} and (${overlaps(alias)} or ${holdsNow(alias)})`;
}

/** What the data of a dataset bear, under all of its names: a subquery for `from`, with `field` and `word`. */
function heldBy(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`(
    select kept.field, (array['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'])[kept.level] || ' ' || (array['plain', 'pseudonymised', 'inferred'])[kept.form] as word
    from hot.label as kept where kept.node in ${sameAs(node, belief)} and ${isBorne('kept', belief)})`;
}

/** Some rules as a relation named `rule`. */
function rulesIn(read: (rules: RowRules) => readonly RowRule[]): Piece<Asked> {
  return sql<Asked>`jsonb_to_recordset(${hidden(({ rules }) => JSON.stringify(read(rules)))}::jsonb)
    as rule (namespace text, name text, tag text, held text[], part text, within text[], owned text[], "isOwned" boolean, "isByName" boolean)`;
}

/** Whether `rule` fits the name `called`, as far as it asks for names and owners. */
function fitsName(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`called.namespace like rule.namespace and called.name like rule.name
    and (rule.within is null or called.namespace like any (rule.within))
    and (rule.owned is null or rule."isOwned" = case when rule."isByName" then called.namespace like any (rule.owned)
      else exists (select from hot.node as held where ${ours('held')} and held.id in ${sameAs(node, belief)} and held.namespace like any (rule.owned)) end)`;
}

function called(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`hot.node as called where ${ours('called')} and called.id in ${sameAs(node, belief)}`;
}

/** By any of its names, and where a rule asks for a tag, by its own. */
function isDenied(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`exists (
    select from ${rulesIn(({ deny }) => deny.whole)}
    where exists (select from ${called(node, belief)} and ${fitsName(node, belief)})
      and (rule.tag is null or exists (select from ${tagsOf(node, belief)} as label where label.field is null and label.tag in (rule.tag, '?')))
      and (rule.held is null or exists (select from ${heldBy(node, belief)} as held where held.field is null and held.word = any (rule.held))))`;
}

/** By each of its names, and where a rule asks for a tag, by one of its own that is there at both times. With `facet`: that facet of it. */
function isAllowed(node: string, belief: Belief, facet?: string): Piece<Asked> {
  const rules = rulesIn(({ allow }) => (facet === undefined ? allow.whole : [...allow.whole, ...allow.facets]));
  const byName = fitsName(node, belief);
  const fits = facet === undefined ? byName : sql<Asked>`(rule.part is null or ${words(facet)} like rule.part) and ${byName}`;
  return sql<Asked>`(${hidden(({ rules }) => rules.isOpen)}::boolean or not exists (
    select from ${called(node, belief)} and not exists (
      select from ${rules}
      where ${fits}
        and (rule.tag is null or exists (
          select from ${tagsOf(node, belief)} as label where label.field is null and label.tag = rule.tag and label.tag <> '?' and label.was and label.is)))))`;
}

/** Whether a dataset is hidden from the asker. */
export function isHidden(node: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`(${isDenied(node, belief)} or not ${isAllowed(node, belief)})`;
}

/** Whether a column of a dataset that is not hidden is hidden from the asker: by its own path, or with a field around it. */
export function isColumnHidden(node: string, path: string, belief: Belief): Piece<Asked> {
  const word = words(path);
  return sql<Asked>`exists (
    select from ${rulesIn(({ deny }) => deny.columns)}
    where (${word} like rule.part or ${word} like rule.part || '.%')
      and exists (select from ${called(node, belief)} and ${fitsName(node, belief)})
      and (rule.tag is null or exists (
        select from ${tagsOf(node, belief)} as label
        where label.tag in (rule.tag, '?') and (label.field is null or label.field = ${word} or starts_with(${word}, label.field || '.'))))
      and (rule.held is null or exists (
        select from ${heldBy(node, belief)} as held
        where held.word = any (rule.held) and (held.field is null or held.field = ${word} or starts_with(${word}, held.field || '.')))))`;
}

/** Whether a facet of a dataset is hidden from the asker that is not. */
export function isFacetHidden(node: string, facet: string, belief: Belief): Piece<Asked> {
  const word = words(facet);
  return sql<Asked>`(exists (
    select from ${rulesIn(({ deny }) => deny.facets)}
    where ${word} like rule.part and exists (select from ${called(node, belief)} and ${fitsName(node, belief)})
  ) or ${isDenied(node, belief)} or not ${isAllowed(node, belief, facet)})`;
}

/** Whether `rule` fits a job, by the one name that it has: `job` is a node. */
function fitsJob(job: string): Piece<Asked> {
  const it = words(job);
  return sql<Asked>`${it}.namespace like rule.namespace and ${it}.name like rule.name
    and (rule.within is null or ${it}.namespace like any (rule.within))
    and (rule.owned is null or rule."isOwned" = (${it}.namespace like any (rule.owned)))`;
}

/** Whether a job is hidden from the asker, and with it its runs: `job` is its node. Names alone decide, so nothing else is read. */
export function isJobHidden(job: string): Piece<Asked> {
  return sql<Asked>`(exists (select from ${rulesIn(({ deny }) => deny.jobs)} where ${fitsJob(job)})
    or not (${hidden(({ rules }) => rules.isOpen)}::boolean or exists (select from ${rulesIn(({ allow }) => allow.jobs)} where ${fitsJob(job)})))`;
}

/** Whether a facet of a job is hidden from the asker. */
export function isJobFacetHidden(job: string, facet: string): Piece<Asked> {
  const word = words(facet);
  return sql<Asked>`(exists (select from ${rulesIn(({ deny }) => [...deny.jobs, ...deny.facets])}
      where (rule.part is null or ${word} like rule.part) and ${fitsJob(job)})
    or not (${hidden(({ rules }) => rules.isOpen)}::boolean or exists (select from ${rulesIn(({ allow }) => [...allow.jobs, ...allow.facets])}
      where (rule.part is null or ${word} like rule.part) and ${fitsJob(job)})))`;
}

/** Left out of a statement that shows all. */
export function unlessJobHidden(job: string, scope: Scope): Piece<Asked> {
  return scope === 'whole' ? sql<Asked>`` : sql<Asked>`and not ${isJobHidden(job)}`;
}
