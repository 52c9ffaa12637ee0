import { type Instant, INSTANT_MAX, INSTANT_MIN } from '#foundation';
import {
  compareClaims,
  END,
  type Lookup,
  type Observation,
  type PageQuestion,
  type Past,
  type RunKey,
  type StatementSetId,
} from '#lineage';

import { MODE } from './codes.ts';
import type { Lane } from './lane.ts';
import { instantIn, instantLists, intervalIn, numberIn, OPEN, type Row } from './rows.ts';
import { observationOf } from './speaker-reader.ts';

const LATEST_FIRST = { isLatestFirst: true };

/** Questions for pages, part by part, as a statement takes them. */
interface PagesAsked<Key> extends ReturnType<typeof instantLists> {
  readonly of: readonly Key[];
  readonly limit: readonly number[];
}

/** Answers what a fold asks of the time before its batch: all open questions of a kind in one statement. */
export class PastReader {
  constructor(
    private readonly lane: Pick<Lane, 'session' | 'at'>,
    private readonly past: Past,
    /** Runs of the batch: they may turn out to have begun earlier, and answer for themselves. */
    private readonly runs: readonly RunKey[],
  ) {}

  /** Whether anything was open. Gives the sets that the answers name. */
  async answer(): Promise<{ readonly any: boolean; readonly sets: ReadonlySet<StatementSetId> }> {
    const { past } = this;
    const open = [past.edges, past.expiries, past.lapses, past.following, past.preceding, past.precedingOfRun, past.snapshots, past.facets];
    const any = [...open, past.sightings].some((lookup) => lookup.open.length > 0);
    const sets = new Set<StatementSetId>();
    if (!any) return { any, sets };

    await this.edges();
    await this.expiries();
    for (const set of await this.lapses()) sets.add(set);
    const seen = [await this.following(), await this.preceding(), await this.precedingOfRun(), await this.snapshots()].flat();
    for (const { statements } of seen) if (statements !== undefined) sets.add(statements);
    await this.facets();
    await this.sightings();
    return { any, sets };
  }

  private async edges(): Promise<void> {
    const [{ session, at }, open] = [this.lane, this.past.edges.open];
    if (open.length === 0) return;
    const since = instantLists(open.map(({ since }) => since));
    const rows = await session.rows`
      select asked.ordinal, edge.row, edge.valid_from, edge.valid_from_ns, edge.valid_to, edge.valid_to_ns
      from unnest(${open.map(({ speaker }) => speaker)}::bigint[], ${open.map(({ statement }) => statement)}::bigint[], ${since.at}::timestamptz[])
        with ordinality as asked (speaker, statement, since, ordinal)
      join hot.edge as edge on edge.tenant = ${at.tenant}::int and edge.generation = ${at.generation}::int and edge.speaker = asked.speaker
        and edge.mode = ${MODE.observed}::smallint and edge.statement = asked.statement and edge.known_to = 9223372036854775807 and edge.valid_to >= asked.since`;
    const found = byOrdinal(rows);
    open.forEach((question, index) =>
      this.past.edges.answer(
        question,
        (found[index] ?? []).map((row) => intervalIn(row, true)),
      ),
    );
  }

  private async expiries(): Promise<void> {
    const [{ session, at }, open] = [this.lane, this.past.expiries.open];
    if (open.length === 0) return;
    const after = instantLists(open.map(({ after }) => after));
    const rows = await session.rows`
      select asked.ordinal, ending.time, ending.time_ns
      from unnest(${open.map(({ speaker }) => speaker)}::bigint[], ${after.at}::timestamptz[], ${after.ns}::smallint[]) with ordinality as asked (speaker, after, after_ns, ordinal)
      cross join lateral (
        select o.time, o.time_ns from hot.observation as o
        join hot.run_belief as belief on belief.tenant = o.tenant and belief.generation = o.generation and belief.run = o.run and belief.known_to = 9223372036854775807
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.type = 3
          and (o.time, o.time_ns) > (asked.after, asked.after_ns) and o.known_to = ${OPEN}::bigint and o.run <> all (${this.runs}::bigint[])
          and (belief.began, belief.began_ns) > (asked.after, asked.after_ns)
        order by o.time, o.time_ns limit 1
      ) as ending`;
    const found = byOrdinal(rows);
    open.forEach((question, index) => this.past.expiries.answer(question, timeOf(found[index]) ?? END));
  }

