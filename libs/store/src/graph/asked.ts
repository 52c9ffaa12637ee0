import type { Instant } from '#foundation';

import { nanosecondsWithin, postgresTime, type Row } from '../map/rows.ts';
import type { Times } from '../map/snapshot-facts.ts';
import type { Session } from '../sql/session.ts';
import type { Hiding, Scope } from './hiding.ts';
import { type Piece, sql, statement, words } from './piece.ts';

/** A snapshot of the graph to be asked at two times. */
export interface Asked {
  readonly session: Session;
  readonly tenant: number;
  readonly generation: number;
  readonly asOf: Instant;
  /** `asOf` as Postgres takes it: microseconds, and the nanoseconds within. */
  readonly time: string;
  readonly ns: number;
  readonly knownAt: bigint;
  /** `current`: all that is mapped. Those rows have small indexes of their own; for an earlier size the history is read. */
  readonly belief: Belief;
  /** What the asker may not see. Undefined: nothing is hidden, and no statement looks for it. */
  readonly hiding: Hiding | undefined;
}

export type Belief = 'current' | 'history';

/** Puts a question to a snapshot, by one statement. */
export async function ask(
  session: Session,
  { tenant, generation }: { readonly tenant: number; readonly generation: number },
  { asOf, knownAt }: Times,
): Promise<Asked> {
  const [head] = await session.rows`
    select head.mapped from hot.map_head as head where head.tenant = ${tenant}::int and head.generation = ${generation}::int`;
  const belief = head?.['mapped'] === knownAt ? 'current' : 'history';
  return { session, tenant, generation, asOf, time: postgresTime(asOf), ns: nanosecondsWithin(asOf), knownAt, belief, hiding: undefined };
}

/** Rows of this tenant's generation of the graph. */
export function ours(alias: string): Piece<Asked> {
  const table = words(alias);
  return sql<Asked>`${table}.tenant = ${({ tenant }) => tenant}::int and ${table}.generation = ${({ generation }) => generation}::int`;
}

/** Rows that are believed at the asked size. The number is written out because partial indexes compare text. */
export function believed(alias: string, belief: Belief): Piece<Asked> {
  const table = words(alias);
  if (belief === 'current') return sql<Asked>`${table}.known_to = 9223372036854775807`;
  return sql<Asked>`${table}.known_from <= ${({ knownAt }) => knownAt}::bigint and ${table}.known_to > ${({ knownAt }) => knownAt}::bigint`;
}

/** Ours, believed, and true at the asked instant. */
export function holds(alias: string, belief: Belief): Piece<Asked> {
  const table = words(alias);
  return sql<Asked>`${ours(alias)} and ${believed(alias, belief)}
    and (${table}.valid_from, ${table}.valid_from_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)
    and (${table}.valid_to, ${table}.valid_to_ns) > (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)`;
}

type EdgeEnd = 'source' | 'target' | 'via';

interface EdgesHeld {
  /** Codes of the kinds of statements. */
  readonly kinds: readonly number[];
  readonly belief: Belief;
  /** Conditions on `edge`, each after an "and". */
  readonly also?: Piece<Asked>;
}

/**
 * The edges that hold and have a node at an end of theirs, as a query of its own: `at` is an expression for the node. It is never made one with what it stands in, so
 * that each node is looked up in the index of that end: the planner, which cannot tell what a time that is asked about leaves, would else read all edges of a small
 * graph however long its history is. What is believed no more has an index of boxes: docs/decisions/0040.
 */
export function edgesAt(end: EdgeEnd, at: string, { kinds, belief, also = words('') }: EdgesHeld): Piece<Asked> {
  const [column, near] = [words(end), words(at)];
  const [from, to] = [words(String(Math.min(...kinds))), words(String(Math.max(...kinds)))];
  const isAsked = sql<Asked>`edge.${column} = ${near} and edge.kind in (${words(kinds.join(', '))}) and ${holds('edge', belief)} ${also}`;
  const current = sql<Asked>`select edge.* from hot.edge as edge where edge.known_to = 9223372036854775807 and ${isAsked}`;
  if (belief === 'current') return sql<Asked>`${current} offset 0`;
  return sql<Asked>`${current}
        union all
        select edge.* from hot.edge as edge where edge.known_to <> 9223372036854775807 and ${isAsked}
          and box(point(edge.known_from, edge.${column} * 8 + edge.kind), point(edge.known_to - 1, edge.${column} * 8 + edge.kind))
            && box(point(${({ knownAt }) => knownAt}::bigint, ${near} * 8 + ${from}), point(${({ knownAt }) => knownAt}::bigint, ${near} * 8 + ${to}))
        offset 0`;
}

/** As `edgesAt`, of each row that stands before: the rows of both, those of the edges as `edge`. */
export function withEdgesAt(end: EdgeEnd, at: string, held: EdgesHeld): Piece<Asked> {
  return sql<Asked>`cross join lateral (
        ${edgesAt(end, at, held)}
      ) as edge`;
}

/** What an event said that counts at the asked size and is not later than the asked instant. */
export function said(alias: string, belief: Belief): Piece<Asked> {
  const table = words(alias);
  return sql<Asked>`${ours(alias)} and ${believed(alias, belief)}
    and (${table}.time, ${table}.time_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint)`;
}

/** The canonical id of the dataset that a column of node ids names, for use in a select list. Of a job: itself. */
export function canonicalOf(column: string, belief: Belief): Piece<Asked> {
  return sql<Asked>`coalesce((select name_of.canonical from hot.identity as name_of
    where name_of.node = ${words(column)} and ${holds('name_of', belief)}), ${words(column)})`;
}

/**
 * A statement in its forms: for what is believed now and for what was believed at an earlier size, each for those who see all and for those from whom
 * something is hidden. One that shows nothing that can be hidden does not look at its scope.
 */
export function question<More = unknown>(
  build: (belief: Belief, scope: Scope) => Piece<Asked & More>,
): (asked: Asked, more: More) => Promise<readonly Row[]> {
  const both = (scope: Scope) => ({ current: statement(build('current', scope)), history: statement(build('history', scope)) });
  const forms = { whole: both('whole'), scoped: both('scoped') };
  return (asked, more) => forms[asked.hiding === undefined ? 'whole' : 'scoped'][asked.belief](asked.session, { ...asked, ...more });
}

/**
 * Keeps the plans of what `work` asks, whatever the values: a walk goes by index from few rows to few, and planning one of its statements costs more than
 * running it (2.4 against 1 ms; a walk of runs 73 against 14 ms, 2026-11-21). Lists are not asked so: without their limit their plans are poor.
 */
export async function withKeptPlans<Result>({ session }: Asked, work: () => Promise<Result>): Promise<Result> {
  const [, result] = await Promise.all([session.rows`select set_config('plan_cache_mode', 'force_generic_plan', true)`, work()]);
  session.rows`select set_config('plan_cache_mode', 'auto', true)`.catch(() => undefined); // for what else is asked of the snapshot; nobody waits: what fails here fails its commit
  return result;
}
