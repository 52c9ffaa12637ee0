import type { Instant } from '#foundation';
import {
  isEnd,
  type NodeId,
  type Observation,
  runAsOf,
  type RunKey,
  runState,
  type RunState,
  type StatementId,
  type StatementSetId,
} from '#lineage';

import { named, RUN_TYPE } from '../map/codes.ts';
import {
  instantIn,
  nanosecondsWithin,
  numberIn,
  optionalInstantIn,
  optionalNumberIn,
  postgresTime,
  type Row,
  textIn,
} from '../map/rows.ts';
import { observationOf } from '../map/speaker-reader.ts';
import { type Asked, type Belief, believed, canonicalOf, ours, question, said } from './asked.ts';
import { unlessJobHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';

/** A run at the asked times. */
export interface GraphRun {
  readonly run: RunKey;
  readonly runId: string;
  readonly job: GraphNode;
  readonly state: RunState;
  readonly began: Instant;
  readonly ended: Instant | undefined;
}

/** Where a page of runs begins: after this one. */
export interface RunPlace {
  readonly began: Instant;
  readonly runId: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RunRange {
  /** Undefined: of all jobs. */
  readonly job: NodeId | undefined;
  readonly namespace: string | undefined;
  readonly namePrefix: string;
  readonly state: RunState | undefined;
  readonly after: RunPlace | undefined;
  readonly limit: number;
}

// Runs are shown of jobs alone that the asker sees: the others are not there, for lists and for whoever names them.

/** Runs that had begun, the latest first. One statement. */
export async function runsBefore(asked: Asked, range: RunRange): Promise<readonly GraphRun[]> {
  const { after } = range;
  const began = after === undefined || after.began > asked.asOf ? asked.asOf : after.began;
  const place: Place = { ...range, time: postgresTime(began), ns: nanosecondsWithin(began) };
  const rows = range.job === undefined ? await OF_ALL({ ...asked }, { range: place }) : await OF_JOB(asked, { range: place });
  return rows.map(graphRunIn);
}

/** The latest runs of each of some jobs. One statement. */
export async function latestRuns(asked: Asked, jobs: readonly NodeId[], limit: number): Promise<ReadonlyMap<NodeId, readonly GraphRun[]>> {
  const byJob = new Map<NodeId, GraphRun[]>(jobs.map((job) => [job, []]));
  if (jobs.length > 0)
    for (const row of await LATEST(asked, { jobs, limit })) byJob.get(numberIn(row, 'node') as NodeId)?.push(graphRunIn(row));
  return byJob;
}

/** All runs with each of some run ids, of whatever job, at most `limit` an id. One statement. */
export async function runsCalled(
  asked: Asked,
  runIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly GraphRun[]>> {
  const byId = new Map<string, GraphRun[]>(runIds.map((runId) => [runId, []]));
  const rows = runIds.length === 0 ? [] : await CALLED(asked, { runIds: [...byId.keys()], limit });
  for (const run of rows.map(graphRunIn)) byId.get(run.runId)?.push(run);
  return byId;
}

/** Runs, of whatever job, whose run id begins with one of some texts, by run id and job. One statement. */
export async function runsBeginning(asked: Asked, beginnings: readonly string[], limit: number): Promise<readonly GraphRun[]> {
  return (await BEGINNING(asked, { beginnings, limit })).map(graphRunIn);
}

/** An event of a run, as the graph keeps it. */
export interface RunEvent extends Observation {
  readonly position: bigint;
}

/** The last events of each run at the asked times, in the order of (time, digest), and whether there are more. One statement. */
export async function lastEvents(
  asked: Asked,
  runs: readonly RunKey[],
  limit: number,
): Promise<ReadonlyMap<RunKey, { readonly events: readonly RunEvent[]; readonly hasMore: boolean }>> {
  const byRun = new Map<RunKey, RunEvent[]>(runs.map((run) => [run, []]));
  const rows = runs.length === 0 ? [] : await LAST_EVENTS(asked, { runs, limit: limit + 1 });
  for (const row of rows)
    byRun.get(numberIn(row, 'run') as RunKey)?.push({ ...observationOf(row), position: BigInt(numberIn(row, 'position')) });
  return new Map([...byRun].map(([run, events]) => [run, { events: events.slice(0, limit).reverse(), hasMore: events.length > limit }]));
}

/** A dataset as the events of a run name it. */
export interface RunDataset {
  readonly role: 'input' | 'output';
  readonly used: GraphNode;
  readonly canonical: GraphNode;
}

/** What each run read and wrote, out of its events: what its own snapshots took back is gone. One statement. */
export async function datasetsOf(
  asked: Asked,
  runs: ReadonlyMap<RunKey, readonly RunEvent[]>,
): Promise<ReadonlyMap<RunKey, readonly RunDataset[]>> {
  const sets = [...new Set([...runs.values()].flatMap((events) => events.flatMap(({ statements }) => statements ?? [])))];
  const rows = sets.length === 0 ? [] : await USED(asked, { sets });
  const members = new Map<StatementSetId, StatementId[]>(sets.map((set) => [set, []]));
  const datasets = new Map<StatementId, RunDataset>();
  for (const row of rows) {
    const statement = numberIn(row, 'statement') as StatementId;
    members.get(numberIn(row, 'set') as StatementSetId)?.push(statement);
    datasets.set(statement, runDatasetIn(row));
  }
  return new Map(
    [...runs].map(([run, events]) => {
      const shown = events.length === 0 ? [] : [...runAsOf(events, (set) => members.get(set) ?? []).statements];
      return [run, shown.flatMap((statement) => datasets.get(statement) ?? [])];
    }),
  );
}

function runDatasetIn(row: Row): RunDataset {
  const canonical: GraphNode = {
    node: numberIn(row, 'canonical') as NodeId,
    kind: 'dataset',
    namespace: textIn(row, 'canonical_namespace'),
    name: textIn(row, 'canonical_name'),
  };
  return { role: numberIn(row, 'role') === 1 ? 'input' : 'output', used: graphNodeIn(row), canonical };
}

function graphRunIn(row: Row): GraphRun {
  const endType = optionalNumberIn(row, 'end_type');
  const type = endType === undefined ? undefined : named(RUN_TYPE, endType);
  const ended = optionalInstantIn(row, 'ended');
  const began = instantIn(row, 'began');
  const end = isEnd(type) && ended !== undefined ? { type, time: ended, digest: '' } : undefined;
  return {
    run: numberIn(row, 'run') as RunKey,
    runId: textIn(row, 'run_id'),
    job: graphNodeIn(row),
    state: runState({ began, activeFrom: row['is_active'] === true ? began : undefined, end }),
    began,
    ended: end?.time,
  };
}

interface Place extends RunRange {
  readonly time: string;
  readonly ns: number;
}

/**
 * What is believed of a run is of the end of time: the latest of all its ends. When that lies after the asked instant, the events before it are
 * searched for the one that counted then.
 */
function runAt(belief: Belief, scope: Scope): Piece<Asked> {
  return sql<Asked>`
    join hot.run as run on ${ours('run')} and run.id = belief.run
    join hot.node as job on ${ours('job')} and job.id = belief.job ${unlessJobHidden('job', scope)}
    cross join lateral (
      select belief.end_type, belief.ended, belief.ended_ns
      where (belief.ended, belief.ended_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
      union all
      (select o.type, o.time, o.time_ns from hot.observation as o
       where o.run = belief.run and o.type in (3, 4, 5) and ${said('o', belief)}
         and (belief.ended, belief.ended_ns) > (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
       order by o.time desc, o.time_ns desc, o.digest desc limit 1)
      union all
      select null, null, null
      limit 1
    ) as at_end (end_type, ended, ended_ns)`;
}

const SHOWN = sql<Asked>`run.id as run, run.run_id, job.id as node, job.kind, job.namespace, job.name, belief.began, belief.began_ns,
  at_end.end_type, at_end.ended, at_end.ended_ns,
  (belief.active_from, belief.active_from_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint) as is_active`;

/** As `runState`: the end decides, else whether the run was seen at work. */
const STATE = sql<Asked>`case at_end.end_type when 3 then 'COMPLETE' when 4 then 'FAIL' when 5 then 'ABORT'
  else case when (belief.active_from, belief.active_from_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
    then 'RUNNING' else 'OBSERVED' end end`;

function range(belief: Belief, scope: Scope, ofJob: Piece<Asked & { readonly range: Place }>): Piece<Asked & { readonly range: Place }> {
  return sql<Asked & { readonly range: Place }>`
    select ${SHOWN} from hot.run_belief as belief ${runAt(belief, scope)}
    where ${ours('belief')} and ${believed('belief', belief)} ${ofJob}
      and belief.began <= ${({ range: { time } }) => time}::timestamptz
      and (belief.began, belief.began_ns) <= (${({ range: { time } }) => time}::timestamptz, ${({ range: { ns } }) => ns}::smallint)
      and (${({ range: { after } }) => after === undefined}::boolean
        or (belief.began, belief.began_ns) < (${({ range: { time } }) => time}::timestamptz, ${({ range: { ns } }) => ns}::smallint)
        or (run.run_id, job.namespace, job.name)
           < (${({ range: { after } }) => after?.runId ?? ''}::text, ${({ range: { after } }) => after?.namespace ?? ''}::text, ${({ range: { after } }) => after?.name ?? ''}::text))
      and (${({ range: { namespace } }) => namespace ?? null}::text is null or job.namespace = ${({ range: { namespace } }) => namespace ?? null}::text)
      and starts_with(job.name, ${({ range: { namePrefix } }) => namePrefix}::text)
      and (${({ range: { state } }) => state ?? null}::text is null or ${STATE} = ${({ range: { state } }) => state ?? null}::text)
    order by belief.began desc, belief.began_ns desc, run.run_id desc, job.namespace desc, job.name desc
    limit ${({ range: { limit } }) => limit}::int`;
}

const OF_ALL = question<{ readonly range: Place }>((belief, scope) => range(belief, scope, sql``));
const OF_JOB = question<{ readonly range: Place }>((belief, scope) =>
  range(belief, scope, sql`and belief.job = ${({ range: { job } }) => job ?? null}::bigint`),
);

const LATEST = question<{ readonly jobs: readonly NodeId[]; readonly limit: number }>(
  (belief, scope) => sql`
    select latest.* from unnest(${({ jobs }) => jobs}::bigint[]) as asked (job)
    cross join lateral (
      select ${SHOWN} from hot.run_belief as belief ${runAt(belief, scope)}
      where ${ours('belief')} and ${believed('belief', belief)} and belief.job = asked.job
        and (belief.began, belief.began_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
      order by belief.began desc, belief.began_ns desc, run.run_id desc limit ${({ limit }) => limit}::int
    ) as latest`,
);

/** The next run id from a text on: in place of a run that is not there it is read and left, as one that is hidden is (docs/decisions/0034). */
function nextRunId(text: Piece<unknown>): Piece<Asked> {
  return sql<Asked>`lateral (
    select (select run.run_id from hot.run as run where ${ours('run')} and run.run_id >= ${text} collate "C" order by run.run_id limit 1)) as next (run_id)`;
}

const CALLED = question<{ readonly runIds: readonly string[]; readonly limit: number }>(
  (belief, scope) => sql`
    select found.* from unnest(${({ runIds }) => runIds}::text[]) as asked (run_id)
    cross join ${nextRunId(words('asked.run_id'))}
    cross join lateral (
      select ${SHOWN} from hot.run as called
      join hot.run_belief as belief on ${ours('belief')} and ${believed('belief', belief)} and belief.run = called.id
        and (belief.began, belief.began_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
      ${runAt(belief, scope)}
      where ${ours('called')} and called.run_id = next.run_id
      order by job.namespace, job.name limit ${({ limit }) => limit}::int
    ) as found
    where found.run_id = asked.run_id collate "C"`,
);

const BEGINNING = question<{ readonly beginnings: readonly string[]; readonly limit: number }>(
  (belief, scope) => sql`
    select found.* from unnest(${({ beginnings }) => beginnings}::text[]) as asked (beginning)
    cross join ${nextRunId(words('asked.beginning'))}
    cross join lateral (
      select ${SHOWN} from hot.run as called
      join hot.run_belief as belief on ${ours('belief')} and ${believed('belief', belief)} and belief.run = called.id
        and (belief.began, belief.began_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
      ${runAt(belief, scope)}
      where ${ours('called')} and called.run_id >= asked.beginning collate "C"
        and called.run_id <= greatest((asked.beginning || chr(1114111)) collate "C", next.run_id)
      order by run.run_id, job.namespace, job.name limit ${({ limit }) => limit}::int
    ) as found
    where starts_with(found.run_id, asked.beginning)
    order by found.run_id, found.namespace, found.name limit ${({ limit }) => limit}::int`,
);

const LAST_EVENTS = question<{ readonly runs: readonly RunKey[]; readonly limit: number }>(
  (belief) => sql`
    select last.* from unnest(${({ runs }) => runs}::bigint[]) as asked (run)
    cross join lateral (
      select o.run, o.position, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns
      from hot.observation as o where o.run = asked.run and ${said('o', belief)}
      order by o.time desc, o.time_ns desc, o.digest desc limit ${({ limit }) => limit}::int
    ) as last`,
);

const USED = question<{ readonly sets: readonly StatementSetId[] }>(
  (belief) => sql`
    select set.id as set, statement.id as statement, statement.kind as role, used.id as node, used.kind, used.namespace, used.name,
           canonical.id as canonical, canonical.namespace as canonical_namespace, canonical.name as canonical_name
    from hot.statement_set as set
    cross join lateral unnest(set.members) as member (id)
    join hot.statement as statement on ${ours('statement')} and statement.id = member.id and statement.kind in (1, 2)
    join hot.node as used on ${ours('used')} and used.id = case statement.kind when 1 then statement.source else statement.target end
    join hot.node as canonical on ${ours('canonical')} and canonical.id = ${canonicalOf('used.id', belief)}
    where ${ours('set')} and set.id = any (${({ sets }) => sets}::bigint[])
    order by canonical.namespace, canonical.name, used.namespace, used.name`,
);
