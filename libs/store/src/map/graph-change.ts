import { type Name, nameKey } from '#lineage';

import type { Session } from '../sql/session.ts';
import { MODE, named, NODE_KIND, STATEMENT_KIND } from './codes.ts';
import type { Place } from './place.ts';
import { numberIn, type Row, textIn } from './rows.ts';

/** What became of a thing between two sizes: it holds at no time any more; it held still and now has an end; it is there again; or at other times. */
export type Change = 'gone' | 'ended' | 'back' | 'changed';

/** How many things changed in each way, and the first of them by name. */
export interface Changes extends Readonly<Record<Change, number>> {
  readonly first: readonly { readonly change: Change; readonly name: string }[];
}

/** What differs between a graph at two sizes. */
export interface GraphChange {
  readonly events: { readonly takenOut: number; readonly putBack: number };
  /** Runs that those events belong to. */
  readonly runs: { readonly touched: number; readonly first: readonly string[] };
  readonly nodes: Changes;
  readonly edges: Changes;
}

/** A graph's difference, and the datasets that its first names are of, each once. */
export interface NamedGraphChange {
  readonly change: GraphChange;
  readonly datasets: readonly Name[];
}

/** Names that are shown of each kind of thing. */
const NAMES_SHOWN_MAX = 20;

/** The sizes that are compared, the smaller first. */
interface Sizes {
  readonly before: bigint;
  readonly after: bigint;
}

/** Compares a graph with itself at two sizes. Looks at every edge, for edges are not found by when they were known: for rare questions alone. */
export async function graphChange(session: Session, at: Place, sizes: Sizes): Promise<NamedGraphChange> {
  const ofEvents = { events: await events(session, at, sizes), runs: await runs(session, at, sizes) };
  const ofNodes = await nodes(session, at, sizes);
  const ofEdges = await edges(session, at, sizes);
  const datasets = [...datasetsIn(ofNodes, ['']), ...datasetsIn(ofEdges, ['source_', 'target_'])];
  return {
    change: { ...ofEvents, nodes: changesIn(ofNodes, nodeName), edges: changesIn(ofEdges, edgeName) },
    datasets: [...new Map(datasets.map((name) => [nameKey(name), name])).values()],
  };
}

async function events(session: Session, { tenant, generation }: Place, { before, after }: Sizes): Promise<GraphChange['events']> {
  const [row = {}] = await session.rows`
    select count(*) filter (where judged.before and not judged.after)::int as taken_out, count(*) filter (where judged.after and not judged.before)::int as put_back
    from (select bool_or(o.known_from <= ${before}::bigint and o.known_to > ${before}::bigint) as before,
                 bool_or(o.known_from <= ${after}::bigint and o.known_to > ${after}::bigint) as after
          from hot.observation as o where o.tenant = ${tenant}::int and o.generation = ${generation}::int group by o.position) as judged`;
  return { takenOut: numberIn(row, 'taken_out'), putBack: numberIn(row, 'put_back') };
}

async function runs(session: Session, { tenant, generation }: Place, { before, after }: Sizes): Promise<GraphChange['runs']> {
  const rows = await session.rows`
    with touched as materialized (
      select distinct o.run from hot.observation as o
      where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.run is not null
        and (o.known_from > ${before}::bigint and o.known_from <= ${after}::bigint or o.known_to > ${before}::bigint and o.known_to <= ${after}::bigint)
    )
    select counted.touched, shown.namespace, shown.name, shown.run_id
    from (select count(*)::int as touched from touched) as counted
    left join lateral (
      select job.namespace, job.name, run.run_id from touched
      join hot.run as run on run.tenant = ${tenant}::int and run.generation = ${generation}::int and run.id = touched.run
      join hot.node as job on job.tenant = run.tenant and job.generation = run.generation and job.id = run.job
      order by job.namespace, job.name, run.run_id limit ${NAMES_SHOWN_MAX}::int
    ) as shown on true
    order by shown.namespace, shown.name, shown.run_id`;
  const first = rows.filter((row) => row['run_id'] !== null).map((row) => `${nameIn(row, '')} / ${textIn(row, 'run_id')}`);
  return { touched: numberIn(rows[0] ?? {}, 'touched'), first };
}

async function nodes(session: Session, { tenant, generation }: Place, { before, after }: Sizes): Promise<readonly Row[]> {
  return session.rows`
    with judged as (
      select presence.node, bool_or(presence.known_from <= ${before}::bigint and presence.known_to > ${before}::bigint) as before,
             bool_or(presence.known_from <= ${after}::bigint and presence.known_to > ${after}::bigint) as after,
             bool_or(presence.known_from <= ${before}::bigint and presence.known_to > ${before}::bigint and presence.valid_to = 'infinity') as open_before,
             bool_or(presence.known_from <= ${after}::bigint and presence.known_to > ${after}::bigint and presence.valid_to = 'infinity') as open_after
      from hot.presence as presence where presence.tenant = ${tenant}::int and presence.generation = ${generation}::int
      group by presence.node having bool_or(presence.known_from > ${before}::bigint or presence.known_to > ${before}::bigint and presence.known_to <= ${after}::bigint)
    ), changed as materialized (
      select judged.node, case when not judged.after then 'gone' when not judged.before then 'back'
                               when judged.open_before and not judged.open_after then 'ended' else 'changed' end as change
      from judged where judged.before or judged.after
    )
    select counted.*, shown.* from (
      select count(*) filter (where changed.change = 'gone')::int as gone, count(*) filter (where changed.change = 'ended')::int as ended,
             count(*) filter (where changed.change = 'back')::int as back, count(*) filter (where changed.change = 'changed')::int as changed
      from changed) as counted
    left join lateral (
      select changed.change, node.kind, node.namespace, node.name from changed
      join hot.node as node on node.tenant = ${tenant}::int and node.generation = ${generation}::int and node.id = changed.node
      order by node.namespace, node.name, node.kind limit ${NAMES_SHOWN_MAX}::int
    ) as shown on true
    order by shown.namespace, shown.name, shown.kind`;
}

