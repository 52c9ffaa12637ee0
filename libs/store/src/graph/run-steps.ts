import type { Instant } from '#foundation';
import type { NodeId, RunKey } from '#lineage';

import { instantIn, instantLists, numberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, believed, canonicalOf, holds, ours, question, said } from './asked.ts';
import { unlessJobHidden } from './hidden-rows.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';
import { datasetsOf, lastEvents } from './run-reader.ts';
import { comparePlaces, type Frontier, type Point, runPoint, type Step, type Stepping } from './walk.ts';

/** Events of a run that are looked at. A batch run has a handful; of a stream the last ones tell what it uses now. */
export const RUN_EVENTS_MAX = 200;
/** Runs that read one dataset, by one of its names, after it was written: as many as are looked at for one step. A shared table has a reader a minute. */
export const RUN_READERS_MAX = 500;

/**
 * Steps from run to run: whoever wrote a dataset last, before the end of the run that reads it, is upstream of that run. The end is the reader's last
 * event at the asked times. By three statements upstream and five downstream.
 */
export const runSteps: Stepping = async (asked, { points, direction, after, limit }: Frontier) => {
  const { uses, hasMoreEvents } = await usesOf(asked, points, direction === 'upstream' ? 'input' : 'output');
  const { links, hasMoreReaders } =
    direction === 'upstream' ? { links: await writersFor(asked, uses), hasMoreReaders: false } : await readersOf(asked, uses);
  const steps = links
    .map((link) => stepOf(link, direction))
    .filter(({ far }) => after === undefined || comparePlaces(far, after) > 0)
    .sort((left, right) => comparePlaces(left.far, right.far))
    .slice(0, limit);
  return {
    steps,
    cuts: [...(hasMoreEvents ? (['run-events'] as const) : []), ...(hasMoreReaders ? (['run-readers'] as const) : [])],
    ahead: [],
  };
};

/** A run's use of a dataset, and the times of its first and last event. */
interface Use {
  readonly run: RunKey;
  readonly point: Point;
  readonly dataset: NodeId;
  readonly began: Instant;
  readonly last: Instant;
}

interface Link {
  readonly writer: Point;
  readonly reader: Point;
  readonly dataset: GraphNode;
  readonly written: { readonly position: bigint; readonly time: Instant };
}

async function usesOf(
  asked: Asked,
  points: readonly Point[],
  role: 'input' | 'output',
): Promise<{ readonly uses: readonly Use[]; readonly hasMoreEvents: boolean }> {
  const runs = points.flatMap((point) => (point.run === undefined ? [] : [{ point, run: point.run }]));
  const last = await lastEvents(
    asked,
    runs.map(({ run }) => run),
    RUN_EVENTS_MAX,
  );
  const datasets = await datasetsOf(asked, new Map([...last].map(([run, { events }]) => [run, events])));
  const uses = runs.flatMap(({ point, run }): readonly Use[] => {
    const events = last.get(run)?.events ?? [];
    const [from, to] = [events[0], events.at(-1)];
    if (from === undefined || to === undefined) return [];
    const used = new Set((datasets.get(run) ?? []).filter((each) => each.role === role).map(({ canonical }) => canonical.node));
    return [...used].map((dataset) => ({ run, point, dataset, began: from.time, last: to.time }));
  });
  return { uses, hasMoreEvents: [...last.values()].some(({ hasMore }) => hasMore) };
}

async function writersFor(asked: Asked, uses: readonly Use[]): Promise<readonly Link[]> {
  if (uses.length === 0) return [];
  const { at, ns } = instantLists(uses.map(({ last }) => last));
  const rows = await WRITERS(asked, {
    runs: uses.map(({ run }) => run),
    datasets: uses.map(({ dataset }) => dataset),
    before: at,
    beforeNs: ns,
  });
  return rows.flatMap((row): Link[] => {
    const use = uses[numberIn(row, 'ordinal') - 1];
    return use === undefined ? [] : [{ writer: runPointIn(row), reader: use.point, dataset: viaDatasetIn(row), written: writtenIn(row) }];
  });
}

