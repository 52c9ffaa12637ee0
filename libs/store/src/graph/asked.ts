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