  /** A few completed runs before the instant tell from where on a set may still have held: all before that one of them has ended. */
  private async lapses(): Promise<readonly StatementSetId[]> {
    const [{ session, at }, open] = [this.lane, this.past.lapses.open];
    if (open.length === 0) return [];
    const [completed, until] = [instantLists(open.map((each) => each.at)), instantLists(open.map((each) => each.until))];
    const from = open.map((each) => (each.from === undefined ? null : (instantLists([within(each.from)]).at[0] ?? null)));
    const rows = await session.rows`
      select asked.ordinal, shown.statements
      from unnest(${open.map(({ speaker }) => speaker)}::bigint[], ${completed.at}::timestamptz[], ${completed.ns}::smallint[], ${from}::timestamptz[], ${until.at}::timestamptz[],
                  ${until.ns}::smallint[], ${open.map(({ window }) => window / 1000n)}::bigint[])
        with ordinality as asked (speaker, at, at_ns, from_time, until, until_ns, lineage_window, ordinal)
      cross join lateral (
        select coalesce(asked.from_time, max(belief.began) - asked.lineage_window * interval '1 microsecond', '-infinity') as time
        from (select o.run from hot.observation as o
              where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.type = 3 and asked.from_time is null
                and (o.time, o.time_ns) <= (asked.at, asked.at_ns) and o.known_to = ${OPEN}::bigint and o.run <> all (${this.runs}::bigint[])
              order by o.time desc, o.time_ns desc limit 4) as completed
        join hot.run_belief as belief on belief.tenant = ${at.tenant}::int and belief.generation = ${at.generation}::int and belief.run = completed.run
          and belief.known_to = 9223372036854775807
      ) as least
      cross join lateral (
        select distinct o.statements from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.statements is not null and o.run is not null
          and o.known_to = ${OPEN}::bigint and o.time >= least.time and (o.time, o.time_ns) < (asked.until, asked.until_ns)
      ) as shown
      left join lateral (
        select true as is_seen from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.statements = shown.statements and o.run is not null
          and o.known_to = ${OPEN}::bigint and o.run <> all (${this.runs}::bigint[])
          and (o.time, o.time_ns) >= (asked.until, asked.until_ns) and (o.time, o.time_ns) <= (asked.at, asked.at_ns)
          and (select true from hot.observation as snapshot
               where snapshot.tenant = ${at.tenant}::int and snapshot.generation = ${at.generation}::int and snapshot.run = o.run and snapshot.snapshot_from is not null
                 and snapshot.statements <> o.statements and snapshot.known_to = ${OPEN}::bigint
                 and snapshot.time >= o.time and snapshot.snapshot_from <= o.time limit 1) is null
        order by o.time, o.time_ns limit 1
      ) as again on true
      where again.is_seen is null`;
    const found = byOrdinal(rows);
    const sets = (index: number): StatementSetId[] => (found[index] ?? []).map((row) => numberIn(row, 'statements') as StatementSetId);
    open.forEach((question, index) => this.past.lapses.answer(question, sets(index)));
    return open.flatMap((_, index) => sets(index));
  }

  private async following(): Promise<readonly Observation[]> {
    const { session, at } = this.lane;
    return this.page(
      this.past.following,
      (asked) => session.rows`
      select asked.ordinal, shown.* from unnest(${asked.of}::bigint[], ${asked.at}::timestamptz[], ${asked.ns}::smallint[], ${asked.limit}::int[])
        with ordinality as asked (speaker, from_time, from_ns, page, ordinal)
      cross join lateral (
        select o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.run is not null and o.known_to = ${OPEN}::bigint
          and (o.time, o.time_ns) >= (asked.from_time, asked.from_ns)
        order by o.time, o.time_ns fetch first (asked.page) rows with ties
      ) as shown`,
    );
  }

  private async preceding(): Promise<readonly Observation[]> {
    const { session, at } = this.lane;
    return this.page(
      this.past.preceding,
      (asked) => session.rows`
      select asked.ordinal, shown.* from unnest(${asked.of}::bigint[], ${asked.at}::timestamptz[], ${asked.ns}::smallint[], ${asked.limit}::int[])
        with ordinality as asked (speaker, from_time, from_ns, page, ordinal)
      cross join lateral (
        select o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.speaker = asked.speaker and o.run is not null and o.known_to = ${OPEN}::bigint
          and (o.time, o.time_ns) <= (asked.from_time, asked.from_ns)
        order by o.time desc, o.time_ns desc fetch first (asked.page) rows with ties
      ) as shown`,
      LATEST_FIRST,
    );
  }

  private async precedingOfRun(): Promise<readonly Observation[]> {
    const { session, at } = this.lane;
    return this.page(
      this.past.precedingOfRun,
      (asked) => session.rows`
      select asked.ordinal, shown.* from unnest(${asked.of}::bigint[], ${asked.at}::timestamptz[], ${asked.ns}::smallint[], ${asked.limit}::int[])
        with ordinality as asked (run, from_time, from_ns, page, ordinal)
      cross join lateral (
        select o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.run = asked.run and o.known_to = ${OPEN}::bigint
          and (o.time, o.time_ns) <= (asked.from_time, asked.from_ns)
        order by o.time desc, o.time_ns desc fetch first (asked.page) rows with ties
      ) as shown`,
      LATEST_FIRST,
    );
  }

