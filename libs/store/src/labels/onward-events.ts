import type { Instant } from '#foundation';
import type { NodeId, RunKey, StatementSetId } from '#lineage';

import { type Asked, believed, ours, question } from '../graph/asked.ts';
import { type CarrierEvent, carrierEventIn, type ChangingEvent, members } from '../graph/label-events.ts';
import { sql } from '../graph/piece.ts';
import { instantIn, nanosecondsWithin, numberIn, postgresTime, textIn } from '../map/rows.ts';

/** Jobs that ever showed, and jobs and datasets that ever declared, something that some datasets and jobs are a source or a target of. One statement. */
export async function speakersAbout(asked: Asked, nodes: readonly NodeId[]): Promise<readonly NodeId[]> {
  const rows = nodes.length === 0 ? [] : await SPEAKERS(asked, { nodes, limit: 0 });
  return rows.map((row) => numberIn(row, 'speaker') as NodeId);
}

interface SinceThen {
  readonly since: Instant;
  readonly limit: number;
}

/**
 * The events of runs of some jobs that have one at or after an instant: all since then, the first of all, and the first that shows each set. In the order of
 * (time, digest); at most `limit`. One statement.
 */
export async function runEventsSince(
  asked: Asked,
  speakers: readonly NodeId[],
  { since, limit }: SinceThen,
): Promise<readonly CarrierEvent[]> {
  return speakers.length === 0 ? [] : (await RUN_EVENTS(asked, { speakers, limit, ...timeOf(since) })).map(carrierEventIn);
}

/** The declarations of some jobs and datasets that are in force at an instant or later. In the order of (time, digest); at most `limit`. One statement. */
export async function declarationsSince(
  asked: Asked,
  speakers: readonly NodeId[],
  { since, limit }: SinceThen,
): Promise<readonly CarrierEvent[]> {
  return speakers.length === 0 ? [] : (await DECLARATIONS(asked, { speakers, limit, ...timeOf(since) })).map(carrierEventIn);
}

/** Events that say that some datasets changed as a whole, from an instant on or by some runs. At most `limit`. One statement. */
export async function changingEventsSince(
  asked: Asked,
  nodes: readonly NodeId[],
  { since, runs, limit }: SinceThen & { readonly runs: readonly RunKey[] },
): Promise<readonly ChangingEvent[]> {
  const rows = nodes.length === 0 ? [] : await CHANGING(asked, { nodes, runs, limit, ...timeOf(since) });
  return rows.map((row) => ({
    node: numberIn(row, 'canonical') as NodeId,
    at: instantIn(row, 'time'),
    position: BigInt(numberIn(row, 'position')),
    run: row['run'] === null ? undefined : (numberIn(row, 'run') as RunKey),
    body: textIn(row, 'body'),
  }));
}

/** Every set that some runs have shown is among these events. */
export function setsShown(events: readonly CarrierEvent[]): readonly StatementSetId[] {
  return [...new Set(events.flatMap(({ statements }) => statements ?? []))];
}

interface Then {
  readonly then: string;
  readonly thenNs: number;
}

function timeOf(since: Instant): Then {
  return { then: postgresTime(since), thenNs: nanosecondsWithin(since) };
}

const SPEAKERS = question<{ readonly nodes: readonly NodeId[]; readonly limit: number }>(
  (belief) => sql`
    with member as materialized (${members(belief)}),
    shown as materialized (
      select st.id from member join hot.statement as st on ${ours('st')} and st.target = member.node
      union select st.id from member join hot.statement as st on ${ours('st')} and st.source = member.node
    ),
    holding as materialized (
      select held.id from hot.statement_set as held where ${ours('held')} and held.members && coalesce((select array_agg(shown.id) from shown), '{}')
    )
    select seen.speaker from holding join hot.speaker_set as seen on ${ours('seen')} and seen.set = holding.id
    union
    select o.speaker from holding join hot.observation as o on ${ours('o')} and o.declares and o.statements = holding.id`,
);

interface OfSpeakers extends Then {
  readonly speakers: readonly NodeId[];
  readonly limit: number;
}