/** Of those who read afterwards, the ones for whom nobody else wrote in between. */
async function readersOf(
  asked: Asked,
  uses: readonly Use[],
): Promise<{ readonly links: readonly Link[]; readonly hasMoreReaders: boolean }> {
  if (uses.length === 0) return { links: [], hasMoreReaders: false };
  const [from, to] = [instantLists(uses.map(({ began }) => began)), instantLists(uses.map(({ last }) => last))];
  const rows = await READERS(asked, {
    runs: uses.map(({ run }) => run),
    datasets: uses.map(({ dataset }) => dataset),
    from: from.at,
    fromNs: from.ns,
    to: to.at,
    toNs: to.ns,
  });
  const readers = rows.map((row): Use => ({
    run: numberIn(row, 'run') as RunKey,
    point: runPointIn(row),
    dataset: numberIn(row, 'via') as NodeId,
    began: instantIn(row, 'last'),
    last: instantIn(row, 'last'),
  }));
  const writers = new Set(uses.map(({ run, dataset }) => `${run} ${dataset}`));
  const links = await writersFor(asked, readers);
  return {
    links: links.filter(({ writer, dataset }) => writers.has(`${writer.run ?? ''} ${dataset.node}`)),
    hasMoreReaders: rows.some((row) => row['has_more'] === true),
  };
}

function stepOf({ writer, reader, dataset, written }: Link, direction: Frontier['direction']): Step {
  return {
    far: direction === 'upstream' ? writer : reader,
    leadsOn: true,
    edge: {
      source: writer.key,
      target: reader.key,
      via: dataset,
      kind: 'inferred',
      origin: 'io',
      since: written.time,
      transformation: undefined,
      claims: [],
      written,
    },
  };
}

function runPointIn(row: Row): Point {
  return runPoint({ run: numberIn(row, 'run') as RunKey, runId: textIn(row, 'run_id'), job: graphNodeIn(row) });
}

function viaDatasetIn(row: Row): GraphNode {
  return { node: numberIn(row, 'via') as NodeId, kind: 'dataset', namespace: textIn(row, 'via_namespace'), name: textIn(row, 'via_name') };
}

function writtenIn(row: Row): Link['written'] {
  return { position: BigInt(numberIn(row, 'position')), time: instantIn(row, 'time') };
}

/** All names of the dataset of each row of `given`. */
function names(belief: Belief): Piece<Asked> {
  return sql<Asked>`
    select given.*, given.dataset as node from given
    union all
    select given.*, other.node from given join hot.identity as other on other.canonical = given.dataset and ${holds('other', belief)}`;
}

/** Whether the event that mentions a dataset shows it as an output (2) or an input (1). */
function shows(kind: 1 | 2, belief: Belief): Piece<Asked> {
  const end = kind === 1 ? sql<Asked>`shown.source` : sql<Asked>`shown.target`;
  return sql<Asked>`${ours('o')} and ${believed('o', belief)} and o.position = m.position and o.run is not null
    and exists (select from hot.statement_set as set join hot.statement as shown on ${ours('shown')} and shown.id = any (set.members)
                where ${ours('set')} and set.id = o.statements and shown.kind = ${() => kind}::smallint and ${end} = m.node)`;
}

interface Given {
  readonly runs: readonly RunKey[];
  readonly datasets: readonly NodeId[];
}

