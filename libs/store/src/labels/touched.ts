import type { Instant } from '#foundation';
import { isEnd, type NodeId, type RunKey, type StatementSetId } from '#lineage';

import { type Asked, canonicalOf, ours, question } from '../graph/asked.ts';
import { shownIn } from '../graph/label-events.ts';
import { type Piece, sql, words } from '../graph/piece.ts';
import { named, RUN_TYPE } from '../map/codes.ts';
import { instantIn, instantLists, numberIn, optionalNumberIn, type Row } from '../map/rows.ts';
import { type Since, taggedSince } from './tagged-since.ts';
import type { Touch, TouchedNodes } from './touch.ts';
import { touchedByRuns } from './touched-by-runs.ts';

/** From when on a node may hold other labels than it did. */
export type TouchedFrom = ReadonlyMap<NodeId, Instant>;

/** What one entry touched: nodes that were written or emptied. */
export interface EntryTouched {
  readonly position: bigint;
  readonly written: TouchedFrom;
  /** Of what was written: where something that was held before may be held no longer. */
  readonly lessened: ReadonlySet<NodeId>;
}

/** What entries touched; and nodes that are called or tagged otherwise, or were in between, which are so from the beginning of time. */
export interface Touched {
  /** In the order of the ledger; of those that count no longer or again, where they stand. */
  readonly entries: readonly EntryTouched[];
  /** Two that are or were one. */
  readonly renamed: readonly (readonly [NodeId, NodeId])[];
  readonly tagged: readonly NodeId[];
  /** Events count no longer, or again. */
  readonly isOdd: boolean;
}

/** What changed of the graph between a size of the ledger, `since`, and that of the question. */
export async function touchedSince(asked: Asked, since: bigint): Promise<Touched> {
  const rows = (await EVENTS(asked, { since })).map(touchIn);
  const nodes = [...(await touchedByRuns(asked, since, rows)), ...(await bySpeakers(asked, rows))];
  const renamed = await renamedSince(asked, since);
  return { entries: byEntry(nodes), renamed, tagged: await taggedSince(asked, since), isOdd: rows.some(({ isOdd }) => isOdd) };
}

function byEntry(touched: readonly TouchedNodes[]): readonly EntryTouched[] {
  const entries = new Map<bigint, { readonly written: Map<NodeId, Instant>; readonly lessened: Set<NodeId> }>();
  for (const { position, nodes, from, less } of touched) {
    const { written, lessened } = entries.get(position) ?? { written: new Map<NodeId, Instant>(), lessened: new Set<NodeId>() };
    entries.set(position, { written, lessened });
    for (const node of [...nodes, ...less]) if ((written.get(node) ?? from) >= from) written.set(node, from);
    for (const node of less) lessened.add(node);
  }
  const inOrder = [...entries].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return inOrder.map(([position, entry]) => ({ position, ...entry }));
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

/** What is declared, and was by the declaration before, from the later one's time on; and datasets of which something is said alone. */
async function bySpeakers(asked: Asked, touches: readonly Touch[]): Promise<readonly TouchedNodes[]> {
  const said = touches.filter(({ run }) => run === undefined);
  const declared = said.filter(({ declares }) => declares);
  const times = instantLists(declared.map(({ at }) => at));
  const given = {
    speakers: declared.map(({ speaker }) => speaker),
    own: declared.map(({ position }) => position),
    sizes: declared.map(({ position, isOdd }) => (isOdd ? asked.knownAt : position)),
  };
  const before = declared.length === 0 ? [] : await BEFORE(asked, { ...given, ...times });
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
      const isOther = setBefore.has(index) && setBefore.get(index) !== touch.statements;
      return { position: touch.position, nodes, from: touch.at, less: isOther ? nodes : [] };
    }),
    ...alone.map(({ position, speaker, at }): TouchedNodes => {
      const nodes = [canonical.get(speaker) ?? speaker];
      return { position, nodes, from: at, less: emptying.has(position) ? nodes : [] };
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

/** Which of some events say that a dataset changed as a whole. */
const EMPTYING = question<{ readonly positions: readonly bigint[] }>(
  () => sql`
    select distinct m.position from unnest(${({ positions }) => positions}::bigint[]) as asked (position)
    join hot.mention as m on ${ours('m')} and m.position = asked.position
    join hot.facet_set as carried on ${ours('carried')} and carried.id = m.facets and 'lifecycleStateChange' = any (carried.names)`,
);

interface Declared {
  readonly speakers: readonly NodeId[];
  readonly own: readonly bigint[];
  readonly sizes: readonly bigint[];
  readonly at: readonly string[];
  readonly ns: readonly number[];
}

/** The declaration before another of the same speaker, or that it took the place of at its instant, as was believed at a size: it may have written what the other does not. */
const BEFORE = question<Declared>(
  () => sql`
    select given.ordinal, before.statements
    from unnest(${({ speakers }) => speakers}::bigint[], ${({ own }) => own}::bigint[], ${({ sizes }) => sizes}::bigint[],
                ${({ at }) => at}::timestamptz[], ${({ ns: within }) => within}::smallint[])
      with ordinality as given (speaker, own, size, time, time_ns, ordinal)
    cross join lateral (
      select o.statements from hot.observation as o
      where ${ours('o')} and o.speaker = given.speaker and o.declares and (o.time, o.time_ns) <= (given.time, given.time_ns)
        and o.position <> given.own and o.known_from <= given.size and o.known_to > given.size
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
