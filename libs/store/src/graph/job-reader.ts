import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { instantIn, numberIn, postgresTime, textIn } from '../map/rows.ts';
import { type Asked, believed, canonicalOf, ours, question, said, withEdgesAt } from './asked.ts';
import { isHidden } from './hidden-rows.ts';
import { type GraphNode, graphNodeIn } from './node-reader.ts';
import { sql } from './piece.ts';

/** What a job reads or writes, by canonical name. */
export interface JobUse {
  readonly job: NodeId;
  readonly role: 'input' | 'output';
  readonly dataset: GraphNode;
}

/** What holds of some jobs, at most `limit` datasets a job and side, by name. One statement. */
export async function datasetsOfJobs(asked: Asked, jobs: readonly NodeId[], limit: number): Promise<readonly JobUse[]> {
  const rows = jobs.length === 0 ? [] : await USES(asked, { jobs, limit });
  return rows.map((row) => ({
    job: numberIn(row, 'job') as NodeId,
    role: numberIn(row, 'role') === 1 ? 'input' : 'output',
    dataset: graphNodeIn(row),
  }));
}

/** What tells whether a job that runs has gone silent, or left a run open. */
export interface Beat {
  readonly job: NodeId;
  /** Of its last event. */
  readonly last: Instant;
  /** The usual time between two of its last events, in nanoseconds; undefined when there are too few. */
  readonly gap: bigint | undefined;
  /** Whether one of its latest runs began before the given time, was at work, and has no end. */
  readonly hasOpenRun: boolean;
}

/** Events that the usual gap is learnt from. */
const BEAT_EVENTS = 10;
/** Latest runs of a job that are looked at for one that is open. */
const RUNS_LOOKED_AT = 3;

/** The beat of those of some jobs that run. One statement. */
export async function beatsOf(asked: Asked, jobs: readonly NodeId[], openSince: Instant): Promise<readonly Beat[]> {
  const rows = jobs.length === 0 ? [] : await BEATS(asked, { jobs, openSince: postgresTime(openSince) });
  return rows.map((row) => {
    const [last, earliest] = [instantIn(row, 'last'), instantIn(row, 'earliest')];
    const between = BigInt(numberIn(row, 'count') - 1);
    const gap = between < 1n ? undefined : (last - earliest) / between;
    return { job: numberIn(row, 'job') as NodeId, last, gap, hasOpenRun: row['has_open_run'] === true };
  });
}

/** The settings of lineage windows that count, the oldest first, as they were recorded. One statement. */
export async function windowSettings(asked: Asked): Promise<readonly string[]> {
  const rows = await asked.session.rows`
    select setting.body from hot.setting as setting
    where setting.tenant = ${asked.tenant}::int and setting.generation = ${asked.generation}::int and setting.position < ${asked.knownAt}::bigint
      and setting.body like '%"lineage-window"%'
    order by setting.position`;
  return rows.map((row) => textIn(row, 'body'));
}

const USES = question<{ readonly jobs: readonly NodeId[]; readonly limit: number }>(
  (belief, scope) => sql`
    select used.job, used.role, used.node, used.kind, used.namespace, used.name from (
      select held.job, held.role, dataset.id as node, dataset.kind, dataset.namespace, dataset.name,
             row_number() over (partition by held.job, held.role order by dataset.namespace, dataset.name) as place
      from (
        select distinct edge.target as job, 1 as role, ${canonicalOf('edge.source', belief)} as dataset
        from unnest(${({ jobs }) => jobs}::bigint[]) as asked (job) ${withEdgesAt('target', 'asked.job', { kinds: [1], belief })}
        union
        select distinct edge.source, 2, ${canonicalOf('edge.target', belief)}
        from unnest(${({ jobs }) => jobs}::bigint[]) as asked (job) ${withEdgesAt('source', 'asked.job', { kinds: [2], belief })}
      ) as held
      join hot.node as dataset on ${ours('dataset')} and dataset.id = held.dataset
        ${scope === 'whole' ? sql<Asked>`` : sql<Asked>`and not ${isHidden('dataset.id', belief)}`}
    ) as used
    where used.place <= ${({ limit }) => limit}::int
    order by used.job, used.role, used.place`,
);

const BEATS = question<{ readonly jobs: readonly NodeId[]; readonly openSince: string }>(
  (belief) => sql`
    select asked.job, beat.*, exists (
      select from (
        select run.* from hot.run_belief as run
        where ${ours('run')} and ${believed('run', belief)} and run.job = asked.job and run.began <= ${({ time }) => time}::timestamptz
        order by run.began desc, run.run limit ${() => RUNS_LOOKED_AT}::int
      ) as latest
      where latest.began < ${({ openSince }) => openSince}::timestamptz and latest.active_from <= ${({ time }) => time}::timestamptz
        and (latest.ended is null
          or not exists (select from hot.observation as o where o.run = latest.run and o.type in (3, 4, 5) and ${said('o', belief)}))
    ) as has_open_run
    from unnest(${({ jobs }) => jobs}::bigint[]) as asked (job)
    cross join lateral (
      select max(recent.time) as last, 0::smallint as last_ns, min(recent.time) as earliest, 0::smallint as earliest_ns, count(*) as count
      from (select o.time from hot.observation as o where o.speaker = asked.job and o.run is not null and ${said('o', belief)}
            order by o.time desc, o.time_ns desc limit ${() => BEAT_EVENTS}::int) as recent
    ) as beat
    where beat.count > 0`,
);