const RUN_EVENTS = question<OfSpeakers>(
  (belief) => sql<Asked & OfSpeakers>`
    with since as materialized (
      select o.position, o.run from unnest(${({ speakers }) => speakers}::bigint[]) as asked (id)
      join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.speaker = asked.id and o.run is not null
        and (o.time, o.time_ns) >= (${({ then }) => then}::timestamptz, ${({ thenNs }) => thenNs}::smallint)
    ), running as materialized (
      select run.id, run.job, first.position, first.time, first.time_ns from (select distinct since.run from since) as asked
      join hot.run as run on ${ours('run')} and run.id = asked.run
      cross join lateral (
        select o.position, o.time, o.time_ns from hot.observation as o
        where ${ours('o')} and ${believed('o', belief)} and o.run = run.id order by o.time, o.time_ns, o.digest limit 1
      ) as first
    ), telling as (
      select since.position from since
      union select running.position from running
      union select first.position from running
      join hot.speaker_set as seen on ${ours('seen')} and seen.speaker = running.job
      cross join lateral (
        select o.position from hot.observation as o
        where ${ours('o')} and ${believed('o', belief)} and o.speaker = running.job and o.statements = seen.set and o.run = running.id
          and (o.time, o.time_ns) >= (running.time, running.time_ns)
        order by o.time, o.time_ns limit 1
      ) as first
    )
    select o.run as of, o.time, o.time_ns, o.position, o.statements, o.type
    from telling join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.position = telling.position
    order by o.time, o.time_ns, o.digest limit ${({ limit }) => limit}::int`,
);

const DECLARATIONS = question<OfSpeakers>(
  (belief) => sql<Asked & OfSpeakers>`
    select o.speaker as of, o.time, o.time_ns, o.position, o.statements, o.type
    from unnest(${({ speakers }) => speakers}::bigint[]) as asked (id)
    left join lateral (
      select o.time, o.time_ns from hot.observation as o
      where ${ours('o')} and ${believed('o', belief)} and o.speaker = asked.id and o.declares and o.run is null
        and (o.time, o.time_ns) <= (${({ then }) => then}::timestamptz, ${({ thenNs }) => thenNs}::smallint)
      order by o.time desc, o.time_ns desc limit 1
    ) as last on true
    join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.speaker = asked.id and o.declares and o.run is null
      and (o.time, o.time_ns) >= (coalesce(last.time, '-infinity'), coalesce(last.time_ns, 0::smallint))
    order by o.time, o.time_ns, o.digest limit ${({ limit }) => limit}::int`,
);

interface OfNodes extends Then {
  readonly nodes: readonly NodeId[];
  readonly runs: readonly RunKey[];
  readonly limit: number;
}

const CHANGING = question<OfNodes>(
  (belief) => sql<Asked & OfNodes>`
    with member as materialized (${members(belief)}),
    candidate as materialized (
      select member.canonical, m.position, m.time, m.time_ns, m.facets, m.tenant from member
      join hot.mention as m on ${ours('m')} and ${believed('m', belief)} and m.node = member.node
        and (m.time, m.time_ns) >= (${({ then }) => then}::timestamptz, ${({ thenNs }) => thenNs}::smallint)
      union
      select member.canonical, m.position, m.time, m.time_ns, m.facets, m.tenant
      from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
      join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.run = asked.id
      join hot.mention as m on ${ours('m')} and ${believed('m', belief)} and m.position = o.position
      join member on member.node = m.node
    )
    select candidate.canonical, candidate.time, candidate.time_ns, candidate.position, o.run, content.body
    from candidate
    join hot.facet_set as carried on ${ours('carried')} and carried.id = candidate.facets and 'lifecycleStateChange' = any (carried.names)
    join hot.facet_content as content on content.tenant = candidate.tenant
      and content.hash = carried.contents[array_position(carried.names, 'lifecycleStateChange')]
    join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.position = candidate.position
    join hot.node as dataset on ${ours('dataset')} and dataset.id = candidate.canonical and dataset.kind = 1
    where o.run is not null or o.kind = 3
    order by candidate.time desc, candidate.time_ns desc, candidate.position desc limit ${({ limit }) => limit}::int`,
);