const WRITERS = question<Given & { readonly before: readonly string[]; readonly beforeNs: readonly number[] }>(
  (belief) => sql`
    with given as (
      select each.* from unnest(${({ runs }) => runs}::bigint[], ${({ datasets }) => datasets}::bigint[], ${({ before }) => before}::timestamptz[],
                                ${({ beforeNs }) => beforeNs}::smallint[])
        with ordinality as each (reader, dataset, before, before_ns, ordinal)
    ), named as (${names(belief)}
    ), wrote as (
      select distinct on (named.ordinal) named.ordinal, named.dataset, last.*
      from named
      cross join lateral (
        select o.run, o.position, m.time, m.time_ns, m.digest from hot.mention as m
        join hot.observation as o on ${shows(2, belief)}
        where m.node = named.node and ${said('m', belief)} and (m.role & 20) <> 0 and o.run <> named.reader
          and (m.time, m.time_ns) <= (named.before, named.before_ns)
        order by m.time desc, m.time_ns desc, m.digest desc limit 1
      ) as last
      order by named.ordinal, last.time desc, last.time_ns desc, last.digest desc
    )
    select wrote.ordinal, wrote.run, wrote.position, wrote.time, wrote.time_ns, run.run_id, job.id as node, job.kind, job.namespace, job.name,
           via.id as via, via.namespace as via_namespace, via.name as via_name
    from wrote
    join hot.run as run on ${ours('run')} and run.id = wrote.run
    join hot.node as job on ${ours('job')} and job.id = run.job
    join hot.node as via on ${ours('via')} and via.id = wrote.dataset
    order by wrote.ordinal`,
);

interface Span extends Given {
  readonly from: readonly string[];
  readonly fromNs: readonly number[];
  readonly to: readonly string[];
  readonly toNs: readonly number[];
}

/**
 * Who reads between a run's first event and the first writing of another after its last: each with its own last event. Of those that the asker sees, for they
 * are counted here.
 */
const READERS = question<Span>(
  (belief, scope) => sql`
    with given as (
      select each.* from unnest(${({ runs }) => runs}::bigint[], ${({ datasets }) => datasets}::bigint[], ${({ from }) => from}::timestamptz[], ${({ fromNs }) => fromNs}::smallint[],
                                ${({ to }) => to}::timestamptz[], ${({ toNs }) => toNs}::smallint[])
        with ordinality as each (writer, dataset, since, since_ns, until, until_ns, ordinal)
    ), named as (${names(belief)}
    ), span as (
      select named.*, coalesce((
        select m.time from hot.mention as m join hot.observation as o on ${shows(2, belief)}
        where m.node = named.node and ${said('m', belief)} and (m.role & 20) <> 0 and o.run <> named.writer and (m.time, m.time_ns) > (named.until, named.until_ns)
        order by m.time, m.time_ns limit 1), 'infinity') as next
      from named
    ), reader as (
      select read.run, span.dataset, bool_or(read.has_more) as has_more from span
      cross join lateral (
        select found.run, count(*) over () > ${() => RUN_READERS_MAX}::int as has_more from (
        select distinct o.run from hot.mention as m join hot.observation as o on ${shows(1, belief)}
        join hot.node as speaker on ${ours('speaker')} and speaker.id = o.speaker ${unlessJobHidden('speaker', scope)}
        where m.node = span.node and ${said('m', belief)} and (m.role & 18) <> 0 and o.run <> span.writer
          and (m.time, m.time_ns) >= (span.since, span.since_ns) and m.time <= span.next
        limit ${() => RUN_READERS_MAX + 1}::int
        ) as found
        limit ${() => RUN_READERS_MAX}::int
      ) as read
      group by read.run, span.dataset
    )
    select reader.run, reader.has_more, run.run_id, job.id as node, job.kind, job.namespace, job.name, ${canonicalOf('reader.dataset', belief)} as via, last.time as last, last.time_ns as last_ns
    from reader
    join hot.run as run on ${ours('run')} and run.id = reader.run
    join hot.node as job on ${ours('job')} and job.id = run.job
    cross join lateral (
      select o.time, o.time_ns from hot.observation as o where o.run = reader.run and ${said('o', belief)} order by o.time desc, o.time_ns desc limit 1
    ) as last
    order by job.namespace, job.name, run.run_id`,
);
