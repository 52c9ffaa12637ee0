import type { Instant } from '#foundation';
import { BEGINNING, isEnd, type NodeId, type RunKey, type StatementSetId } from '#lineage';

import { type Asked, canonicalOf, ours, question } from '../graph/asked.ts';
import { shownIn } from '../graph/label-events.ts';
import { type Piece, sql, words } from '../graph/piece.ts';
import { named, RUN_TYPE } from '../map/codes.ts';
import { instantIn, instantLists, numberIn, optionalNumberIn, type Row } from '../map/rows.ts';
import { waysLessened } from './lessened.ts';
import { type Since, taggedSince } from './tagged-since.ts';

/** From when on a node may hold other labels than it did. */
export type TouchedFrom = ReadonlyMap<NodeId, Instant>;

/** What entries touched: nodes that were written or emptied; and such as are called or tagged otherwise, or were in between, which are so from the beginning of time. */
export interface Touched {
  readonly written: TouchedFrom;
  /** Of what was written: where something that was held before, or at some size in between, may be held no longer. */
  readonly lessened: ReadonlySet<NodeId>;
  /** Two that are or were one. */
  readonly renamed: readonly (readonly [NodeId, NodeId])[];
  readonly tagged: readonly NodeId[];
  /** Events count no longer, or again. */
  readonly isOdd: boolean;
}

/** What changed of the graph between a size of the ledger, `since`, and that of the question. */
export async function touchedSince(asked: Asked, since: bigint): Promise<Touched> {
  const rows = (await EVENTS(asked, { since })).map(touchIn);
  const written = new Map<NodeId, Instant>();
  const lessened = new Set<NodeId>();
  for (const { nodes, from, less } of [...(await byRuns(asked, since, rows)), ...(await bySpeakers(asked, rows))]) {
    for (const node of [...nodes, ...less]) if ((written.get(node) ?? from) >= from) written.set(node, from);
    for (const node of less) lessened.add(node);
  }
  const renamed = await renamedSince(asked, since);
  return { written, lessened, renamed, tagged: await taggedSince(asked, since), isOdd: rows.some(({ isOdd }) => isOdd) };
}

/** An event that came, or that counts no longer or again. */
interface Touch {
  readonly position: bigint;
  readonly run: RunKey | undefined;
  readonly speaker: NodeId;
  readonly isDatasetEvent: boolean;
  readonly declares: boolean;
  readonly statements: StatementSetId | undefined;
  readonly isEnd: boolean;
  readonly at: Instant;
  /** It did not come now. */
  readonly isOdd: boolean;
}

function touchIn(row: Row): Touch {
  const type = optionalNumberIn(row, 'type');
  return {
    position: BigInt(numberIn(row, 'position')),
    run: optionalNumberIn(row, 'run') as RunKey | undefined,
    speaker: numberIn(row, 'speaker') as NodeId,
    isDatasetEvent: numberIn(row, 'kind') === 3,
    declares: row['declares'] === true,
    statements: optionalNumberIn(row, 'statements') as StatementSetId | undefined,
    isEnd: isEnd(type === undefined ? undefined : named(RUN_TYPE, type)),
    at: instantIn(row, 'time'),
    isOdd: row['odd'] === true,
  };
}

interface TouchedNodes {
  readonly nodes: readonly NodeId[];
  readonly from: Instant;
  readonly less: readonly NodeId[];
}

/**
 * What runs write, from the event on, or from where they began: when an event says something that its run had not, or the run has ended, for then it may have
 * emptied what it names.
 */
async function byRuns(asked: Asked, since: bigint, touches: readonly Touch[]): Promise<readonly TouchedNodes[]> {
  const byRun = new Map<RunKey, Touch[]>();
  for (const touch of touches) if (touch.run !== undefined) byRun.set(touch.run, [...(byRun.get(touch.run) ?? []), touch]);
  const runs = [...byRun.keys()];
  if (runs.length === 0) return [];
  const facts = new Map((await RUNS(asked, { runs, since })).map((row) => [numberIn(row, 'run') as RunKey, row]));
  const shown = new Map<RunKey, StatementSetId[]>();
  for (const row of await SETS(asked, { runs })) {
    const run = numberIn(row, 'run') as RunKey;
    shown.set(run, [...(shown.get(run) ?? []), numberIn(row, 'set') as StatementSetId]);
  }
  const statements = await shownIn(asked, [...new Set([...shown.values(), ...touches.map((touch) => touch.statements ?? [])].flat())]);
  const emptied = new Map<RunKey, NodeId[]>();
  for (const row of await EMPTIED(asked, { runs })) {
    const run = numberIn(row, 'run') as RunKey;
    emptied.set(run, [...(emptied.get(run) ?? []), numberIn(row, 'canonical') as NodeId]);
  }
  return runs.map((run) => {
    const touched = byRun.get(run) ?? [];
    const row = facts.get(run);
    const first = touched.reduce((least, { at }) => (at < least ? at : least), touched[0]?.at ?? BEGINNING);
    const began = row === undefined || row['began'] === null ? first : instantIn(row, 'began');
    const hasEnded = row?.['ended'] === true || touched.some((touch) => touch.isEnd);
    const saysNew = row?.['says_new'] === true || touched.some(({ isOdd }) => isOdd);
    const sets = new Set([...(shown.get(run) ?? []), ...touched.flatMap((touch) => touch.statements ?? [])]);
    const targets = [...sets].flatMap((set) => (statements.get(set) ?? []).map(({ target }) => target));
    const gone = hasEnded ? (emptied.get(run) ?? []) : [];
    const less = saysNew ? waysLessened([...sets].map((set) => statements.get(set) ?? [])) : [];
    return {
      nodes: [...new Set([...targets, ...gone])],
      from: (hasEnded || saysNew) && began < first ? began : first,
      less: [...gone, ...less],
    };
  });
}

