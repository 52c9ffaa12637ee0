import { compareUtf8 } from '#foundation';
import type { Name, NodeKind } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { numberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, ours, question } from './asked.ts';
import type { Scope } from './hiding.ts';
import { type GraphNode, graphNodeIn, isThere } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';

/** Names that are looked at in one statement beside those that are asked for: some are other names of a dataset, or are not there. */
const SPARE = 150;
/** Sorts after every text that Postgres holds. */
const LAST = '\u{10ffff}'.repeat(4);

export interface NodeRange {
  readonly kind: NodeKind;
  /** Undefined: all of them. */
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  /** The name after which the page begins. */
  readonly after: Name | undefined;
  readonly limit: number;
}

/**
 * What is there, by namespace and name: jobs, and datasets each once, under the canonical name. One statement where nearly all names are there; it goes by
 * the index of names and looks at little more than it gives.
 */
export async function presentNodes(asked: Asked, range: NodeRange): Promise<readonly GraphNode[]> {
  const { namespace, namePrefix, limit } = range;
  const read = namespace !== undefined ? IN_NAMESPACE : namePrefix === '' ? IN_ALL : ACROSS;
  const there: GraphNode[] = [];
  let after = range.after;
  for (;;) {
    const names: Names = {
      kind: NODE_KIND[range.kind],
      namespace: namespace ?? '',
      prefix: namePrefix,
      upTo: `${namePrefix}${LAST}`,
      afterNamespace: after?.namespace ?? '',
      after: after?.name ?? '',
      from: after !== undefined && compareUtf8(after.name, namePrefix) > 0 ? after.name : namePrefix,
      looked: limit + SPARE,
    };
    const rows: readonly Row[] = await read(asked, names);
    const last = rows.at(-1);
    there.push(...rows.slice(0, -1).map(graphNodeIn));
    if (last === undefined || numberIn(last, 'looked') < names.looked || there.length >= limit) return there.slice(0, limit);
    after = { namespace: textIn(last, 'namespace'), name: textIn(last, 'name') };
  }
}

export interface NamespaceCount {
  readonly namespace: string;
  readonly datasets: number;
  readonly jobs: number;
}

/** Namespaces after one, by name, with what is there in each, counted up to a bound. One statement. */
export async function namespaces(
  asked: Asked,
  page: { readonly after: string; readonly limit: number; readonly countMax: number },
): Promise<readonly NamespaceCount[]> {
  const rows = await NAMESPACES(asked, page);
  return rows.map((row) => ({ namespace: textIn(row, 'namespace'), datasets: numberIn(row, 'datasets'), jobs: numberIn(row, 'jobs') }));
}

interface Names {
  readonly kind: number;
  readonly namespace: string;
  readonly prefix: string;
  readonly upTo: string;
  readonly afterNamespace: string;
  readonly after: string;
  /** The greater of `prefix` and `after`: where the index is entered. */
  readonly from: string;
  readonly looked: number;
}

// The index of names holds the first 200 characters of both parts, in that order: ranges are of those, and what is longer is compared besides.

/** Those of some names that are there, and a row more: how many were looked at, and which of them was the last. What is not there does not come out, so that nothing tells it from what is hidden. */
function lookedAt(found: Piece<Asked & Names>, belief: Belief, scope: Scope): Piece<Asked & Names> {
  return sql<Asked & Names>`
    with looked as materialized (
      select found.id, found.kind, found.namespace, found.name, row_number() over (order by found.namespace, found.name) as place
      from (${found} limit ${({ looked }) => looked}::int) as found
    ), last as (
      select looked.namespace, looked.name, looked.place from looked order by looked.place desc limit 1
    )
    select node.id as node, node.kind, node.namespace, node.name, node.place as looked, false as is_last
    from looked as node where ${isThere(belief, scope)}
    union all
    select null, null, last.namespace, last.name, coalesce(last.place, 0), true from (values (true)) as one (row) left join last on true
    order by is_last, looked`;
}