  /** Reads a page for each open question, as the statement orders it. */
  private async page<Key extends number>(
    lookup: Lookup<PageQuestion<Key>, readonly Observation[]>,
    read: (asked: PagesAsked<Key>) => Promise<readonly Row[]>,
    { isLatestFirst } = { isLatestFirst: false },
  ): Promise<readonly Observation[]> {
    const { open } = lookup;
    if (open.length === 0) return [];
    const from = instantLists(open.map((each) => within(each.from)));
    const rows = await read({ of: open.map(({ of }) => of), at: from.at, ns: from.ns, limit: open.map(({ limit }) => limit) });
    return pages(rows, open, (question, page) => lookup.answer(question, isLatestFirst ? page.reverse() : page));
  }

  private async snapshots(): Promise<readonly Observation[]> {
    const [{ session, at }, open] = [this.lane, this.past.snapshots.open];
    if (open.length === 0) return [];
    const shown = instantLists(open.map((each) => each.at));
    const rows = await session.rows`
      select asked.ordinal, snapshot.* from unnest(${open.map(({ run }) => run)}::bigint[], ${shown.at}::timestamptz[], ${shown.ns}::smallint[]) with ordinality as asked (run, at, at_ns, ordinal)
      cross join lateral (
        select distinct on (o.statements) o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns from hot.observation as o
        where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.run = asked.run and o.snapshot_from is not null and o.statements is not null
          and o.known_to = ${OPEN}::bigint and (o.time, o.time_ns) >= (asked.at, asked.at_ns) and (o.snapshot_from, o.snapshot_from_ns) <= (asked.at, asked.at_ns)
        order by o.statements, o.time desc, o.time_ns desc, o.digest desc
      ) as snapshot`;
    return pages(rows, open, (question, page) => this.past.snapshots.answer(question, page));
  }

  private async facets(): Promise<void> {
    const [{ session, at }, open] = [this.lane, this.past.facets.open];
    if (open.length === 0) return;
    const claimed = instantLists(open.map(({ time }) => time));
    const rows = await session.rows`
      select asked.ordinal, next.time, next.time_ns
      from unnest(${open.map(({ node }) => node)}::bigint[], ${open.map(({ name }) => name)}::text[], ${claimed.at}::timestamptz[], ${claimed.ns}::smallint[], ${open.map(({ digest }) => digest)}::text[])
        with ordinality as asked (node, name, time, time_ns, digest, ordinal)
      cross join lateral (
        select mention.time, mention.time_ns from hot.mention as mention
        join hot.facet_set as facets on facets.tenant = mention.tenant and facets.generation = mention.generation and facets.id = mention.facets
        where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node and mention.known_to = ${OPEN}::bigint
          and (mention.time, mention.time_ns) >= (asked.time, asked.time_ns)
          and (mention.time, mention.time_ns, mention.digest) > (asked.time, asked.time_ns, decode(asked.digest, 'hex')) and asked.name = any (facets.names)
        order by mention.time, mention.time_ns limit 1
      ) as next`;
    const found = byOrdinal(rows);
    open.forEach((question, index) => this.past.facets.answer(question, timeOf(found[index]) ?? END));
  }

  private async sightings(): Promise<void> {
    const [{ session, at }, open] = [this.lane, this.past.sightings.open];
    if (open.length === 0) return;
    const after = instantLists(open.map(({ after }) => after));
    const rows = await session.rows`
      select asked.ordinal, next.time, next.time_ns
      from unnest(${open.map(({ node }) => node)}::bigint[], ${after.at}::timestamptz[], ${after.ns}::smallint[]) with ordinality as asked (node, after, after_ns, ordinal)
      cross join lateral (
        select mention.time, mention.time_ns from hot.mention as mention
        where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node and mention.known_to = ${OPEN}::bigint
          and (mention.time, mention.time_ns) > (asked.after, asked.after_ns) and mention.change is distinct from 1
        order by mention.time, mention.time_ns limit 1
      ) as next`;
    const found = byOrdinal(rows);
    open.forEach((question, index) => this.past.sightings.answer(question, timeOf(found[index]) ?? END));
  }
}

/** Rows by the question that they answer. */
function byOrdinal(rows: readonly Row[]): readonly (readonly Row[] | undefined)[] {
  const found: Row[][] = [];
  for (const row of rows) (found[numberIn(row, 'ordinal') - 1] ??= []).push(row);
  return found;
}

function pages<Question>(
  rows: readonly Row[],
  open: readonly Question[],
  answer: (question: Question, page: Observation[]) => void,
): readonly Observation[] {
  const found = byOrdinal(rows);
  return open.flatMap((question, index) => {
    const page = (found[index] ?? []).map(observationOf).sort((left, right) => compareClaims(left, right));
    answer(question, page);
    return page;
  });
}

function timeOf(rows: readonly Row[] | undefined): Instant | undefined {
  const [row] = rows ?? [];
  return row === undefined ? undefined : instantIn(row, 'time');
}

/** As near as an event's time may come to it. */
function within(instant: Instant): Instant {
  if (instant < INSTANT_MIN) return INSTANT_MIN;
  return instant > INSTANT_MAX ? INSTANT_MAX : instant;
}
