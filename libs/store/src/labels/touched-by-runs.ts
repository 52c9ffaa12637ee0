import type { Instant } from '#foundation';
import type { ShownStatement } from '#labels';
import { END, type NodeId, type RunKey, type StatementSetId } from '#lineage';

import { type Asked, canonicalOf, ours, question } from '../graph/asked.ts';
import { shownIn } from '../graph/label-events.ts';
import { sql } from '../graph/piece.ts';
import { instantIn, numberIn, type Row } from '../map/rows.ts';
import { waysLessened } from './lessened.ts';
import type { Since } from './tagged-since.ts';
import type { Touch, TouchedNodes } from './touch.ts';

/** A run some of whose events came, and what it ever showed and said. */
interface RunTouched {
  readonly began: Instant;
  /** Where the event stands that ended it first. Undefined: it has not ended. */
  readonly ended: bigint | undefined;
  /** What it shows, and where it did so first. */
  readonly sets: ReadonlyMap<StatementSetId, bigint>;
  /** What the events that came showed and the run had not by then. */
  readonly news: ReadonlySet<StatementSetId>;
  /** Datasets of which it says that they changed as a whole, and where it did so first. */
  readonly emptied: ReadonlyMap<NodeId, bigint>;
  /** Some of its events count no longer, or again. */
  readonly isOdd: boolean;
}

/** Before every entry. */
const LONG_AGO = -1n;

/**
 * What runs write, from the event on, or from where they began: when an event says something that its run had not, or the run has ended, for then it may have
 * emptied what it names.
 */
export async function touchedByRuns(asked: Asked, since: bigint, touches: readonly Touch[]): Promise<readonly TouchedNodes[]> {
  const byRun = new Map<RunKey, Touch[]>();
  for (const touch of touches) if (touch.run !== undefined) byRun.set(touch.run, [...(byRun.get(touch.run) ?? []), touch]);
  if (byRun.size === 0) return [];
  const runs = await runsTouched(asked, since, byRun);
  const shown = await shownIn(asked, [...new Set([...runs.values()].flatMap(({ sets }) => [...sets.keys()]))]);
  return [...runs].flatMap(([key, run]) => (byRun.get(key) ?? []).map((touch) => ofRun(run, touch, shown)));
}

/** What one event of a run touched. Where some events count no longer, or again, each may have touched what any of them does. */
function ofRun(
  run: RunTouched,
  { position, at, statements }: Touch,
  shown: ReadonlyMap<StatementSetId, readonly ShownStatement[]>,
): TouchedNodes {
  const isByThen = (where: bigint | undefined): boolean => where !== undefined && (run.isOdd || where <= position);
  const sets = [...run.sets].flatMap(([set, where]) => (isByThen(where) ? [shown.get(set) ?? []] : []));
  const hasEnded = isByThen(run.ended);
  const gone = hasEnded ? [...run.emptied].flatMap(([node, where]) => (isByThen(where) ? [node] : [])) : [];
  const saysNew = run.isOdd || (statements !== undefined && run.news.has(statements));
  return {
    position,
    nodes: [...sets.flat().map(({ target }) => target), ...gone],
    from: (hasEnded || saysNew) && run.began < at ? run.began : at,
    less: [...gone, ...(saysNew ? waysLessened(sets) : [])],
  };
}

async function runsTouched(
  asked: Asked,
  since: bigint,
  byRun: ReadonlyMap<RunKey, readonly Touch[]>,
): Promise<ReadonlyMap<RunKey, RunTouched>> {
  const runs = [...byRun.keys()];
  const facts = rowsByRun(await RUNS(asked, { runs, since }));
  const sets = rowsByRun(await SETS(asked, { runs }));
  const news = rowsByRun(await NEWS(asked, { runs, since }));
  const emptied = rowsByRun(await EMPTIED(asked, { runs }));
  return new Map(
    [...byRun].map(([run, touches]) => {
      const [row] = facts.get(run) ?? [];
      const came = (news.get(run) ?? []).map((each) => ({
        set: setIn(each),
        isNew: each['is_new'] === true,
        isFirst: each['is_first'] === true,
      }));
      const firstOf = (is: (touch: Touch) => boolean): bigint | undefined => least(touches.filter(is).map(({ position }) => position));
      const firsts = new Set(came.flatMap(({ set, isFirst }) => (isFirst ? [set] : [])));
      const all = [...(sets.get(run) ?? []).map(setIn), ...touches.flatMap(({ statements }) => statements ?? [])];
      const found: RunTouched = {
        began: row === undefined || row['began'] === null ? END : instantIn(row, 'began'),
        ended: row?.['had_ended'] === true ? LONG_AGO : firstOf((touch) => touch.isEnd),
        sets: new Map(all.map((set) => [set, (firsts.has(set) ? firstOf(({ statements }) => statements === set) : undefined) ?? LONG_AGO])),
        news: new Set(came.flatMap(({ set, isNew }) => (isNew ? [set] : []))),
        emptied: new Map(
          (emptied.get(run) ?? []).map((each) => [numberIn(each, 'canonical') as NodeId, BigInt(numberIn(each, 'position'))]),
        ),
        isOdd: touches.some(({ isOdd }) => isOdd),
      };
      return [run, found];
    }),
  );
}