/** What is declared, and was by the declaration before, from the later one's time on; and datasets of which something is said alone. */
async function bySpeakers(asked: Asked, touches: readonly Touch[]): Promise<readonly TouchedNodes[]> {
  const said = touches.filter(({ run }) => run === undefined);
  const declared = said.filter(({ declares }) => declares);
  const times = instantLists(declared.map(({ at }) => at));
  const before = declared.length === 0 ? [] : await BEFORE(asked, { speakers: declared.map(({ speaker }) => speaker), ...times });
  const setBefore = new Map(before.map((row) => [numberIn(row, 'ordinal') - 1, numberIn(row, 'statements') as StatementSetId]));
  const setsOf = ({ statements }: Touch, index: number): readonly StatementSetId[] =>
    [statements, setBefore.get(index)].filter((set) => set !== undefined);
  const shown = await shownIn(asked, [...new Set(declared.flatMap(setsOf))]);
  const canonical = await canonicals(
    asked,
    said.map(({ speaker }) => speaker),
  );
  const alone = said.filter(({ isDatasetEvent }) => isDatasetEvent);
  const positions = alone.map(({ position }) => position);
  const emptying = new Set(
    positions.length === 0 ? [] : (await EMPTYING(asked, { positions })).map((row) => BigInt(numberIn(row, 'position'))),
  );
  return [
    ...declared.map((touch, index): TouchedNodes => {
      const nodes = setsOf(touch, index).flatMap((set) => (shown.get(set) ?? []).map(({ target }) => target));
      return { nodes, from: touch.at, less: new Set(setsOf(touch, index)).size > 1 ? nodes : [] };
    }),
    ...alone.map(({ position, speaker, at }): TouchedNodes => {
      const nodes = [canonical.get(speaker) ?? speaker];
      return { nodes, from: at, less: emptying.has(position) ? nodes : [] };
    }),
  ];
}

/** Datasets that are one with others now, or are no longer: what they were and what they are. */
async function renamedSince(asked: Asked, since: bigint): Promise<readonly (readonly [NodeId, NodeId])[]> {
  const pairs = (await RENAMED(asked, { since })).map(
    (row) => [numberIn(row, 'node') as NodeId, numberIn(row, 'canonical') as NodeId] as const,
  );
  return [...pairs, ...(await canonicals(asked, pairs.flat()))];
}