const IN_ALL = question<Names>((belief, scope) =>
  lookedAt(
    sql<Asked & Names>`
      select node.id, node.kind, node.namespace, node.name from hot.node as node
      where ${ours('node')} and node.kind = ${({ kind }) => kind}::smallint
        and (left(node.namespace, 200), left(node.name, 200)) >= (left(${({ afterNamespace }) => afterNamespace}::text, 200), left(${({ after }) => after}::text, 200))
        and (node.namespace, node.name) > (${({ afterNamespace }) => afterNamespace}::text, ${({ after }) => after}::text)
      order by left(node.namespace, 200), left(node.name, 200), node.namespace, node.name`,
    belief,
    scope,
  ),
);

const IN_NAMESPACE = question<Names>((belief, scope) =>
  lookedAt(
    sql<Asked & Names>`
      select node.id, node.kind, node.namespace, node.name from hot.node as node
      where ${ours('node')} and node.kind = ${({ kind }) => kind}::smallint
        and left(node.namespace, 200) = left(${({ namespace }) => namespace}::text, 200) and node.namespace = ${({ namespace }) => namespace}::text
        and left(node.name, 200) between left(${({ from }) => from}::text, 200) and left(${({ upTo }) => upTo}::text, 200)
        and starts_with(node.name, ${({ prefix }) => prefix}::text) and node.name > ${({ after }) => after}::text
      order by left(node.name, 200), node.name`,
    belief,
    scope,
  ),
);

/** The next namespace of one kind after that of a step, by the first 200 characters. */
function nextNamespace<More>(kind: Piece<Asked & More>): Piece<Asked & More> {
  return sql<Asked & More>`
    (select left(node.namespace, 200) from hot.node as node where ${ours('node')} and node.kind = ${kind} and left(node.namespace, 200) > step.namespace
     order by left(node.namespace, 200) limit 1)`;
}

/** A prefix in all namespaces: from one to the next by the index, and in each by the prefix. */
const ACROSS = question<Names>((belief, scope) =>
  lookedAt(
    sql<Asked & Names>`
      with recursive step (namespace) as (
        select left(${({ afterNamespace }) => afterNamespace}::text, 200) collate "C"
        union all
        select ${nextNamespace(sql<Names>`${({ kind }) => kind}::smallint`)} from step where step.namespace is not null
      )
      select found.id, found.kind, found.namespace, found.name
      from step cross join lateral (
        select node.id, node.kind, node.namespace, node.name from hot.node as node
        where ${ours('node')} and node.kind = ${({ kind }) => kind}::smallint and left(node.namespace, 200) = step.namespace
          and left(node.name, 200) between left(${({ prefix }) => prefix}::text, 200) and left(${({ upTo }) => upTo}::text, 200)
          and starts_with(node.name, ${({ prefix }) => prefix}::text)
          and (node.namespace, node.name) > (${({ afterNamespace }) => afterNamespace}::text, ${({ after }) => after}::text)
        order by left(node.name, 200), node.namespace, node.name limit ${({ looked }) => looked}::int
      ) as found`,
    belief,
    scope,
  ),
);

interface NamespacePage {
  readonly after: string;
  readonly limit: number;
  readonly countMax: number;
}

function countOf(kind: Piece<unknown>, belief: Belief, scope: Scope): Piece<Asked & NamespacePage> {
  return sql<Asked & NamespacePage>`
    (select count(*) from (
       select from hot.node as node where ${ours('node')} and node.kind = ${kind} and left(node.namespace, 200) = step.namespace and ${isThere(belief, scope)}
       limit ${({ countMax }) => countMax}::int) as counted)`;
}

const DATASET = sql<unknown>`1`;
const JOB = sql<unknown>`2`;

/** From namespace to namespace by the index, not by counting all nodes. Longer names that begin alike are one here. */
const NAMESPACES = question<NamespacePage>(
  (belief, scope) => sql`
    with recursive step (namespace, place) as (
      select left(${({ after }) => after}::text, 200) collate "C", 0
      union all
      select least(${nextNamespace(DATASET)}, ${nextNamespace(JOB)}), step.place + 1 from step where step.namespace is not null
    )
    select step.namespace, number.datasets, number.jobs
    from step cross join lateral (select ${countOf(DATASET, belief, scope)} as datasets, ${countOf(JOB, belief, scope)} as jobs) as number
    where step.place > 0 and step.namespace is not null and (number.datasets > 0 or number.jobs > 0)
    limit ${({ limit }) => limit}::int`,
);