function rowsByRun(rows: readonly Row[]): ReadonlyMap<RunKey, readonly Row[]> {
  const byRun = new Map<RunKey, Row[]>();
  for (const row of rows) {
    const run = numberIn(row, 'run') as RunKey;
    byRun.set(run, [...(byRun.get(run) ?? []), row]);
  }
  return byRun;
}

function setIn(row: Row): StatementSetId {
  return numberIn(row, 'set') as StatementSetId;
}

function least(positions: readonly bigint[]): bigint | undefined {
  return positions.reduce<bigint | undefined>((known, each) => (known === undefined || each < known ? each : known), undefined);
}

interface OfRuns {
  readonly runs: readonly RunKey[];
}

/** Of runs: when they began, also by events that count no longer; whether an event ended them that had come before. */
const RUNS = question<Since & OfRuns>(
  () => sql`
    select asked.id as run, first.time as began, first.time_ns as began_ns,
      exists (
        select from hot.run_belief as belief
        where ${ours('belief')} and belief.run = asked.id and belief.end_type is not null and belief.known_from <= ${({ since }) => since}::bigint
      ) as had_ended
    from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    left join lateral (
      select o.time, o.time_ns from hot.observation as o where ${ours('o')} and o.run = asked.id order by o.time, o.time_ns limit 1
    ) as first on true`,
);

/** What events of runs that came show: whether no earlier event did by then, and whether none had come that did. */
const NEWS = question<Since & OfRuns>(
  () => sql`
    with came as materialized (
      select o.run, o.speaker, o.statements, first.time as began, first.time_ns as began_ns, bool_or(not exists (
          select from hot.observation as earlier
          where ${ours('earlier')} and earlier.speaker = o.speaker and earlier.statements = o.statements and earlier.run = o.run
            and (earlier.time, earlier.time_ns) between (first.time, first.time_ns) and (o.time, o.time_ns)
            and earlier.known_from <= ${({ since }) => since}::bigint and earlier.known_to > ${({ knownAt }) => knownAt}::bigint)) as is_new
      from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
      cross join lateral (
        select o.time, o.time_ns from hot.observation as o where ${ours('o')} and o.run = asked.id order by o.time, o.time_ns limit 1
      ) as first
      join hot.observation as o on ${ours('o')} and o.run = asked.id
        and o.position >= ${({ since }) => since}::bigint and o.position < ${({ knownAt }) => knownAt}::bigint and o.statements is not null
      group by o.run, o.speaker, o.statements, first.time, first.time_ns
    )
    select came.run, came.statements as set, came.is_new, not exists (
        select from hot.observation as earlier
        where ${ours('earlier')} and earlier.speaker = came.speaker and earlier.statements = came.statements and earlier.run = came.run
          and (earlier.time, earlier.time_ns) >= (came.began, came.began_ns) and earlier.position < ${({ since }) => since}::bigint) as is_first
    from came`,
);

/** What runs have shown. Of the sets of their jobs, those that they showed themselves. */
const SETS = question<OfRuns>(
  () => sql<Asked & OfRuns>`
    select run.id as run, seen.set from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    join hot.run as run on ${ours('run')} and run.id = asked.id
    cross join lateral (
      select o.time, o.time_ns from hot.observation as o where ${ours('o')} and o.run = run.id order by o.time, o.time_ns limit 1
    ) as first
    join hot.speaker_set as seen on ${ours('seen')} and seen.speaker = run.job
    where exists (
      select from hot.observation as o
      where ${ours('o')} and o.speaker = run.job and o.statements = seen.set and o.run = run.id
        and (o.time, o.time_ns) >= (first.time, first.time_ns) and o.position < ${({ knownAt }) => knownAt}::bigint)`,
);

/** Datasets of which events of runs say that they changed as a whole, and where the first of these stands. */
const EMPTIED = question<OfRuns>(
  (belief) => sql<Asked & OfRuns>`
    select asked.id as run, ${canonicalOf('m.node', belief)} as canonical, min(m.position) as position
    from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    join hot.observation as o on ${ours('o')} and o.run = asked.id and o.position < ${({ knownAt }) => knownAt}::bigint
    join hot.mention as m on ${ours('m')} and m.position = o.position
    join hot.facet_set as carried on ${ours('carried')} and carried.id = m.facets and 'lifecycleStateChange' = any (carried.names)
    group by 1, 2`,
);
