import { ENTRY_KIND_CODES, type EntryKind } from '#record';

import type { Session } from '../sql/session.ts';
import type { Act } from './act-reader.ts';

/** Which acts; an absent field asks nothing. `action`, `outcome` and `thing` are asked of one and the same part of an entry. */
export interface TrailQuestion {
  readonly kinds: readonly EntryKind[];
  /** Only what this principal did, or what was asked about it, by its id. */
  readonly who?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  /** `*` stands for any text. */
  readonly thing?: string | undefined;
  /** Only entries from this position on. */
  readonly from: bigint;
  /** Only entries below this position. */
  readonly below: bigint;
  readonly limit: number;
}

/** Finds acts by what was done, to what, and what became of it: at most `limit`, newest first. One statement. */
export async function actsOfTrail(session: Session, tenant: number, question: TrailQuestion): Promise<readonly Act[]> {
  const { kinds, who = null, action = null, outcome = null, thing, from, below, limit } = question;
  const codes = kinds.map((kind) => ENTRY_KIND_CODES[kind]);
  const { begins, like } = patternOf(thing ?? '*');
  const rows =
    thing === undefined
      ? await session.rows`
    select batch.first + act.index as position, act.subject
    from hot.ledger_act as act
    join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
    where act.tenant = ${tenant}::int and act.kind = any(${codes}::smallint[])
      and batch.first + act.index >= ${from}::bigint and batch.first + act.index < ${below}::bigint
      and (${action}::text is null and ${outcome}::text is null or exists (
        select from hot.ledger_deed as deed
        where deed.tenant = act.tenant and deed.batch = act.batch and deed.index = act.index
          and (${action}::text is null or deed.action = ${action}::text) and (${outcome}::text is null or deed.outcome = ${outcome}::text)))
      and (${who}::uuid is null or exists (
        select from hot.ledger_deed as about
        where about.tenant = act.tenant and about.batch = act.batch and about.index = act.index and about.about = ${who}::uuid
      ) or exists (
        select from hot.ledger_entry as entry
        where entry.tenant = act.tenant and entry.day = batch.day and entry.batch = act.batch and entry.index = act.index and entry.by = ${who}::uuid))
    order by batch.first desc, act.index desc limit ${limit}::int`
      : await session.rows`
    with found as materialized (
      select distinct deed.batch, deed.index from hot.ledger_deed as deed
      where deed.tenant = ${tenant}::int and deed.thing >= ${begins}::text and deed.thing < ${`${begins}\u{10ffff}`}::text and deed.thing like ${like}::text
        and (${action}::text is null or deed.action = ${action}::text) and (${outcome}::text is null or deed.outcome = ${outcome}::text)
    )
    select batch.first + act.index as position, act.subject
    from found
    join hot.ledger_act as act on act.tenant = ${tenant}::int and act.batch = found.batch and act.index = found.index
    join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
    where act.kind = any(${codes}::smallint[]) and batch.first + act.index >= ${from}::bigint and batch.first + act.index < ${below}::bigint
      and (${who}::uuid is null or exists (
        select from hot.ledger_deed as about
        where about.tenant = act.tenant and about.batch = act.batch and about.index = act.index and about.about = ${who}::uuid
      ) or exists (
        select from hot.ledger_entry as entry
        where entry.tenant = act.tenant and entry.day = batch.day and entry.batch = act.batch and entry.index = act.index and entry.by = ${who}::uuid))
    order by batch.first desc, act.index desc limit ${limit}::int`;
  return rows as unknown as readonly Act[]; // int8 and text, as the migration gives them
}

/** What every text that fits begins with, and the pattern as SQL has it. */
function patternOf(thing: string): { readonly begins: string; readonly like: string } {
  const like = thing.replace(/[\\%_]/g, (sign) => `\\${sign}`).replaceAll('*', '%');
  return { begins: thing.split('*')[0] ?? '', like };
}