/** What some nodes are called, by their canonical nodes. One statement. */
export async function canonicals(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, NodeId>> {
  const rows = nodes.length === 0 ? [] : await CANONICALS(asked, { nodes });
  return new Map(rows.map((row) => [numberIn(row, 'node') as NodeId, numberIn(row, 'canonical') as NodeId]));
}

/** Columns of events that came since then, and, `odd`, of those that count no longer since then, or again. */
export function eventsSince(columns: string): Piece<Asked & Since> {
  const what = words(columns);
  return sql<Asked & Since>`
    select ${what}, false as odd from hot.observation as o
    where ${ours('o')} and o.position >= ${({ since }) => since}::bigint and o.position < ${({ knownAt }) => knownAt}::bigint
    union all
    select ${what}, true from hot.observation as o
    where ${ours('o')} and o.known_to <> 9223372036854775807 and o.known_to > ${({ since }) => since}::bigint and o.known_to <= ${({ knownAt }) => knownAt}::bigint
    union all
    select ${what}, true from hot.observation as o
    where ${ours('o')} and o.known_from <> o.position + 1 and o.known_from > ${({ since }) => since}::bigint and o.known_from <= ${({ knownAt }) => knownAt}::bigint`;
}

const EVENTS = question<Since>(() =>
  eventsSince('o.position, o.run, o.speaker, o.kind, o.declares, o.statements, o.type, o.time, o.time_ns'),
);

/** Of runs: when they began, also by events that count no longer; whether any of their events ends them; whether what came says what no earlier event did. */
const RUNS = question<Since & { readonly runs: readonly RunKey[] }>(
  () => sql`
    select asked.id as run, first.time as began, first.time_ns as began_ns,
      exists (select from hot.run_belief as belief where ${ours('belief')} and belief.run = asked.id and belief.end_type is not null) as ended,
      exists (
        select from hot.observation as o where ${ours('o')} and o.run = asked.id
          and o.position >= ${({ since }) => since}::bigint and o.position < ${({ knownAt }) => knownAt}::bigint and o.statements is not null
          and not exists (
            select from hot.observation as earlier
            where ${ours('earlier')} and earlier.speaker = o.speaker and earlier.statements = o.statements and earlier.run = o.run
              and (earlier.time, earlier.time_ns) between (first.time, first.time_ns) and (o.time, o.time_ns)
              and earlier.position < ${({ since }) => since}::bigint and earlier.known_to = 9223372036854775807)
      ) as says_new
    from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    left join lateral (
      select o.time, o.time_ns from hot.observation as o where ${ours('o')} and o.run = asked.id order by o.time, o.time_ns limit 1
    ) as first on true`,
);

/** What runs have shown. Of the sets of their jobs, those that they showed themselves. */
const SETS = question<{ readonly runs: readonly RunKey[] }>(
  () => sql`
    select run.id as run, seen.set from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    join hot.run as run on ${ours('run')} and run.id = asked.id
    cross join lateral (
      select o.time, o.time_ns from hot.observation as o where ${ours('o')} and o.run = run.id order by o.time, o.time_ns limit 1
    ) as first
    join hot.speaker_set as seen on ${ours('seen')} and seen.speaker = run.job
    where exists (
      select from hot.observation as o
      where ${ours('o')} and o.speaker = run.job and o.statements = seen.set and o.run = run.id
        and (o.time, o.time_ns) >= (first.time, first.time_ns))`,
);

/** Datasets of which events of runs say that they changed as a whole. */
const EMPTIED = question<{ readonly runs: readonly RunKey[] }>(
  (belief) => sql`
    select distinct asked.id as run, ${canonicalOf('m.node', belief)} as canonical
    from unnest(${({ runs }) => runs}::bigint[]) as asked (id)
    join hot.observation as o on ${ours('o')} and o.run = asked.id
    join hot.mention as m on ${ours('m')} and m.position = o.position
    join hot.facet_set as carried on ${ours('carried')} and carried.id = m.facets and 'lifecycleStateChange' = any (carried.names)`,
);

/** Which of some events say that a dataset changed as a whole. */
const EMPTYING = question<{ readonly positions: readonly bigint[] }>(
  () => sql`
    select distinct m.position from unnest(${({ positions }) => positions}::bigint[]) as asked (position)
    join hot.mention as m on ${ours('m')} and m.position = asked.position
    join hot.facet_set as carried on ${ours('carried')} and carried.id = m.facets and 'lifecycleStateChange' = any (carried.names)`,
);

/** The declaration before another of the same speaker. */
const BEFORE = question<{ readonly speakers: readonly NodeId[]; readonly at: readonly string[]; readonly ns: readonly number[] }>(
  () => sql`
    select given.ordinal, before.statements
    from unnest(${({ speakers }) => speakers}::bigint[], ${({ at }) => at}::timestamptz[], ${({ ns: within }) => within}::smallint[])
      with ordinality as given (speaker, time, time_ns, ordinal)
    cross join lateral (
      select o.statements from hot.observation as o
      where ${ours('o')} and o.speaker = given.speaker and o.declares and (o.time, o.time_ns) < (given.time, given.time_ns)
      order by o.time desc, o.time_ns desc, o.digest desc limit 1
    ) as before
    where before.statements is not null`,
);

const CANONICALS = question<{ readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    select asked.id as node, ${canonicalOf('asked.id', belief)} as canonical from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)`,
);

const RENAMED = question<Since>(
  () => sql<Asked & Since>`
    select name_of.node, name_of.canonical from hot.identity as name_of
    where ${ours('name_of')} and name_of.known_from > ${({ since }) => since}::bigint and name_of.known_from <= ${({ knownAt }) => knownAt}::bigint
    union
    select name_of.node, name_of.canonical from hot.identity as name_of
    where ${ours('name_of')} and name_of.known_to <> 9223372036854775807
      and name_of.known_to > ${({ since }) => since}::bigint and name_of.known_to <= ${({ knownAt }) => knownAt}::bigint`,
);