async function edges(session: Session, { tenant, generation }: Place, { before, after }: Sizes): Promise<readonly Row[]> {
  return session.rows`
    with judged as (
      select edge.statement, edge.mode, bool_or(edge.known_from <= ${before}::bigint and edge.known_to > ${before}::bigint) as before,
             bool_or(edge.known_from <= ${after}::bigint and edge.known_to > ${after}::bigint) as after,
             bool_or(edge.known_from <= ${before}::bigint and edge.known_to > ${before}::bigint and edge.valid_to = 'infinity') as open_before,
             bool_or(edge.known_from <= ${after}::bigint and edge.known_to > ${after}::bigint and edge.valid_to = 'infinity') as open_after
      from hot.edge as edge where edge.tenant = ${tenant}::int and edge.generation = ${generation}::int
      group by edge.statement, edge.mode having bool_or(edge.known_from > ${before}::bigint or edge.known_to > ${before}::bigint and edge.known_to <= ${after}::bigint)
    ), changed as materialized (
      select judged.statement, judged.mode, case when not judged.after then 'gone' when not judged.before then 'back'
                                                 when judged.open_before and not judged.open_after then 'ended' else 'changed' end as change
      from judged where judged.before or judged.after
    )
    select counted.*, shown.* from (
      select count(*) filter (where changed.change = 'gone')::int as gone, count(*) filter (where changed.change = 'ended')::int as ended,
             count(*) filter (where changed.change = 'back')::int as back, count(*) filter (where changed.change = 'changed')::int as changed
      from changed) as counted
    left join lateral (
      select changed.change, changed.mode, statement.kind, source.namespace as source_namespace, source.name as source_name, source.kind as source_kind, statement.source_field,
             target.namespace as target_namespace, target.name as target_name, target.kind as target_kind, statement.target_field, statement.id
      from changed
      join hot.statement as statement on statement.tenant = ${tenant}::int and statement.generation = ${generation}::int and statement.id = changed.statement
      join hot.node as target on target.tenant = statement.tenant and target.generation = statement.generation and target.id = statement.target
      left join hot.node as source on source.tenant = statement.tenant and source.generation = statement.generation and source.id = statement.source
      order by target.namespace, target.name, source.namespace, source.name, statement.kind, statement.source_field, statement.target_field, statement.id, changed.mode
      limit ${NAMES_SHOWN_MAX}::int
    ) as shown on true
    order by shown.target_namespace, shown.target_name, shown.source_namespace, shown.source_name, shown.kind, shown.source_field, shown.target_field, shown.id, shown.mode`;
}

function changesIn(rows: readonly Row[], nameOf: (row: Row) => string): Changes {
  const [counts = {}] = rows;
  const shown = rows.filter((row) => row['change'] !== null);
  return {
    gone: numberIn(counts, 'gone'),
    ended: numberIn(counts, 'ended'),
    back: numberIn(counts, 'back'),
    changed: numberIn(counts, 'changed'),
    first: shown.map((row) => ({ change: row['change'] as Change, name: nameOf(row) })), // the four words of the query
  };
}

/** What some ends of what changed are called that are datasets. */
function datasetsIn(rows: readonly Row[], ends: readonly string[]): readonly Name[] {
  return rows.flatMap((row) =>
    ends.flatMap((end) =>
      row[`${end}kind`] === NODE_KIND.dataset ? [{ namespace: textIn(row, `${end}namespace`), name: textIn(row, `${end}name`) }] : [],
    ),
  );
}

function nodeName(row: Row): string {
  return `${named(NODE_KIND, numberIn(row, 'kind'))} ${nameIn(row, '')}`;
}

/** `column: db / a . id -> db / b . id (declared)` */
function edgeName(row: Row): string {
  const field = (column: string): string => (row[column] === null ? '' : ` . ${textIn(row, column)}`);
  const source = row['source_name'] === null ? 'nothing' : `${nameIn(row, 'source_')}${field('source_field')}`;
  const mode = numberIn(row, 'mode') === MODE.declared ? ' (declared)' : '';
  return `${named(STATEMENT_KIND, numberIn(row, 'kind'))}: ${source} -> ${nameIn(row, 'target_')}${field('target_field')}${mode}`;
}

function nameIn(row: Row, prefix: string): string {
  return `${textIn(row, `${prefix}namespace`)} / ${textIn(row, `${prefix}name`)}`;
}
